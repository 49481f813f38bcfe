"""Feedback over HTTP."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from sous.api.auth import actor_of
from sous.api.idempotency import idempotent
from sous.api.pages import Cursor, Listing, Size, listing
from sous.feedback import commands, queries
from sous.feedback.choices import Channel, Kind, Mood, TriageState
from sous.feedback.models import Item, Quote
from sous.feedback.queries import Filter
from sous.feedback.queries.downloads import EXPORTS, export_items
from sous.kernel.errors import Invalid, NotFound
from sous.kernel.refs import parse_ref
from sous.shapes.feedback import EditedShape, FullItemShape, ItemShape, QuoteShape, ViewShape

router = Router()

Refs = Annotated[list[str], Field(min_length=1, max_length=1000)]
Id = Annotated[int, Field(ge=1, lt=2**63)]


class NewItem(Schema):
    """What a piece of feedback needs: the words. All else helps."""

    text: str = Field(min_length=1, max_length=200_000)
    title: str = Field("", max_length=500)
    channel: Channel = Channel.OTHER
    source: str = Field("api", max_length=40)
    source_id: str = Field("", max_length=200)
    url: str = Field("", max_length=1000)
    said_at: datetime | None = None
    author_name: str = Field("", max_length=200)
    author_email: str = Field("", max_length=254)
    rating: float | None = Field(None, ge=0, le=1000)
    rating_scale: float | None = Field(None, gt=0, le=1000)
    account_id: Id | None = None
    product_id: Id | None = None
    tags: list[Annotated[str, Field(max_length=60)]] = Field(default_factory=list, max_length=50)


class Triage(Schema):
    """Which items, and into which state."""

    refs: Refs
    state: TriageState


class Assign(Schema):
    """Which items, and to whom; null takes them from everyone."""

    refs: Refs
    user_id: Id | None


class Tags(Schema):
    """Which items, and which tags to put on and take off."""

    refs: Refs
    add: list[str] = Field(default_factory=list, max_length=50)
    remove: list[str] = Field(default_factory=list, max_length=50)


class ProductOf(Schema):
    """Which items, and which product they are about."""

    refs: Refs
    product_id: Id | None


class CustomerOf(Schema):
    """Which items, and who said them."""

    refs: Refs
    account_id: Id | None
    contact_id: Id | None = None


class Judgement(Schema):
    """What kind of saying, and which mood. An empty text: none fits. Left out: as it is."""

    refs: Refs
    kind: Kind | None = None
    mood: Mood | None = None


class Duplicates(Schema):
    """Which items repeat another; null makes them stand by themselves."""

    refs: Refs
    into: str | None


class NewQuote(Schema):
    """A span of the text, or the words themselves."""

    start: int | None = Field(None, ge=0, lt=2**31)
    end: int | None = Field(None, ge=0, lt=2**31)
    words: str = Field("", max_length=200_000)


class NewView(Schema):
    """A filter, as in an address, under a name."""

    name: str = Field(min_length=1, max_length=80)
    query: str = Field("", max_length=1000)
    shared: bool = False


class Filters(Schema):
    """How a list of feedback is narrowed. Several values are separated by commas."""

    state: str = Field("", description=", ".join(TriageState.values))
    channel: str = Field("", description=", ".join(Channel.values))
    kind: str = Field("", description=", ".join([*Kind.values, "none"]))
    mood: str = Field("", description=", ".join([*Mood.values, "none"]))
    language: str = Field("", description="Two letters: en, de, fr …")
    rating: str = Field("", description="One rating or several: 1,2")
    product: str = Field("", description="A product's number")
    account: str = Field("", description="An account's number")
    contact: str = Field("", description="A contact's number")
    segment: str = Field("", description="A segment's number")
    assignee: str = Field("", description="me, none, or a person's number")
    imported: str = Field("", alias="import", description="An import's number")
    theme: str = Field("", description="A theme, as in TH-9")
    since: str = Field("", description="Said on this day or later: 2026-01-31")
    until: str = Field("", description="Said on this day or earlier")
    tag: str = Field("", description="A tag, exactly")
    q: str = Field("", description="Words; looks through the newest 20,000 items")
    sort: str = Field("newest", description=", ".join(queries.SORTS))


def filter_of(request: HttpRequest) -> Filter:
    """The filter in the address of a request."""
    return Filter.parse(dict(request.GET.lists()))


def ids(refs: list[str]) -> list[int]:
    """Items' numbers from their refs. Raises NotFound for a ref of anything else."""
    found = []
    for ref in refs:
        kind, pk = parse_ref(ref)
        if kind.model is not Item:
            raise NotFound(f"{ref} is not a feedback item.")
        found.append(pk)
    return found


@router.get("/", response=Listing[ItemShape], summary="List feedback")
def list_items(
    request: HttpRequest, filters: Query[Filters], cursor: Cursor = "", size: Size = 50
) -> Listing[ItemShape]:
    chosen = filter_of(request)
    rows = queries.items(actor_of(request), chosen)
    return listing(request, rows, chosen.order, ItemShape.of, cursor=cursor, size=size)


@router.post("/", response={201: ItemShape}, summary="Submit feedback")
@idempotent
def submit_item(request: HttpRequest, body: NewItem) -> tuple[int, ItemShape]:
    item = commands.submit_item(actor=actor_of(request), at=timezone.now(), **body.dict())
    return 201, ItemShape.of(item)


@router.get("/counts", response=dict[str, int], summary="How many items are in each state")
def read_counts(request: HttpRequest) -> dict[str, int]:
    return queries.state_counts(actor_of(request))


@router.get("/export", summary="Download feedback as CSV, Excel or JSON Lines")
def export(
    request: HttpRequest, filters: Query[Filters], file: str = "csv"
) -> StreamingHttpResponse:
    """Streams every item that fits. Cells that look like formulas are guarded by a ``'``."""
    pieces = export_items(actor_of(request), filter_of(request), file)
    answer = StreamingHttpResponse(pieces, content_type=EXPORTS[file])
    name = f"feedback-{date.today():%Y-%m-%d}.{file}"  # noqa: DTZ011 - a file's name
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@router.post("/triage", response=EditedShape, summary="Triage feedback")
@idempotent
def triage_items(request: HttpRequest, body: Triage) -> EditedShape:
    edited = commands.triage_items(
        actor=actor_of(request), at=timezone.now(), item_ids=ids(body.refs), state=body.state
    )
    return EditedShape.of(edited)


@router.post("/assign", response=EditedShape, summary="Assign feedback")
@idempotent
def assign_items(request: HttpRequest, body: Assign) -> EditedShape:
    edited = commands.assign_items(
        actor=actor_of(request), at=timezone.now(), item_ids=ids(body.refs), user_id=body.user_id
    )
    return EditedShape.of(edited)


@router.post("/tags", response=EditedShape, summary="Tag feedback")
@idempotent
def tag_items(request: HttpRequest, body: Tags) -> EditedShape:
    edited = commands.tag_items(
        actor=actor_of(request),
        at=timezone.now(),
        item_ids=ids(body.refs),
        add=body.add,
        remove=body.remove,
    )
    return EditedShape.of(edited)


@router.post("/product", response=EditedShape, summary="Say which product feedback is about")
@idempotent
def set_product(request: HttpRequest, body: ProductOf) -> EditedShape:
    edited = commands.set_product(
        actor=actor_of(request),
        at=timezone.now(),
        item_ids=ids(body.refs),
        product_id=body.product_id,
    )
    return EditedShape.of(edited)


@router.post("/customer", response=EditedShape, summary="Say who gave feedback")
@idempotent
def set_customer(request: HttpRequest, body: CustomerOf) -> EditedShape:
    edited = commands.set_customer(
        actor=actor_of(request),
        at=timezone.now(),
        item_ids=ids(body.refs),
        account_id=body.account_id,
        contact_id=body.contact_id,
    )
    return EditedShape.of(edited)


@router.post("/judge", response=EditedShape, summary="Correct kind or mood")
@idempotent
def judge_items(request: HttpRequest, body: Judgement) -> EditedShape:
    edited = commands.judge_items(
        actor=actor_of(request),
        at=timezone.now(),
        item_ids=ids(body.refs),
        kind=body.kind,
        mood=body.mood,
    )
    return EditedShape.of(edited)


@router.post("/duplicates", response=EditedShape, summary="Merge duplicates")
@idempotent
def merge_duplicates(request: HttpRequest, body: Duplicates) -> EditedShape:
    edited = commands.merge_duplicates(
        actor=actor_of(request),
        at=timezone.now(),
        item_ids=ids(body.refs),
        into=ids([body.into])[0] if body.into else None,
    )
    return EditedShape.of(edited)


@router.post("/undo/{int:change}", response=EditedShape, summary="Undo a change")
@idempotent
def undo_change(request: HttpRequest, change: int) -> EditedShape:
    edited = commands.undo_change(
        actor=actor_of(request), at=timezone.now(), change_id=min(change, 2**63 - 1)
    )
    return EditedShape.of(edited)


@router.get("/views", response=list[ViewShape], summary="List saved views")
def list_views(request: HttpRequest) -> list[ViewShape]:
    return [ViewShape.of(view) for view in queries.views(actor_of(request))]


@router.post("/views", response={201: ViewShape}, summary="Save a view")
@idempotent
def save_view(request: HttpRequest, body: NewView) -> tuple[int, ViewShape]:
    view = commands.save_view(actor=actor_of(request), at=timezone.now(), **body.dict())
    return 201, ViewShape.of(view)


@router.delete("/views/{int:view}", response={204: None}, summary="Delete a view")
def delete_view(request: HttpRequest, view: int) -> tuple[int, None]:
    view_id = min(view, 2**63 - 1)
    commands.delete_view(actor=actor_of(request), at=timezone.now(), view_id=view_id)
    return 204, None


@router.delete("/quotes/{ref}", response={204: None}, summary="Remove a quote")
def remove_quote(request: HttpRequest, ref: str) -> tuple[int, None]:
    kind, pk = parse_ref(ref)
    if kind.model is not Quote:
        raise NotFound("That is not a quote.")
    commands.remove_quote(actor=actor_of(request), at=timezone.now(), quote_id=pk)
    return 204, None


@router.get("/{ref}", response=FullItemShape, summary="Read a feedback item")
def read_item(request: HttpRequest, ref: str) -> FullItemShape:
    return FullItemShape.of(queries.item(actor_of(request), ids([ref])[0]))


@router.post("/{ref}/quotes", response={201: QuoteShape}, summary="Mark a quote")
@idempotent
def mark_quote(request: HttpRequest, ref: str, body: NewQuote) -> tuple[int, QuoteShape]:
    known: dict[str, Any] = {"actor": actor_of(request), "at": timezone.now()}
    item_id = ids([ref])[0]
    if body.words:
        quote = commands.mark_words(**known, item_id=item_id, words=body.words)
    elif body.start is None or body.end is None:
        raise Invalid("Mark some of the words.", {"words": "Give words, or start and end."})
    else:
        quote = commands.mark_quote(**known, item_id=item_id, start=body.start, end=body.end)
    return 201, QuoteShape.of(quote)
