from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema

from sous.api.auth import actor_of
from sous.api.etags import expected_version, tag
from sous.api.idempotency import idempotent
from sous.api.pages import Cursor, Listing, Size, listing
from sous.kernel.refs import pk_of
from sous.organization import commands, queries
from sous.organization.models import Area, Product, Team
from sous.shapes.organization import AreaShape

router = Router()

ORDER = ["product__name", "name", "pk"]


class NewArea(Schema):
    """A name, the product it is a part of, and the team that owns it."""

    name: str = Field(min_length=1, max_length=120)
    product: str = Field(max_length=24, description="A ref like PRD-1")
    team: str | None = Field(None, max_length=24, description="A ref like TEAM-1")


class AreaChange(Schema):
    """What to change; what is left out stays. An empty `team` leaves the area without one."""

    name: str | None = Field(None, min_length=1, max_length=120)
    team: str | None = Field(None, max_length=24)
    archived: bool | None = None


@router.get("/", response=Listing[AreaShape], summary="List areas")
def list_areas(
    request: HttpRequest,
    product: str = "",
    archived: bool = False,
    cursor: Cursor = "",
    size: Size = 50,
) -> Listing[AreaShape]:
    product_id = pk_of(product, Product) if product else None
    rows = queries.areas(actor_of(request), product_id=product_id, archived=archived)
    return listing(request, rows, ORDER, AreaShape.of, cursor=cursor, size=size)


@router.post("/", response={201: AreaShape}, summary="Create an area")
@idempotent
def create_area(request: HttpRequest, body: NewArea) -> tuple[int, AreaShape]:
    actor = actor_of(request)
    made = commands.create_area(
        actor=actor,
        at=timezone.now(),
        name=body.name,
        product_id=pk_of(body.product, Product),
        team_id=pk_of(body.team, Team) if body.team else None,
    )
    return 201, AreaShape.of(queries.area(actor, made.pk))


@router.get("/{ref}", response=AreaShape, summary="Read an area")
def read_area(request: HttpRequest, response: HttpResponse, ref: str) -> AreaShape:
    found = queries.area(actor_of(request), pk_of(ref, Area))
    tag(response, found.version)
    return AreaShape.of(found)


@router.patch("/{ref}", response=AreaShape, summary="Change, archive or restore an area")
def change_area(
    request: HttpRequest, response: HttpResponse, ref: str, body: AreaChange
) -> AreaShape:
    """Send `If-Match` with the ETag you read to change only what nobody changed since."""
    actor, now, pk = actor_of(request), timezone.now(), pk_of(ref, Area)
    team_id = None if body.team is None else pk_of(body.team, Team) if body.team else 0
    commands.change_area(
        actor=actor,
        at=now,
        area_id=pk,
        name=body.name,
        team_id=team_id,
        version=expected_version(request),
    )
    if body.archived is True:
        commands.archive_area(actor=actor, at=now, area_id=pk)
    elif body.archived is False:
        commands.restore_area(actor=actor, at=now, area_id=pk)
    found = queries.area(actor, pk)
    tag(response, found.version)
    return AreaShape.of(found)
