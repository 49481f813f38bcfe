from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sous.customers.models import Account, Contact
from sous.customers.permissions import require_edit
from sous.kernel.actors import Actor

Counts = Mapping[int, tuple[int, datetime | None]]


@transaction.atomic
def keep_feedback_counts(*, actor: Actor, at: datetime, accounts: Counts, contacts: Counts) -> None:
    """Note how often, and when last, each of these accounts and contacts was heard.

    The room that hears them calls this with ``id → (count, last)`` whenever that may have changed;
    ids that are unknown are passed over. No history: it is a copy of a number that has its own.
    """
    require_edit(actor)
    _keep(Account, accounts)
    _keep(Contact, contacts)


def _keep(model: type[Account] | type[Contact], counts: Counts) -> None:
    ids = sorted(counts)
    for start in range(0, len(ids), 5_000):
        rows = model._default_manager.filter(pk__in=ids[start : start + 5_000])
        changed: list[Any] = []
        for row in rows.only("pk", "feedback_count", "last_feedback_at"):
            count, last = counts[row.pk]
            if (row.feedback_count, row.last_feedback_at) != (count, last):
                row.feedback_count, row.last_feedback_at = count, last
                changed.append(row)
        model._default_manager.bulk_update(
            changed, ["feedback_count", "last_feedback_at"], batch_size=200
        )
