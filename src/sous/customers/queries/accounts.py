import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from sous.customers.models import Account, Contact, Merge, Segment
from sous.customers.queries.segments import accounts_in_segment
from sous.customers.rules import fold
from sous.kernel.actors import Actor
from sous.kernel.errors import Invalid, NotFound
from sous.kernel.models import User
from sous.kernel.permissions import require_view

ORDERS = {
    "name": ["search_name", "pk"],
    "-name": ["-search_name", "-pk"],
    "revenue": ["revenue_sort", "pk"],
    "-revenue": ["-revenue_sort", "-pk"],
    "renewal": ["renewal_sort", "pk"],
    "-renewal": ["-renewal_sort", "-pk"],
    "feedback": ["feedback_count", "pk"],
    "-feedback": ["-feedback_count", "-pk"],
}
_ODD = re.compile(r"[^\w\s]|\d")  # what a domain or an id has and a name seldom
RENEWALS = {"30": 30, "60": 60, "90": 90, "180": 180, "365": 365}


@dataclass(frozen=True)
class AccountFilter:
    """What a list of accounts is narrowed to; each tuple means any of its values.

    ``renewal`` is a number of days of RENEWALS, ``overdue`` or ``none``; ``owners`` are user ids,
    0 meaning nobody.
    """

    words: str = ""
    plans: Sequence[str] = ()
    tiers: Sequence[str] = ()
    stages: Sequence[str] = ()
    healths: Sequence[str] = ()
    countries: Sequence[str] = ()
    currencies: Sequence[str] = ()
    owners: Sequence[int] = ()
    renewal: str = ""
    segment_id: int | None = None


@dataclass(frozen=True)
class Facets:
    """The values that filters can take, each with its number of accounts, most first."""

    plans: list[tuple[str, int]] = field(default_factory=list)
    tiers: list[tuple[str, int]] = field(default_factory=list)
    countries: list[tuple[str, int]] = field(default_factory=list)
    owners: list[tuple[int, str, int]] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)


def accounts(
    actor: Actor, narrowed: AccountFilter | None = None, *, today: date | None = None
) -> QuerySet[Account]:
    """Living accounts with their owners, by name. Raises NotFound for a segment that is gone."""
    require_view(actor)
    wanted = narrowed or AccountFilter()
    today = today or timezone.now().date()
    found = Account.objects.filter(merged_into=None)
    if wanted.segment_id is not None:
        segment = Segment.objects.filter(pk=wanted.segment_id).first()
        if segment is None:
            raise NotFound("There is no such segment.")
        found = accounts_in_segment(actor, segment, today=today)
    for column, values in (
        ("plan", wanted.plans),
        ("tier", wanted.tiers),
        ("stage", wanted.stages),
        ("health", wanted.healths),
        ("country", wanted.countries),
        ("currency", wanted.currencies),
    ):
        if values:
            found = found.filter(**{f"{column}__in": values})
    if wanted.owners:
        owned = Q(owner__in=[pk for pk in wanted.owners if pk])
        found = found.filter(owned | Q(owner=None) if 0 in wanted.owners else owned)
    if wanted.renewal:
        found = found.filter(_renewal_q(wanted.renewal, today))
    if wanted.words.strip():
        found = found.filter(words_q(wanted.words))
    return found.select_related("owner").order_by("search_name", "pk")


def words_q(words: str) -> Q:
    """Every word begins a word of the name, or the whole is the beginning of the domain or id."""
    text = words.strip()
    folded = fold(text)
    every = Q()
    for word in folded[:8]:
        every &= Q(search_name__contains=f" {word}")
    if folded and not _ODD.search(text):  # plain words are found in the index of names alone
        return every
    beginnings = Q(domain__startswith=text.lower()) | Q(external_id=text)
    return every | beginnings if folded else beginnings


def account(actor: Actor, pk: int) -> Account:
    """One account, merged or not. Raises NotFound."""
    require_view(actor)
    found = Account.objects.select_related("owner", "merged_into").filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such account.")
    return found


def account_named(actor: Actor, text: str) -> list[Account]:
    """The living accounts that a ref (ACC-12) or a whole name means; at most two."""
    require_view(actor)
    living = Account.objects.filter(merged_into=None)
    number = text.strip().upper().removeprefix("ACC-")
    if number.isascii() and number.isdigit() and len(number) < 19:
        by_ref = list(living.filter(pk=int(number)))
        if by_ref:
            return by_ref
    return list(living.filter(name__iexact=text.strip()).order_by("pk")[:2])


def contact_counts(actor: Actor, account_ids: Iterable[int]) -> dict[int, int]:
    """How many contacts each of these accounts has."""
    require_view(actor)
    rows = Contact.objects.filter(account_id__in=list(account_ids), merged_into=None)
    return dict(rows.order_by().values_list("account_id").annotate(Count("pk")))


def facets(actor: Actor) -> Facets:
    """What accounts can be filtered by: five queries, however many accounts."""
    require_view(actor)
    living = Account.objects.filter(merged_into=None).order_by()
    owners = dict(living.exclude(owner=None).values_list("owner").annotate(Count("pk")))
    people = User.objects.filter(pk__in=owners).order_by("name", "email")
    return Facets(
        plans=_counted(living, "plan"),
        tiers=_counted(living, "tier"),
        countries=_counted(living, "country"),
        owners=[(person.pk, str(person), owners[person.pk]) for person in people],
        segments=list(Segment.objects.order_by("name", "pk")[:100]),
    )


def merges_into(actor: Actor, kind: str, pk: int) -> QuerySet[Merge]:
    """The merges that an account or contact took in and that were not undone, newest first."""
    require_view(actor)
    return Merge.objects.filter(kind=kind, into_id=pk, undone_at=None).order_by("-pk")


def merge(actor: Actor, pk: int) -> Merge:
    """One merge. Raises NotFound."""
    require_view(actor)
    found = Merge.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such merge.")
    return found


def alike(actor: Actor, account: Account, limit: int = 5) -> list[Account]:
    """Other accounts that may be the same: they share the first word of the name."""
    require_view(actor)
    words = fold(account.name)
    if not words or len(words[0]) < 3:
        return []
    living = Account.objects.filter(merged_into=None).exclude(pk=account.pk)
    near = living.filter(search_name__startswith=f" {words[0]}").order_by("search_name", "pk")
    return list(near[:limit])


def _counted(rows: QuerySet[Account], column: str) -> list[tuple[str, int]]:
    found = rows.exclude(**{column: ""}).values_list(column).annotate(n=Count("pk"))
    return list(found.order_by("-n", column)[:40])


def _renewal_q(renewal: str, today: date) -> Q:
    if renewal == "overdue":
        return Q(renewal_sort__lt=today)
    if renewal == "none":
        return Q(renewal_on=None)
    if renewal not in RENEWALS:
        raise Invalid("Renewals can be asked for within 30, 60, 90, 180 or 365 days.")
    return Q(renewal_sort__gte=today, renewal_sort__lte=today + timedelta(days=RENEWALS[renewal]))
