from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema

from sous.api.auth import actor_of
from sous.api.etags import expected_version, tag
from sous.api.idempotency import idempotent
from sous.api.pages import Cursor, Listing, Size, listing
from sous.customers import commands, queries
from sous.customers.models import Segment
from sous.kernel.refs import pk_of
from sous.shapes.customers import AccountShape, SegmentShape, TotalShape

router = Router()

RULE = (
    '`{"match": "all", "conditions": [{"field": "plan", "op": "is", "value": ["Fleet"]}, '
    '{"field": "revenue", "op": "at_least", "value": 50000, "currency": "EUR"}]}`'
)


class NewSegment(Schema):
    """A name and a rule."""

    name: str = Field(min_length=1, max_length=120)
    description: str = Field("", max_length=2000)
    rule: dict[str, Any] = Field(description=RULE)


class SegmentChange(Schema):
    """What to change; what is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=120)
    description: str | None = Field(None, max_length=2000)
    rule: dict[str, Any] | None = Field(None, description=RULE)


class RuleToTry(Schema):
    """A rule, not saved."""

    rule: dict[str, Any] = Field(description=RULE)


class Selected(Schema):
    """How many accounts a rule selects, and what they bring a year, per currency."""

    accounts: int
    revenue: list[TotalShape]


@router.get("/", response=Listing[SegmentShape], summary="List segments")
def list_segments(
    request: HttpRequest, cursor: Cursor = "", size: Size = 50
) -> Listing[SegmentShape]:
    rows = queries.segments(actor_of(request))
    return listing(request, rows, ["name", "pk"], SegmentShape.of, cursor=cursor, size=size)


@router.post("/", response={201: SegmentShape}, summary="Save a segment")
@idempotent
def create_segment(request: HttpRequest, body: NewSegment) -> tuple[int, SegmentShape]:
    made = commands.create_segment(actor=actor_of(request), at=timezone.now(), **body.dict())
    return 201, SegmentShape.of(made)


@router.post("/try", response=Selected, summary="Try a rule without saving it")
def try_rule(request: HttpRequest, body: RuleToTry) -> Selected:
    found = queries.accounts_matching(actor_of(request), body.rule)
    totals = [TotalShape.of(total) for total in queries.revenue_total(found)]
    return Selected(accounts=found.count(), revenue=totals)


@router.get("/{ref}", response=SegmentShape, summary="Read a segment")
def read_segment(request: HttpRequest, response: HttpResponse, ref: str) -> SegmentShape:
    found = queries.segment(actor_of(request), pk_of(ref, Segment))
    tag(response, found.version)
    return SegmentShape.of(found)


@router.get("/{ref}/accounts", response=Listing[AccountShape], summary="List its accounts")
def list_segment_accounts(
    request: HttpRequest, ref: str, cursor: Cursor = "", size: Size = 50
) -> Listing[AccountShape]:
    actor = actor_of(request)
    segment = queries.segment(actor, pk_of(ref, Segment))
    rows = queries.accounts_in_segment(actor, segment).select_related("owner")
    columns = queries.ORDERS["name"]
    return listing(request, rows, columns, AccountShape.of, cursor=cursor, size=size)


@router.patch("/{ref}", response=SegmentShape, summary="Change a segment")
def change_segment(
    request: HttpRequest, response: HttpResponse, ref: str, body: SegmentChange
) -> SegmentShape:
    """Send `If-Match` with the ETag you read to change only what nobody changed since."""
    found = commands.change_segment(
        actor=actor_of(request),
        at=timezone.now(),
        segment_id=pk_of(ref, Segment),
        version=expected_version(request),
        **body.dict(),
    )
    tag(response, found.version)
    return SegmentShape.of(found)


@router.delete("/{ref}", response={204: None}, summary="Delete a segment")
def delete_segment(request: HttpRequest, ref: str) -> tuple[int, None]:
    commands.delete_segment(
        actor=actor_of(request), at=timezone.now(), segment_id=pk_of(ref, Segment)
    )
    return 204, None
