"""What customers said, from the feedback room, for the pages about them."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet

from sous.feedback import queries
from sous.feedback.models import Item
from sous.kernel.actors import Actor

SHOWN = 20


def said_at(actor: Actor, account_id: int) -> QuerySet[Item]:
    """What the people of an account said, newest first."""
    return queries.items(actor).filter(account_id=account_id)


def said_by(actor: Actor, contact_id: int) -> QuerySet[Item]:
    """What a contact said, newest first."""
    return queries.items(actor).filter(contact_id=contact_id)


def counts_for(actor: Actor, column: str, ids: Iterable[int]) -> dict[int, int]:
    """How many pieces of feedback each of these accounts or contacts gave."""
    rows = queries.items(actor).filter(**{f"{column}__in": list(ids)})
    return dict(
        rows.order_by().values_list(column).annotate(n=Count("pk")).values_list(column, "n")
    )
