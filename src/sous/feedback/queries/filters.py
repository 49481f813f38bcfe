"""The one filter of feedback: pages, API, shell and saved views all speak it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum, TextField, Value
from django.db.models.expressions import Col
from django.db.models.functions import Cast, StrIndex

from sous.customers.models import Account, Segment
from sous.customers.queries import accounts_in_segment
from sous.feedback.choices import Channel, Kind, Mood, TriageState
from sous.feedback.models import Item
from sous.kernel.actors import Actor
from sous.kernel.errors import Invalid

SORTS = {
    "newest": ["-said_at", "-pk"],
    "oldest": ["said_at", "pk"],
    "votes": ["-votes", "-said_at", "-pk"],
    "revenue": ["-account__revenue_sort", "-account_key", "-said_at", "-pk"],
}
CHOICES = {
    "state": TriageState.values,
    "channel": Channel.values,
    "kind": [*Kind.values, "none"],
    "mood": [*Mood.values, "none"],
}
NUMBERS = ("product", "account", "contact", "segment", "import", "duplicate_of")
WINDOW = 20_000
"""How many of the newest items are looked through where no index helps."""
MANY = 5_000
"""With more items than this in it, a set is looked up for each item rather than sorted whole."""


class AccountKey(F):
    """The account's own id rather than the item's copy of it.

    They are the same, but only by the account's does SQLite see that walking the accounts by
    revenue, and each one's items by time, gives the whole order without sorting.
    """

    def __init__(self) -> None:
        super().__init__("account__revenue_sort")

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Col:
        """The primary key in the table that the name leads to."""
        found: Any = super().resolve_expression(*args, **kwargs)
        return Col(found.alias, Account._meta.pk)


Narrow = Callable[[QuerySet[Item], str, Actor], QuerySet[Item]]
Describe = Callable[[str], str]


@dataclass(frozen=True)
class Extra:
    """A filter that an upper room brings: its name in the address, its word, and what it does."""

    name: str
    label: str
    narrow: Narrow
    describe: Describe


_extras: dict[str, Extra] = {}


def register_filter(name: str, label: str, narrow: Narrow, describe: Describe) -> None:
    """Let feedback be filtered by something that an upper room knows, such as a theme.

    ``narrow(items, value, actor)`` gives the items that fit; ``describe(value)`` names the value
    for people. Both raise Invalid for a value that makes no sense.
    """
    _extras[name] = Extra(name, label, narrow, describe)


Look = Callable[[QuerySet[Item], str], QuerySet[Item] | None]
_looks: dict[str, Look] = {}


def register_look(name: str, look: Look) -> None:
    """Let an upper room find words (``q``) or a ``tag`` by an index it keeps.

    ``look(items, value)`` gives the items that have it, or None where the index does not know
    such a value; the newest items are then looked through one by one.
    """
    _looks[name] = look


def extras() -> list[Extra]:
    """The filters of upper rooms."""
    return list(_extras.values())


@dataclass(frozen=True)
class Filter:
    """Which items, in which order. ``values`` maps a filter's name to its values, never empty."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "newest"

    @classmethod
    def parse(cls, params: Mapping[str, Sequence[str]]) -> Filter:
        """Read a filter from the parameters of an address. Unknown names are passed over.

        Raises Invalid for a value that makes no sense.
        """
        known = [*CHOICES, *NUMBERS, "assignee", "language", "rating", "since", "until", "tag", "q"]
        values: dict[str, tuple[str, ...]] = {}
        for name in [*known, *_extras]:
            given = [part.strip() for part in params.get(name, ()) if part.strip()]
            if name not in {"q", "tag"}:
                given = [each for part in given for each in part.split(",") if each]
            if given:
                values[name] = tuple(dict.fromkeys(_checked(name, each) for each in given))
        sort = next(iter(params.get("sort", ())), "") or "newest"
        if sort not in SORTS:
            raise Invalid(
                f"“{sort[:40]}” is not an order.", {"sort": f"One of {', '.join(SORTS)}."}
            )
        return cls(values, sort)

    @classmethod
    def parse_query(cls, query: str) -> Filter:
        """Read a filter from ``state=new&channel=review``."""
        try:
            return cls.parse(parse_qs(query.lstrip("?")))
        except ValueError:
            raise Invalid("This filter cannot be read.")

    @property
    def order(self) -> list[str]:
        """The columns for ``page_of``."""
        return SORTS[self.sort]

    def query_string(self) -> str:
        """The filter as in an address; empty for the empty filter."""
        pairs = [(name, ",".join(values)) for name, values in self.values.items() if name != "q"]
        pairs += [("q", words) for words in self.values.get("q", ())]
        if self.sort != "newest":
            pairs.append(("sort", self.sort))
        return urlencode(pairs, safe=",")

    def get(self, name: str) -> tuple[str, ...]:
        """The values chosen for a name."""
        return self.values.get(name, ())

    def one(self, name: str) -> str:
        """The first value chosen for a name, or empty."""
        return next(iter(self.get(name)), "")

    def having(self, name: str, *values: str) -> Filter:
        """This filter with other values for ``name``; with none, without it."""
        kept = {key: value for key, value in self.values.items() if key != name}
        return replace(self, values={**kept, name: values} if values else kept)

    def sorted_by(self, sort: str) -> Filter:
        """This filter in another order."""
        return replace(self, sort=sort)

    def narrow(self, items: QuerySet[Item], actor: Actor) -> QuerySet[Item]:
        """The items that fit, in the filter's order."""
        for name, values in self.values.items():
            if name in _extras:
                for value in values:
                    items = _extras[name].narrow(items, value, actor)
            elif name not in {"q", "tag"}:
                items = items.filter(_condition(name, values, actor))
        if self.sort == "votes":
            items = items.filter(votes__gt=0)
        if self.sort == "revenue":
            items = items.filter(account__revenue_sort__gte=0).annotate(account_key=AccountKey())
        for name in ("tag", "q"):
            for value in self.get(name):
                found = _looks[name](items, value) if name in _looks else None
                items = _through_window(items, name, value) if found is None else found
        return items.order_by(*self.order)


def _checked(name: str, value: str) -> str:
    if name in CHOICES and value not in CHOICES[name]:
        raise _refusal(name, f"“{value[:40]}” is not a {name}.")
    if name in NUMBERS and (not value.isascii() or not value.isdigit() or len(value) > 18):
        raise _refusal(name, f"“{value[:40]}” is not the number of a {name}.")
    if name == "assignee" and value not in {"me", "none"} and not _is_number(value):
        raise _refusal(name, "Say “me”, “none” or a person's number.")
    if name == "rating":
        try:
            float(value)
        except ValueError:
            raise _refusal(name, f"“{value[:40]}” is not a rating.")
    if name in {"since", "until"}:
        try:
            date.fromisoformat(value)
        except ValueError:
            raise _refusal(name, f"“{value[:40]}” is not a date like 2026-01-31.")
    return value[:200]


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 18


def _refusal(name: str, message: str) -> Invalid:
    return Invalid(message, {name: message})


def _condition(name: str, values: tuple[str, ...], actor: Actor) -> Q:
    if name in {"state", "channel", "kind", "mood", "language"}:
        return _among(name, ["" if value == "none" else value for value in values])
    if name == "rating":
        return _among("rating", [float(value) for value in values])
    if name in {"product", "account", "contact", "duplicate_of"}:
        return _among(f"{name}_id", [int(value) for value in values])
    if name == "import":
        return _among("imported_by_id", [int(value) for value in values])
    if name == "segment":
        return _in_segments([int(value) for value in values], actor)
    if name == "assignee":
        return _assigned(values, actor)
    moment = datetime.combine(date.fromisoformat(values[0]), datetime.min.time(), UTC)
    if name == "since":
        return Q(said_at__gte=moment)
    return Q(said_at__lt=min(moment, datetime(9999, 1, 1, tzinfo=UTC)) + timedelta(days=1))


def _among(column: str, values: Sequence[object]) -> Q:
    """Equality for one value, which lets an index give the order as well."""
    return Q(**{column: values[0]}) if len(values) == 1 else Q(**{f"{column}__in": values})


def _assigned(values: tuple[str, ...], actor: Actor) -> Q:
    condition = Q()
    for value in values:
        if value == "none":
            condition |= Q(assignee=None)
        else:
            condition |= Q(assignee_id=(actor.user_id or 0) if value == "me" else int(value))
    return condition


def _in_segments(pks: list[int], actor: Actor) -> Q:
    condition = Q()
    for segment in Segment.objects.filter(pk__in=pks):
        accounts = accounts_in_segment(actor, segment).order_by()
        heard = accounts.aggregate(n=Sum("feedback_count"))["n"] or 0
        if heard > MANY:  # walk the items in their order and look at each one's account
            condition |= Q(Exists(accounts.filter(pk=OuterRef("account_id"))))
        else:
            condition |= Q(account_id__in=accounts.values("pk"))
    return condition or Q(pk__in=[])


def _through_window(items: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
    """Look through the newest items for words or a tag."""
    newest = items.order_by("-said_at", "-pk").values("pk")[:WINDOW]
    found = Item.objects.filter(pk__in=newest)
    if name == "tag":
        quoted = json.dumps(value, ensure_ascii=connection.vendor != "postgresql")
        found = found.alias(tag_at=StrIndex(Cast("tags", TextField()), Value(quoted)))
        found = found.filter(tag_at__gt=0)
    else:
        for word in value.split()[:8]:
            found = found.filter(
                Q(text__icontains=word) | Q(title__icontains=word) | Q(author_name__icontains=word)
            )
    return items.filter(pk__in=found.values("pk"))
