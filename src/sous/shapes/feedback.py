from datetime import datetime
from typing import Any

from django.db.models import Model

from sous.feedback.commands.edits import Edited
from sous.feedback.models import Import, ImportRow, Item, Quote, SavedView
from sous.kernel.refs import make_ref, ref_for
from sous.shapes.kernel import NamedRef, Shape


class ItemShape(Shape):
    """A feedback item. ``…_by`` says who judged: person, rating, source, model or nobody ("")."""

    ref: str
    title: str
    text: str
    channel: str
    source: str
    source_id: str
    url: str
    said_at: datetime
    received_at: datetime
    author_name: str
    author_email: str
    account: NamedRef | None
    contact: NamedRef | None
    product: NamedRef | None
    assignee: str
    state: str
    kind: str
    kind_by: str
    rating: float | None
    rating_scale: float | None
    sentiment: float | None
    sentiment_by: str
    mood: str
    language: str
    app_version: str
    votes: int
    tags: list[str]
    import_ref: str | None
    duplicate_of: str | None

    @classmethod
    def of(cls, item: Item) -> "ItemShape":
        return cls(**_item_fields(item))


class FullItemShape(ItemShape):
    """One item with all that its source said and people marked."""

    parts: list[dict[str, Any]]
    properties: dict[str, Any]
    quotes: list["QuoteShape"]
    said_before: list[dict[str, Any]]

    @classmethod
    def of(cls, item: Item) -> "FullItemShape":
        return cls(
            **_item_fields(item),
            parts=item.parts,
            properties=item.properties,
            quotes=[QuoteShape.of(quote) for quote in item.quotes.all()],
            said_before=[
                {"until": version.replaced_at.isoformat(), "text": version.values.get("text", "")}
                for version in item.versions.all()
            ],
        )


class QuoteShape(Shape):
    """A span of an item: characters ``start`` to ``end`` of its text."""

    ref: str
    item: str
    start: int
    end: int
    text: str
    created_by: str
    created_at: datetime

    @classmethod
    def of(cls, quote: Quote) -> "QuoteShape":
        plain = ("start", "end", "text", "created_by", "created_at")
        return cls(
            ref=ref_for(quote),
            item=make_ref(Item, quote.item_id),
            **{name: getattr(quote, name) for name in plain},
        )


class EditedShape(Shape):
    """What changed: the refs, a sentence, and the number that undoes it (null: nothing to undo)."""

    changed: list[str]
    line: str
    change: int | None

    @classmethod
    def of(cls, edited: Edited) -> "EditedShape":
        refs = [make_ref(Item, pk) for pk in edited.ids]
        return cls(changed=refs, line=edited.line, change=edited.change_id)


class ViewShape(Shape):
    """A filter under a name."""

    id: int
    name: str
    query: str
    shared: bool

    @classmethod
    def of(cls, view: SavedView) -> "ViewShape":
        return cls(id=view.pk, name=view.name, query=view.query, shared=view.owner_id is None)


class ImportShape(Shape):
    """An import. ``expected`` has the counts found by checking, before anything is brought."""

    ref: str
    name: str
    size: int
    format: str
    state: str
    message: str
    mapping: dict[str, Any]
    options: dict[str, Any]
    notes: list[str]
    expected: dict[str, int]
    reasons: dict[str, int]
    rows: int
    new: int
    updated: int
    duplicate: int
    refused: int
    skipped: int
    kept: int
    nameless: int
    percent: int
    created_at: datetime
    created_by: str
    started_at: datetime | None
    finished_at: datetime | None

    @classmethod
    def of(cls, imported: Import) -> "ImportShape":
        plain = set(cls.model_fields) - {"ref", "percent", "created_by"}
        return cls(
            ref=ref_for(imported),
            percent=imported.job.percent if imported.job else 0,
            created_by=imported.created_by_name,
            **{name: getattr(imported, name) for name in plain},
        )


class RowShape(Shape):
    """A row of a file that is no new item."""

    id: int
    number: int
    outcome: str
    reason: str
    item: str | None
    raw: dict[str, Any] | None

    @classmethod
    def of(cls, row: ImportRow) -> "RowShape":
        return cls(
            id=row.pk,
            number=row.number,
            outcome=row.outcome,
            reason=row.reason,
            item=make_ref(Item, row.item_id) if row.item_id else None,
            raw=row.raw,
        )


PLAIN = (
    "title", "text", "channel", "source", "source_id", "url", "said_at", "received_at",
    "author_name", "author_email", "state", "kind", "kind_by", "rating", "rating_scale",
    "sentiment", "sentiment_by", "mood", "language", "app_version", "votes", "tags",
)  # fmt: skip


def _item_fields(item: Item) -> dict[str, Any]:
    return {
        "ref": ref_for(item),
        "account": _named(item.account),
        "contact": _named(item.contact),
        "product": _named(item.product),
        "assignee": str(item.assignee) if item.assignee else "",
        "import_ref": make_ref(Import, item.imported_by_id) if item.imported_by_id else None,
        "duplicate_of": make_ref(Item, item.duplicate_of_id) if item.duplicate_of_id else None,
        **{name: getattr(item, name) for name in PLAIN},
    }


def _named(thing: Model | None) -> NamedRef | None:
    return NamedRef(ref=ref_for(thing), name=str(thing)) if thing else None


FullItemShape.model_rebuild()
