from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema

from sous.api.auth import actor_of
from sous.api.etags import expected_version, tag
from sous.api.idempotency import idempotent
from sous.api.organization.products import NewThing, ThingChange
from sous.api.pages import Cursor, Listing, Size, listing
from sous.kernel.refs import pk_of
from sous.organization import commands, queries
from sous.organization.models import Team
from sous.shapes.organization import MemberShape, TeamShape

router = Router()


class NewMember(Schema):
    """Who joins the team, and as what."""

    user_id: int
    title: str = Field("", max_length=120)


class MemberChange(Schema):
    """A member's title."""

    title: str = Field(max_length=120)


@router.get("/", response=Listing[TeamShape], summary="List teams")
def list_teams(
    request: HttpRequest, archived: bool = False, cursor: Cursor = "", size: Size = 50
) -> Listing[TeamShape]:
    rows = queries.teams(actor_of(request), archived=archived)
    return listing(request, rows, ["name", "pk"], TeamShape.of, cursor=cursor, size=size)


@router.post("/", response={201: TeamShape}, summary="Create a team")
@idempotent
def create_team(request: HttpRequest, body: NewThing) -> tuple[int, TeamShape]:
    made = commands.create_team(actor=actor_of(request), at=timezone.now(), **body.dict())
    return 201, TeamShape.of(made)


@router.get("/{ref}", response=TeamShape, summary="Read a team")
def read_team(request: HttpRequest, response: HttpResponse, ref: str) -> TeamShape:
    found = queries.team(actor_of(request), pk_of(ref, Team))
    tag(response, found.version)
    return TeamShape.of(found)


@router.patch("/{ref}", response=TeamShape, summary="Change, archive or restore a team")
def change_team(
    request: HttpRequest, response: HttpResponse, ref: str, body: ThingChange
) -> TeamShape:
    """Send `If-Match` with the ETag you read to change only what nobody changed since."""
    actor, now, pk = actor_of(request), timezone.now(), pk_of(ref, Team)
    commands.change_team(
        actor=actor,
        at=now,
        team_id=pk,
        version=expected_version(request),
        **body.dict(exclude={"archived"}),
    )
    if body.archived is True:
        commands.archive_team(actor=actor, at=now, team_id=pk)
    elif body.archived is False:
        commands.restore_team(actor=actor, at=now, team_id=pk)
    found = queries.team(actor, pk)
    tag(response, found.version)
    return TeamShape.of(found)


@router.get("/{ref}/members", response=list[MemberShape], summary="List the members of a team")
def list_members(request: HttpRequest, ref: str) -> list[MemberShape]:
    actor = actor_of(request)
    team = queries.team(actor, pk_of(ref, Team))
    return [MemberShape.of(each) for each in queries.members(actor, team.pk)[:500]]


@router.post("/{ref}/members", response={201: MemberShape}, summary="Add a member")
@idempotent
def add_member(request: HttpRequest, ref: str, body: NewMember) -> tuple[int, MemberShape]:
    made = commands.add_member(
        actor=actor_of(request), at=timezone.now(), team_id=pk_of(ref, Team), **body.dict()
    )
    return 201, MemberShape.of(made)


@router.patch("/{ref}/members/{int:pk}", response=MemberShape, summary="Change a member’s title")
def change_member(request: HttpRequest, ref: str, pk: int, body: MemberChange) -> MemberShape:
    found = commands.change_member(
        actor=actor_of(request), at=timezone.now(), member_id=pk, title=body.title
    )
    return MemberShape.of(found)


@router.delete("/{ref}/members/{int:pk}", response={204: None}, summary="Remove a member")
def remove_member(request: HttpRequest, ref: str, pk: int) -> tuple[int, None]:
    commands.remove_member(actor=actor_of(request), at=timezone.now(), member_id=pk)
    return 204, None
