"""What Sous thinks of items by itself; a person, a rating or the source knows better."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sous.feedback import events
from sous.feedback.choices import JudgedBy, Kind
from sous.feedback.models import Item
from sous.feedback.permissions import require_triage
from sous.kernel import journal
from sous.kernel.actors import Actor
from sous.kernel.errors import Invalid

REPLACEABLE = {JudgedBy.MODEL, JudgedBy.NOBODY}
FIELDS = ["kind", "kind_by", "sentiment", "sentiment_by", "language"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is thought of one item. None leaves a field as it is; an empty kind takes it back.

    ``forget``: an earlier estimate of kind or feeling that is None now is taken back.
    """

    item_id: int
    kind: str | None = None
    sentiment: float | None = None
    language: str | None = None
    forget: bool = False


@transaction.atomic
def estimate_items(*, actor: Actor, at: datetime, estimates: Sequence[Estimate]) -> list[int]:
    """Keep estimates where nobody has said better. Returns the ids of what changed."""
    require_triage(actor)
    if any(each.kind not in {None, "", *Kind.values} for each in estimates):
        raise Invalid("There is no such kind.")
    by_id = {each.item_id: each for each in estimates}
    needed = ["pk", *FIELDS]
    items = list(Item.objects.select_for_update().filter(pk__in=by_id).only(*needed).order_by("pk"))
    changed = [item for item in items if _take(item, by_id[item.pk])]
    if changed:
        Item.objects.bulk_update(changed, FIELDS, batch_size=200)
        journal.announce(events.ItemsEstimated(count=len(changed)), actor=actor, at=at)
    return [item.pk for item in changed]


def _take(item: Item, estimate: Estimate) -> bool:
    before = [getattr(item, name) for name in FIELDS]
    kind = "" if estimate.kind is None and estimate.forget else estimate.kind
    if kind is not None and item.kind_by in REPLACEABLE:
        item.kind = kind
        item.kind_by = JudgedBy.MODEL if kind else JudgedBy.NOBODY
    if estimate.sentiment is not None and item.sentiment_by in REPLACEABLE:
        item.sentiment = max(-1.0, min(1.0, estimate.sentiment))
        item.sentiment_by = JudgedBy.MODEL
    elif estimate.forget and item.sentiment_by == JudgedBy.MODEL:
        item.sentiment, item.sentiment_by = None, JudgedBy.NOBODY
    if estimate.language is not None and not item.language:
        item.language = estimate.language[:8]
    return before != [getattr(item, name) for name in FIELDS]
