from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sous.customers import queries as customers
from sous.feedback import events
from sous.feedback.choices import Channel, JudgedBy, TriageState
from sous.feedback.models import Item
from sous.feedback.permissions import require_submit, require_triage
from sous.feedback.rules import clean_text, sentiment_of_rating, words_digest
from sous.kernel import journal
from sous.kernel.actors import Actor
from sous.kernel.errors import Invalid, NotFound
from sous.kernel.refs import make_ref, ref_for

MAX_TEXT = 200_000
MAX_BULK = 1_000


@transaction.atomic
def submit_item(
    *,
    actor: Actor,
    at: datetime,
    text: str,
    title: str = "",
    channel: str = Channel.OTHER,
    source: str = "manual",
    source_id: str = "",
    url: str = "",
    said_at: datetime | None = None,
    author_name: str = "",
    author_email: str = "",
    rating: float | None = None,
    rating_scale: float | None = None,
    product_id: int | None = None,
    account_id: int | None = None,
    tags: Sequence[str] = (),
) -> Item:
    """Keep one thing that someone said. The same source and source id twice is the same item.

    Raises Invalid when there are no words or a value cannot be kept.
    """
    require_submit(actor)
    text = clean_text(text)
    _check(text=text, channel=channel, rating=rating, rating_scale=rating_scale)
    if source_id:
        known = Item.objects.filter(source=source, source_id=source_id).first()
        if known is not None:
            return known
    contact, account = customers.people_behind(author_email, account_id=account_id)
    sentiment = sentiment_of_rating(rating, rating_scale)
    item = Item.objects.create(
        text=text,
        title=clean_text(title)[:500],
        channel=channel,
        source=source[:40],
        source_id=source_id[:200],
        url=url[:1000],
        said_at=said_at or at,
        received_at=at,
        author_name=author_name[:200] or (contact.name if contact else ""),
        author_email=author_email[:254],
        rating=rating,
        rating_scale=rating_scale,
        sentiment=sentiment,
        sentiment_by=JudgedBy.RATING if sentiment is not None else JudgedBy.NOBODY,
        product_id=product_id,
        account=account,
        contact=contact,
        tags=sorted({tag.strip() for tag in tags if tag.strip()}),
        digest=words_digest(text),
    )
    event = events.ItemSubmitted(item_id=item.pk, channel=channel, refs=(ref_for(item),))
    journal.announce(event, actor=actor, at=at)
    return item


@transaction.atomic
def triage_items(*, actor: Actor, at: datetime, item_ids: Sequence[int], state: str) -> list[int]:
    """Put items into a triage state. Returns the ids of those that were in another."""
    require_triage(actor)
    if state not in TriageState.values:
        raise Invalid("Choose a state.", {"state": f"“{state}” is not a state."})
    if len(item_ids) > MAX_BULK:
        raise Invalid(f"At most {MAX_BULK:,} items at a time.")
    items = Item.objects.select_for_update().filter(pk__in=item_ids)
    found = list(items.order_by("pk").values_list("pk", "state"))
    if len(found) != len(set(item_ids)):
        raise NotFound("Some of these items are gone. Reload the page.")
    changed = [pk for pk, before in found if before != state]
    if changed:
        Item.objects.filter(pk__in=changed).update(state=state)
        refs = tuple(make_ref(Item, pk) for pk in changed)
        event = events.ItemsTriaged(item_ids=changed, state=state, refs=refs)
        journal.announce(event, actor=actor, at=at)
    return changed


def _check(*, text: str, channel: str, rating: float | None, rating_scale: float | None) -> None:
    problems = {}
    if not text:
        problems["text"] = "Write what was said."
    elif len(text) > MAX_TEXT:
        problems["text"] = f"At most {MAX_TEXT:,} characters."
    if channel not in Channel.values:
        problems["channel"] = f"“{channel}” is not a channel."
    if rating is not None and (rating_scale is None or not 0 <= rating <= rating_scale):
        problems["rating"] = "A rating lies between 0 and its scale."
    if problems:
        raise Invalid("This cannot be kept as it is.", problems)
