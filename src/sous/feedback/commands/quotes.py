from datetime import datetime

from django.db import transaction

from sous.feedback import events
from sous.feedback.models import Item, Quote
from sous.feedback.permissions import require_quote
from sous.kernel import journal
from sous.kernel.actors import Actor
from sous.kernel.errors import Invalid, NotFound
from sous.kernel.refs import ref_for
from sous.kernel.rules import excerpt


@transaction.atomic
def mark_quote(*, actor: Actor, at: datetime, item_id: int, start: int, end: int) -> Quote:
    """Mark characters ``start`` to ``end`` of an item's text. Marking them again changes nothing.

    Blanks at the edges are left out. Raises Invalid for a span outside the text.
    """
    require_quote(actor)
    item = Item.objects.select_for_update().filter(pk=item_id).first()
    if item is None:
        raise NotFound("There is no such feedback item.")
    if not 0 <= start < end <= len(item.text):
        raise Invalid(
            "Mark some of the words.",
            {"start": f"Give a span within the {len(item.text):,} characters of the text."},
        )
    words = item.text[start:end]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    if not words:
        raise Invalid("Mark some of the words.", {"start": "There are only blanks here."})
    quote, new = Quote.objects.get_or_create(
        item=item,
        of_version=None,
        start=start,
        end=start + len(words),
        defaults={"text": words, "created_by": actor.name[:200], "created_at": at},
    )
    if new:
        event = events.QuoteMarked(
            quote_id=quote.pk,
            item_id=item.pk,
            excerpt=excerpt(words, 80),
            refs=(ref_for(item), ref_for(quote)),
        )
        journal.announce(event, actor=actor, at=at)
    return quote


@transaction.atomic
def mark_words(*, actor: Actor, at: datetime, item_id: int, words: str, nth: int = 0) -> Quote:
    """Mark the words themselves, as copied from the page; ``nth`` of their places from 0."""
    item = Item.objects.filter(pk=item_id).only("text").first()
    if item is None:
        raise NotFound("There is no such feedback item.")
    words = words.replace("\r\n", "\n").strip()
    start = item.text.find(words) if words else -1
    for _ in range(max(0, min(nth, 100))):
        start = item.text.find(words, start + 1) if start >= 0 else -1
    if start < 0:
        raise Invalid("These words are not in the text.", {"words": "Copy them from the text."})
    return mark_quote(actor=actor, at=at, item_id=item_id, start=start, end=start + len(words))


@transaction.atomic
def remove_quote(*, actor: Actor, at: datetime, quote_id: int) -> None:
    """Take a mark off; the words stay where they are."""
    require_quote(actor)
    quote = Quote.objects.select_related("item").filter(pk=quote_id).first()
    if quote is None:
        raise NotFound("There is no such quote.")
    event = events.QuoteRemoved(
        quote_id=quote.pk, item_id=quote.item_id, refs=(ref_for(quote.item), ref_for(quote))
    )
    quote.delete()
    journal.announce(event, actor=actor, at=at)
