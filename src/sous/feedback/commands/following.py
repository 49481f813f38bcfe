"""Keeping items with their customers, whatever becomes of those."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Max

from sous.customers.commands import keep_feedback_counts
from sous.customers.models import Account, Contact
from sous.feedback import events
from sous.feedback.models import Item, Version, Voter
from sous.feedback.permissions import require_import
from sous.kernel import journal
from sous.kernel.actors import Actor

NAMELESS: dict[str, Any] = {
    "author_name": "",
    "author_email": "",
    "raw": {},
    "parts": [],
    "properties": {},
}
"""What of an item may name its author, emptied."""


@transaction.atomic
def follow_account(*, actor: Actor, at: datetime, account_id: int, from_ids: Sequence[int]) -> int:
    """Move the items of merged accounts to the one they live on as. Returns how many moved."""
    require_import(actor)
    moved = Item.objects.filter(account_id__in=from_ids).update(account_id=account_id)
    return _told(actor, at, moved, f"moved {moved:,} items along with their account")


@transaction.atomic
def return_items(*, actor: Actor, at: datetime, account_ids: Sequence[int]) -> int:
    """Give accounts that stand by themselves again what their own people said.

    Items that nobody in particular said stay where the merge brought them.
    """
    require_import(actor)
    moved = 0
    for account_id in account_ids:
        theirs = Item.objects.filter(contact__account_id=account_id).values("pk")
        moved += Item.objects.filter(pk__in=theirs).update(account_id=account_id)
    return _told(actor, at, moved, f"gave {moved:,} items back to their accounts")


@transaction.atomic
def follow_contact(*, actor: Actor, at: datetime, contact_id: int, from_ids: Sequence[int]) -> int:
    """Likewise for contacts, votes included."""
    require_import(actor)
    moved = Item.objects.filter(contact_id__in=from_ids).update(contact_id=contact_id)
    Voter.objects.filter(contact_id__in=from_ids).update(contact_id=contact_id)
    return _told(actor, at, moved, f"moved {moved:,} items along with their contact")


@transaction.atomic
def settle_contacts(*, actor: Actor, at: datetime, contact_ids: Sequence[int]) -> int:
    """Give items without an account the one their contact has now."""
    require_import(actor)
    moved = 0
    homes = Contact.objects.filter(pk__in=contact_ids, account__isnull=False)
    for pk, account_id in homes.values_list("pk", "account_id"):
        homeless = Item.objects.filter(contact_id=pk, account=None)
        moved += homeless.update(account_id=account_id)
    return _told(actor, at, moved, f"gave {moved:,} items the account of their contact")


@transaction.atomic
def forget_authors(*, actor: Actor, at: datetime, contact_ids: Sequence[int]) -> int:
    """Take names and addresses of erased people out of what they said; the words stay.

    The original row is emptied too, since it names them.
    """
    require_import(actor)
    items = Item.objects.filter(contact_id__in=contact_ids)
    Version.objects.filter(item__in=items).delete()
    forgotten = items.update(**NAMELESS)
    Voter.objects.filter(contact_id__in=contact_ids).update(name="", email="", contact=None)
    items.update(contact=None)
    return _told(actor, at, forgotten, f"forgot who said {forgotten:,} items")


@transaction.atomic
def count_voices(
    *, actor: Actor, at: datetime, account_ids: Sequence[int], contact_ids: Sequence[int]
) -> None:
    """Tell the customers room how often, and when last, these were heard."""
    require_import(actor)
    keep_feedback_counts(
        actor=actor,
        at=at,
        accounts=_heard("account_id", account_ids),
        contacts=_heard("contact_id", contact_ids),
    )


def _heard(column: str, ids: Sequence[int]) -> dict[int, tuple[int, datetime | None]]:
    model = Account if column == "account_id" else Contact
    counts: dict[int, tuple[int, datetime | None]] = dict.fromkeys(
        model._default_manager.filter(pk__in=ids).values_list("pk", flat=True), (0, None)
    )
    rows = Item.objects.filter(**{f"{column}__in": ids}).order_by().values_list(column)
    for pk, number, last in rows.annotate(number=Count("pk"), last=Max("said_at")):
        counts[pk] = (number, last)
    return counts


def _told(actor: Actor, at: datetime, number: int, words: str) -> int:
    if number:
        event = events.ItemsFollowed(count=number, words=words)
        journal.announce(event, actor=actor, at=at)
    return number
