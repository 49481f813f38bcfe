"""Themes over HTTP."""

from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from sous.api.auth import actor_of
from sous.api.idempotency import idempotent
from sous.api.pages import Cursor, Listing, Size, listing
from sous.insights import commands, queries
from sous.insights.choices import ThemeState
from sous.kernel.errors import Invalid
from sous.kernel.refs import parse_ref
from sous.shapes.insights import (
    AccuracyShape,
    DayShape,
    EditShape,
    EvidenceShape,
    PartShape,
    RunShape,
    ThemeAccountShape,
    ThemeShape,
)

router = Router()

LARGEST = ["-size", "pk"]
MOST = ["-n", "pk"]


class Filter(Schema):
    """Which evidence counts."""

    product: str = Field("", max_length=40, description="A product, like PRD-1")
    segment: str = Field("", max_length=40, description="A segment, like SEG-1")
    channel: str = Field("", max_length=12)
    period: str = Field("", max_length=6, description="The last so many days")


class Name(Schema):
    """A name of your own."""

    name: str = Field(min_length=1, max_length=200)


class Others(Schema):
    """The themes to be merged into this one."""

    others: list[str] = Field(min_length=1, max_length=200)


class Part(Schema):
    """A part to be taken out of a theme, by the refs of its items."""

    name: str = Field(min_length=1, max_length=200)
    items: list[str] = Field(min_length=1, max_length=5_000)


class Parts(Schema):
    """The parts to be taken out; what is left stays."""

    parts: list[Part] = Field(min_length=1, max_length=20)


class Items(Schema):
    """Items by their refs."""

    items: list[str] = Field(min_length=1, max_length=5_000)


class Move(Items):
    """Where they go; null: into no theme."""

    theme: str | None = None


class Place(Schema):
    """The group to stand in: one that is there, a new one, or none."""

    group: str | None = None
    new_group: str = Field("", max_length=200)


class Queued(Schema):
    """A background job that will do it."""

    job: int


class Sent(Schema):
    """The edit that was recorded, or null when nothing had to change."""

    edit: int | None


def _theme(word: str) -> int:
    return queries.theme_id(word)


def _items(refs: list[str]) -> list[int]:
    return [parse_ref(ref)[1] for ref in refs]


@router.get("/", response=Listing[ThemeShape], summary="List themes, largest first")
def list_themes(
    request: HttpRequest,
    state: Annotated[str, Query("active", pattern="^(active|dismissed)$")] = "active",
    groups: Annotated[bool, Query(False, description="The groups rather than the themes")] = False,
    cursor: Cursor = "",
    size: Size = 50,
) -> Listing[ThemeShape]:
    rows = queries.themes(actor_of(request), state=ThemeState(state), groups=groups)
    return listing(request, rows, LARGEST, ThemeShape.of, cursor=cursor, size=size)


@router.get("/counts", response=list[ThemeShape], summary="Count themes over part of the evidence")
def count_themes(request: HttpRequest, chosen: Query[Filter]) -> list[ThemeShape]:
    rows = list(queries.themes(actor_of(request)))
    found = queries.filtered(rows, queries.ThemeFilter.of(chosen.dict()))
    return [ThemeShape.of(row) for row in queries.sorted_themes(found, "-size")[:1_000]]


@router.get("/runs", response=Listing[RunShape], summary="List the builds, newest first")
def list_runs(request: HttpRequest, cursor: Cursor = "", size: Size = 50) -> Listing[RunShape]:
    rows = queries.runs(actor_of(request))
    return listing(request, rows, ["-pk"], RunShape.of, cursor=cursor, size=size)


@router.get("/accuracy", response=AccuracyShape, summary="Precision and recall on corrections")
def read_accuracy(request: HttpRequest) -> AccuracyShape:
    queries.themes(actor_of(request))
    return AccuracyShape.of(queries.accuracy())


@router.post("/rebuild", response={202: Queued}, summary="Build the themes again")
@idempotent
def rebuild(request: HttpRequest) -> tuple[int, Queued]:
    job = commands.rebuild_themes(actor=actor_of(request), at=timezone.now())
    return 202, Queued(job=job.pk)


@router.post("/move", response=Sent, summary="Move items to a theme, or out of any")
@idempotent
def move_quotes(request: HttpRequest, body: Move) -> Sent:
    edit = commands.move_quotes(
        actor=actor_of(request),
        at=timezone.now(),
        item_ids=_items(body.items),
        theme_id=_theme(body.theme) if body.theme else None,
    )
    return Sent(edit=edit.pk if edit else None)


@router.post("/edits/{int:edit_id}/undo", response=EditShape, summary="Undo an edit")
@idempotent
def undo_edit(request: HttpRequest, edit_id: int) -> EditShape:
    if edit_id >= 2**63:
        raise Invalid("There is no such edit.")
    done = commands.undo_edit(actor=actor_of(request), at=timezone.now(), edit_id=edit_id)
    return EditShape.of(done)


@router.get("/{ref}", response=ThemeShape, summary="Read a theme")
def read_theme(request: HttpRequest, ref: str) -> ThemeShape:
    return ThemeShape.of(queries.theme(actor_of(request), _theme(ref)))


@router.get("/{ref}/evidence", response=Listing[EvidenceShape], summary="List a theme's items")
def list_evidence(
    request: HttpRequest,
    ref: str,
    chosen: Query[Filter],
    q: Annotated[str, Query("", max_length=200)] = "",
    tone: Annotated[str, Query("", pattern="^(negative|mixed|positive|)$")] = "",
    every: Annotated[bool, Query(False, description="Repetitions too")] = False,
    cursor: Cursor = "",
    size: Size = 50,
) -> Listing[EvidenceShape]:
    actor = actor_of(request)
    rows = queries.evidence(
        actor,
        queries.theme(actor, _theme(ref)),
        chosen=queries.ThemeFilter.of(chosen.dict()),
        words=q,
        tone=tone,
        every=every,
    )
    order = queries.NEWEST_EVIDENCE
    return listing(request, rows, order, EvidenceShape.of, cursor=cursor, size=size)


@router.get("/{ref}/accounts", response=Listing[ThemeAccountShape], summary="List its accounts")
def list_accounts(
    request: HttpRequest, ref: str, cursor: Cursor = "", size: Size = 50
) -> Listing[ThemeAccountShape]:
    rows = queries.accounts_behind(queries.theme(actor_of(request), _theme(ref)))
    return listing(request, rows, MOST, ThemeAccountShape.of, cursor=cursor, size=size)


@router.get("/{ref}/days", response=list[DayShape], summary="Read a theme's history by day")
def list_days(request: HttpRequest, ref: str) -> list[DayShape]:
    theme = queries.theme(actor_of(request), _theme(ref))
    return [DayShape.of(row) for row in queries.days_of(theme)]


@router.get("/{ref}/edits", response=Listing[EditShape], summary="List what people changed")
def list_edits(
    request: HttpRequest, ref: str, cursor: Cursor = "", size: Size = 50
) -> Listing[EditShape]:
    rows = queries.edits_of(queries.theme(actor_of(request), _theme(ref)))
    return listing(request, rows, ["-pk"], EditShape.of, cursor=cursor, size=size)


@router.get("/{ref}/parts", response=list[PartShape], summary="Suggest how to split a theme")
def suggest_parts(request: HttpRequest, ref: str) -> list[PartShape]:
    actor = actor_of(request)
    found = queries.suggested_split(actor, queries.theme(actor, _theme(ref)))
    return [
        PartShape(name=part.name, keywords=part.keywords, items=[f"FB-{pk}" for pk in part.items])
        for part in found
    ]


@router.patch("/{ref}", response=ThemeShape, summary="Rename a theme")
def rename_theme(request: HttpRequest, ref: str, body: Name) -> ThemeShape:
    theme = commands.rename_theme(
        actor=actor_of(request), at=timezone.now(), theme_id=_theme(ref), name=body.name
    )
    return ThemeShape.of(theme)


@router.post("/{ref}/merge", response=ThemeShape, summary="Merge other themes into this one")
@idempotent
def merge_themes(request: HttpRequest, ref: str, body: Others) -> ThemeShape:
    actor = actor_of(request)
    others = [_theme(other) for other in body.others]
    into = _theme(ref)
    commands.merge_themes(actor=actor, at=timezone.now(), into_id=into, other_ids=others)
    return ThemeShape.of(queries.theme(actor, into))


@router.post("/{ref}/split", response={201: list[ThemeShape]}, summary="Split a theme")
@idempotent
def split_theme(request: HttpRequest, ref: str, body: Parts) -> tuple[int, list[ThemeShape]]:
    made = commands.split_theme(
        actor=actor_of(request),
        at=timezone.now(),
        theme_id=_theme(ref),
        parts={part.name: _items(part.items) for part in body.parts},
    )
    return 201, [ThemeShape.of(theme) for theme in made]


@router.post("/{ref}/confirm", response=Sent, summary="Say that items are right in this theme")
@idempotent
def confirm_quotes(request: HttpRequest, ref: str, body: Items) -> Sent:
    edit = commands.confirm_quotes(
        actor=actor_of(request),
        at=timezone.now(),
        item_ids=_items(body.items),
        theme_id=_theme(ref),
    )
    return Sent(edit=edit.pk if edit else None)


@router.post("/{ref}/dismiss", response=ThemeShape, summary="Put a theme aside")
@idempotent
def dismiss_theme(request: HttpRequest, ref: str) -> ThemeShape:
    theme = commands.dismiss_theme(actor=actor_of(request), at=timezone.now(), theme_id=_theme(ref))
    return ThemeShape.of(theme)


@router.post("/{ref}/restore", response=ThemeShape, summary="Bring a dismissed theme back")
@idempotent
def restore_theme(request: HttpRequest, ref: str) -> ThemeShape:
    theme = commands.restore_theme(actor=actor_of(request), at=timezone.now(), theme_id=_theme(ref))
    return ThemeShape.of(theme)


@router.put("/{ref}/pin", response=ThemeShape, summary="Pin a theme")
def pin_theme(request: HttpRequest, ref: str) -> ThemeShape:
    theme = commands.pin_theme(actor=actor_of(request), at=timezone.now(), theme_id=_theme(ref))
    return ThemeShape.of(theme)


@router.delete("/{ref}/pin", response=ThemeShape, summary="Unpin a theme")
def unpin_theme(request: HttpRequest, ref: str) -> ThemeShape:
    theme = commands.pin_theme(
        actor=actor_of(request), at=timezone.now(), theme_id=_theme(ref), pinned=False
    )
    return ThemeShape.of(theme)


@router.put("/{ref}/group", response=ThemeShape, summary="Move a theme to another group")
def place_theme(request: HttpRequest, ref: str, body: Place) -> ThemeShape:
    theme = commands.place_theme(
        actor=actor_of(request),
        at=timezone.now(),
        theme_id=_theme(ref),
        group_id=_theme(body.group) if body.group else None,
        new_group=body.new_group,
    )
    return ThemeShape.of(theme)
