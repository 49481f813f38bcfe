from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sous.customers import queries as customers
from sous.customers.models import Account
from sous.feedback import events
from sous.feedback.choices import Channel, JudgedBy, TriageState
from sous.feedback.commands.tallies import tally
from sous.feedback.models import Item
from sous.feedback.permissions import require_submit
from sous.feedback.rules import clean_text, key_of, sentiment_of_rating, words_digest
from sous.kernel import journal
from sous.kernel.actors import Actor
from sous.kernel.errors import Invalid
from sous.kernel.refs import ref_for
from sous.organization.models import Product

MAX_TEXT = 200_000


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

    What an erased person says is kept without who they are.
    Raises Invalid when there are no words or a value cannot be kept.
    """
    require_submit(actor)
    text = clean_text(text)
    _check(text=text, channel=channel, rating=rating, rating_scale=rating_scale, url=url)
    source, source_id = source.strip()[:40] or "manual", source_id.strip()[:200]
    key = key_of(source, source_id) if source_id else None
    known = Item.objects.filter(key=key).first() if key else None
    if known is not None:
        return known
    _check_choices(product_id=product_id, account_id=account_id)
    contact, account = customers.people_behind(author_email, account_id=account_id)
    if customers.erased_among("email", [author_email]):
        author_name = author_email = ""
    sentiment = sentiment_of_rating(rating, rating_scale)
    item = Item.objects.create(
        text=text,
        title=clean_text(title)[:500],
        channel=channel,
        source=source,
        source_id=source_id,
        key=key,
        url=url.strip()[:1000],
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
    tally({TriageState.NEW: 1})
    event = events.ItemSubmitted(item_id=item.pk, channel=channel, refs=(ref_for(item),))
    journal.announce(event, actor=actor, at=at)
    return item


def _check_choices(*, product_id: int | None, account_id: int | None) -> None:
    problems = {}
    if product_id is not None and not Product.objects.filter(pk=product_id).exists():
        problems["product_id"] = "There is no such product."
    if account_id is not None and not Account.objects.filter(pk=account_id).exists():
        problems["account_id"] = "There is no such account."
    if problems:
        raise Invalid("This cannot be kept as it is.", problems)


def _check(
    *, text: str, channel: str, rating: float | None, rating_scale: float | None, url: str
) -> None:
    problems = {}
    if not text:
        problems["text"] = "Write what was said."
    elif len(text) > MAX_TEXT:
        problems["text"] = f"At most {MAX_TEXT:,} characters."
    if channel not in Channel.values:
        problems["channel"] = f"“{channel}” is not a channel."
    if rating is not None and (rating_scale is None or not 0 <= rating <= rating_scale):
        problems["rating"] = "A rating lies between 0 and its scale."
    if url.strip() and not url.strip().startswith(("https://", "http://")):
        problems["url"] = "An address begins with https:// or http://."
    if problems:
        raise Invalid("This cannot be kept as it is.", problems)
