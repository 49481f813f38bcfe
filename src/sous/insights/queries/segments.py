"""Accounts of a segment, through the customers room."""

from django.db.models import QuerySet

from sous.customers import queries as customers
from sous.customers.models import Account, Segment
from sous.kernel.errors import NotFound


def accounts_of_segment(pk: int) -> QuerySet[Account]:
    """The accounts a segment selects. Raises NotFound."""
    segment = Segment.objects.filter(pk=pk).first()
    if segment is None:
        raise NotFound("There is no such segment.")
    find = getattr(customers, "accounts_in_segment", None)
    found: QuerySet[Account] = find(segment) if find else Account.objects.none()
    return found


def segments() -> QuerySet[Segment]:
    """What one may filter by."""
    return Segment.objects.order_by("name", "pk")
