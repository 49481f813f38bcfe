"""Accounts of a segment, through the customers room."""

from django.db.models import QuerySet

from sous.customers import queries as customers
from sous.customers.models import Account, Segment
from sous.kernel.actors import Actor
from sous.kernel.errors import NotFound


def accounts_of_segment(pk: int) -> QuerySet[Account]:
    """The accounts a segment selects. Raises NotFound."""
    segment = Segment.objects.filter(pk=pk).first()
    if segment is None:
        raise NotFound("There is no such segment.")
    return customers.accounts_in_segment(Actor.system(), segment)


def segments() -> QuerySet[Segment]:
    """What one may filter by."""
    return Segment.objects.order_by("name", "pk")
