"""Feedback over HTTP."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from sous.api.auth import actor_of
from sous.api.idempotency import idempotent
from sous.api.pages import Cursor, Listing, Size, listing
from sous.feedback import commands, queries
from sous.feedback.choices import Channel, TriageState
from sous.feedback.models import Item
from sous.kernel.refs import pk_of
from sous.shapes.feedback import ItemShape

router = Router()

NEWEST = ["-said_at", "-pk"]


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
    rating: float | None = None
    rating_scale: float | None = None
    tags: list[str] = Field(default_factory=list, max_length=50)


class Triage(Schema):
    """Which items, and into which state."""

    refs: list[str] = Field(min_length=1, max_length=1000)
    state: TriageState


class Changed(Schema):
    """The refs of what changed."""

    changed: list[str]


@router.get("/", response=Listing[ItemShape], summary="List feedback")
def list_items(request: HttpRequest, cursor: Cursor = "", size: Size = 50) -> Listing[ItemShape]:
    rows = queries.items(actor_of(request))
    return listing(request, rows, NEWEST, ItemShape.of, cursor=cursor, size=size)


@router.post("/", response={201: ItemShape}, summary="Submit feedback")
@idempotent
def submit_item(request: HttpRequest, body: NewItem) -> tuple[int, ItemShape]:
    item = commands.submit_item(actor=actor_of(request), at=timezone.now(), **body.dict())
    return 201, ItemShape.of(item)


@router.get("/{ref}", response=ItemShape, summary="Read a feedback item")
def read_item(request: HttpRequest, ref: str) -> ItemShape:
    return ItemShape.of(queries.item(actor_of(request), pk_of(ref, Item)))


@router.post("/triage", response=Changed, summary="Triage feedback")
@idempotent
def triage_items(request: HttpRequest, body: Triage) -> Changed:
    changed = commands.triage_items(
        actor=actor_of(request),
        at=timezone.now(),
        item_ids=[pk_of(ref, Item) for ref in body.refs],
        state=body.state,
    )
    return Changed(changed=[f"FB-{pk}" for pk in changed])
