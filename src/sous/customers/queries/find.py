"""What the search over everything asks this room."""

from django.db.models import Case, IntegerField, Value, When

from sous.customers.models import Account, Contact
from sous.customers.queries.accounts import words_q
from sous.customers.rules import fold
from sous.kernel.actors import Actor
from sous.kernel.permissions import require_view
from sous.kernel.refs import make_ref
from sous.kernel.search import Hit

LOOKED_AT = 300  # found in the index alone, in order of name; the best of them are shown


def find_accounts(actor: Actor, words: str, limit: int) -> list[Hit]:
    """Accounts whose name has all words as beginnings; those that begin with them first."""
    require_view(actor)
    if not words.strip():
        return []
    near = Account.objects.filter(merged_into=None).filter(words_q(words)).order_by("search_name")
    rows = Account.objects.filter(pk__in=list(near.values_list("pk", flat=True)[:LOOKED_AT]))
    rows = rows.annotate(far=_far(words)).order_by("far", "-feedback_count", "search_name", "pk")
    columns = ("pk", "name", "domain", "plan")
    return [
        Hit(make_ref(Account, pk), name, " · ".join(part for part in (plan, domain) if part))
        for pk, name, domain, plan in rows.values_list(*columns)[:limit]
    ]


def find_contacts(actor: Actor, words: str, limit: int) -> list[Hit]:
    """Contacts whose name or address has all words as beginnings."""
    require_view(actor)
    folded = fold(words)
    if not folded:
        return []
    near = Contact.objects.filter(merged_into=None).order_by("search_name")
    for word in folded[:8]:
        near = near.filter(search_name__contains=f" {word}")
    rows = Contact.objects.filter(pk__in=list(near.values_list("pk", flat=True)[:LOOKED_AT]))
    rows = rows.annotate(far=_far(words)).order_by("far", "-feedback_count", "search_name", "pk")
    columns = ("pk", "name", "email", "title", "account__name")
    return [
        Hit(
            make_ref(Contact, pk),
            name or email,
            " · ".join(part for part in (title, account, email if name else "") if part),
        )
        for pk, name, email, title, account in rows.values_list(*columns)[:limit]
    ]


def _far(words: str) -> Case:
    start = " " + " ".join(fold(words))
    return Case(
        When(search_name__startswith=start, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
