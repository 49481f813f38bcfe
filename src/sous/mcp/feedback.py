"""Tools about what people said."""

from typing import Any

from django.utils import timezone

from sous.feedback import commands, queries
from sous.feedback.models import Item
from sous.feedback.queries import Filter
from sous.kernel.actors import Actor
from sous.kernel.errors import NotFound
from sous.kernel.refs import parse_ref, path_for, ref_for
from sous.kernel.rules import excerpt
from sous.mcp.marks import writes
from sous.shapes.feedback import EditedShape, FullItemShape, ImportShape, ItemShape, QuoteShape

MOST = 100


def list_feedback(
    actor: Actor,
    state: str = "",
    channel: str = "",
    kind: str = "",
    mood: str = "",
    account: str = "",
    theme: str = "",
    since: str = "",
    until: str = "",
    words: str = "",
    sort: str = "newest",
    limit: int = 20,
) -> dict[str, Any]:
    """What customers said, narrowed down, with the count of all that fits.

    ``state``: new, reviewed, archived, spam. ``channel``: support, review, survey, sales, issue …
    ``kind``: problem, request, praise, question. ``mood``: negative, neutral, positive.
    ``account`` is a ref such as ACC-7, ``theme`` one such as TH-9, dates are 2026-01-31,
    ``sort``: newest, oldest, votes, revenue. Texts are cut; read_feedback has all of one.
    """
    given = {"state": state, "channel": channel, "kind": kind, "mood": mood, "theme": theme}
    given |= {"since": since, "until": until, "q": words, "sort": sort}
    given["account"] = str(parse_ref(account)[1]) if account else ""
    chosen = Filter.parse({name: [value] for name, value in given.items() if value})
    rows = queries.items(actor, chosen)[: max(1, min(limit, MOST))]
    count = queries.count_for(actor, chosen)
    items = [_short(item) for item in rows]
    return {"count": count.number, "more_than_count": count.more, "items": items}


def read_feedback(actor: Actor, ref: str) -> dict[str, Any]:
    """All of one piece of feedback: the words, who said them, what came with them, its quotes."""
    item = queries.item(actor, _item_id(ref))
    shape = FullItemShape.of(item).model_dump(mode="json")
    return shape | {"path": path_for(ref_for(item))}


def count_feedback(actor: Actor) -> dict[str, int]:
    """How many pieces of feedback are new, reviewed, archived and spam."""
    return queries.state_counts(actor)


def list_imports(actor: Actor, limit: int = 10) -> list[dict[str, Any]]:
    """The latest files of feedback that were brought in, with their counts."""
    rows = queries.imports(actor).defer(None)[: max(1, min(limit, MOST))]
    kept = {"ref", "name", "format", "state", "message", "rows", "new", "updated", "duplicate"}
    kept |= {"refused", "skipped", "percent", "created_at", "finished_at"}
    return [ImportShape.of(row).model_dump(mode="json", include=kept) for row in rows]


@writes
def add_feedback(
    actor: Actor, text: str, channel: str = "other", author_email: str = "", url: str = ""
) -> dict[str, Any]:
    """Keep one thing that a customer said, in their own words."""
    item = commands.submit_item(
        actor=actor,
        at=timezone.now(),
        text=text,
        channel=channel,
        source="assistant",
        author_email=author_email,
        url=url,
    )
    return ItemShape.of(item).model_dump(mode="json") | {"path": path_for(ref_for(item))}


@writes
def triage_feedback(actor: Actor, refs: list[str], state: str) -> dict[str, Any]:
    """Mark feedback as new, reviewed, archived or spam. ``change`` in the answer undoes it."""
    edited = commands.triage_items(
        actor=actor, at=timezone.now(), item_ids=[_item_id(ref) for ref in refs], state=state
    )
    return EditedShape.of(edited).model_dump(mode="json")


@writes
def quote_feedback(actor: Actor, ref: str, words: str) -> dict[str, Any]:
    """Mark words of a piece of feedback as a quote; they must stand in it exactly so."""
    quote = commands.mark_words(actor=actor, at=timezone.now(), item_id=_item_id(ref), words=words)
    return QuoteShape.of(quote).model_dump(mode="json")


def _item_id(ref: str) -> int:
    kind, pk = parse_ref(ref)
    if kind.model is not Item:
        raise NotFound(f"{ref} is not a piece of feedback.")
    return pk


def _short(item: Item) -> dict[str, Any]:
    return {
        "ref": ref_for(item),
        "text": excerpt(f"{item.title}: {item.text}" if item.title else item.text, 400),
        "who": item.author_name or (item.account.name if item.account else ""),
        "account": item.account.name if item.account else "",
        "channel": item.channel,
        "said_at": item.said_at.isoformat(),
        "state": item.state,
        "kind": item.kind,
        "mood": item.mood,
        "rating": item.stars,
    }


TOOLS = [
    list_feedback,
    read_feedback,
    count_feedback,
    list_imports,
    add_feedback,
    triage_feedback,
    quote_feedback,
]
