"""Tools about customers and about what we make."""

from typing import Any

from django.utils import timezone

from sous.customers import commands, queries
from sous.customers.models import Account, Contact, Segment
from sous.feedback import queries as feedback
from sous.kernel.actors import Actor
from sous.kernel.errors import Invalid
from sous.kernel.refs import pk_of
from sous.mcp.marks import writes
from sous.organization import queries as organization
from sous.shapes.customers import (
    AccountShape,
    ConsentShape,
    ContactShape,
    SegmentShape,
    TotalShape,
)
from sous.shapes.feedback import ItemShape


def find_accounts(
    actor: Actor,
    words: str = "",
    plan: str = "",
    segment: str = "",
    renewal: str = "",
    order: str = "-feedback",
    limit: int = 20,
) -> dict[str, Any]:
    """Accounts that fit, how many there are, and their yearly revenue per currency.

    ``words`` are beginnings of words of the name; ``segment`` is a ref like SEG-1; ``renewal`` is
    30, 60, 90, 180 or 365 (days), overdue or none; ``order`` is name, revenue, renewal or feedback,
    with a minus for descending.
    """
    if order not in queries.ORDERS:
        raise Invalid(f"Order by one of {', '.join(queries.ORDERS)}.")
    narrowed = queries.AccountFilter(
        words=words,
        plans=(plan,) if plan else (),
        renewal=renewal,
        segment_id=pk_of(segment, Segment) if segment else None,
    )
    found = queries.accounts(actor, narrowed)
    rows = found.order_by(*queries.ORDERS[order])[: max(1, min(limit, 100))]
    totals = queries.revenue_total(found)
    return {
        "count": found.order_by().count(),
        "revenue": [TotalShape.of(total).model_dump(mode="json") for total in totals],
        "accounts": [AccountShape.of(row).model_dump(mode="json") for row in rows],
    }


def read_account(actor: Actor, ref: str) -> dict[str, Any]:
    """One account with its contacts and the latest things its people said. ``ref``: ACC-7."""
    account = queries.account(actor, pk_of(ref, Account))
    contacts = queries.contacts(actor, account_id=account.pk)[:50]
    said = feedback.items(actor).filter(account_id=account.pk)[:10]
    return {
        "account": AccountShape.of(account).model_dump(mode="json"),
        "contacts": [ContactShape.of(row).model_dump(mode="json") for row in contacts],
        "latest_feedback": [ItemShape.of(item).model_dump(mode="json") for item in said],
    }


def read_contact(actor: Actor, ref: str) -> dict[str, Any]:
    """One contact with what they agreed to and the latest things they said. ``ref``: CON-7."""
    contact = queries.contact(actor, pk_of(ref, Contact))
    consents = queries.consents(actor, contact)
    said = feedback.items(actor).filter(contact_id=contact.pk)[:10]
    return {
        "contact": ContactShape.of(contact).model_dump(mode="json"),
        "consent": [ConsentShape.of(each).model_dump(mode="json") for each in consents],
        "latest_feedback": [ItemShape.of(item).model_dump(mode="json") for item in said],
    }


def list_segments(actor: Actor) -> list[dict[str, Any]]:
    """Saved segments of accounts, each with its size and yearly revenue per currency."""
    segments = list(queries.segments(actor)[:100])
    sizes = queries.segment_sizes(actor, segments)
    return [
        SegmentShape.of(segment).model_dump(mode="json")
        | {
            "accounts": sizes[segment.pk][0],
            "revenue": [TotalShape.of(t).model_dump(mode="json") for t in sizes[segment.pk][1]],
        }
        for segment in segments
    ]


def list_products(actor: Actor) -> list[dict[str, Any]]:
    """What we make: products with their areas and the teams that own them."""
    return [
        {
            "ref": f"PRD-{product.pk}",
            "name": product.name,
            "description": product.description,
            "areas": [
                {"ref": f"AREA-{a.pk}", "name": a.name, "team": a.team.name if a.team else None}
                for a in product.areas.all()
                if a.archived_at is None
            ],
        }
        for product in organization.products_with_areas(actor)
    ]


@writes
def change_account(actor: Actor, ref: str, values: dict[str, Any]) -> dict[str, Any]:
    """Change fields of an account: plan, tier, stage, health, revenue, currency, renewal_on, …"""
    done = commands.change_account(
        actor=actor, at=timezone.now(), account_id=pk_of(ref, Account), values=values
    )
    return AccountShape.of(done).model_dump(mode="json")


TOOLS = [
    find_accounts,
    read_account,
    read_contact,
    list_segments,
    list_products,
    change_account,
]
