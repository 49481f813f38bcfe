"""People, invitations and tokens over HTTP."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from sous.api.auth import actor_of
from sous.api.idempotency import idempotent
from sous.api.pages import Cursor, Listing, Size, listing
from sous.kernel import commands, queries
from sous.kernel.choices import Role, Scope
from sous.shapes.people import InvitationShape, PersonShape, TokenShape

router = Router()


class NewInvitation(Schema):
    """Whom to invite, and with which role."""

    email: str = Field(max_length=254)
    role: Role = Role.CONTRIBUTOR


class NewPerson(Schema):
    """Someone who gets an account without a password."""

    email: str = Field(max_length=254)
    name: str = Field(min_length=1, max_length=120)
    role: Role = Role.CONTRIBUTOR


class Invited(Schema):
    """The invitation, and the link that its mail would carry."""

    invitation: InvitationShape
    secret: str


class PersonChange(Schema):
    """What to change of a person; what is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=120)
    role: Role | None = None
    active: bool | None = None


class NewToken(Schema):
    """What the token is for, and what it may do."""

    name: str = Field(min_length=1, max_length=80)
    scope: Scope = Scope.READ


class MadeToken(Schema):
    """A token with its secret, which is shown only here."""

    token: TokenShape
    secret: str


@router.get("/people", response=Listing[PersonShape], summary="List people")
def list_people(request: HttpRequest, cursor: Cursor = "", size: Size = 50) -> Listing[PersonShape]:
    rows = queries.people(actor_of(request))
    return listing(request, rows, ["email", "pk"], PersonShape.of, cursor=cursor, size=size)


@router.post("/people", response={201: PersonShape}, summary="Add a person")
@idempotent
def add_person(request: HttpRequest, body: NewPerson) -> tuple[int, PersonShape]:
    user = commands.add_person(actor=actor_of(request), at=timezone.now(), **body.dict())
    return 201, PersonShape.of(user)


@router.patch("/people/{int:pk}", response=PersonShape, summary="Change a role, or shut out")
def change_person(request: HttpRequest, pk: int, body: PersonChange) -> PersonShape:
    actor, now = actor_of(request), timezone.now()
    if body.active is True:
        commands.reactivate_person(actor=actor, at=now, user_id=pk)
    if body.name is not None:
        commands.rename_person(actor=actor, at=now, user_id=pk, name=body.name)
    if body.role is not None:
        commands.change_role(actor=actor, at=now, user_id=pk, role=body.role)
    if body.active is False:
        commands.deactivate_person(actor=actor, at=now, user_id=pk)
    return PersonShape.of(queries.person(actor, pk))


@router.get("/invitations", response=list[InvitationShape], summary="List open invitations")
def list_invitations(request: HttpRequest) -> list[InvitationShape]:
    return [InvitationShape.of(each) for each in queries.open_invitations(actor_of(request))[:500]]


@router.post("/invitations", response={201: Invited}, summary="Invite someone")
@idempotent
def invite(request: HttpRequest, body: NewInvitation) -> tuple[int, Invited]:
    invitation, secret = commands.invite_person(
        actor=actor_of(request), at=timezone.now(), email=body.email, role=body.role
    )
    return 201, Invited(invitation=InvitationShape.of(invitation), secret=secret)


@router.delete("/invitations/{int:pk}", response={204: None}, summary="Withdraw an invitation")
def revoke_invitation(request: HttpRequest, pk: int) -> tuple[int, None]:
    commands.revoke_invitation(actor=actor_of(request), at=timezone.now(), invitation_id=pk)
    return 204, None


@router.get("/tokens", response=list[TokenShape], summary="List your tokens")
def list_tokens(request: HttpRequest) -> list[TokenShape]:
    return [TokenShape.of(token) for token in queries.tokens_of(actor_of(request))[:500]]


@router.post("/tokens", response={201: MadeToken}, summary="Create a token")
def create_token(request: HttpRequest, body: NewToken) -> tuple[int, MadeToken]:
    token, secret = commands.create_token(
        actor=actor_of(request), at=timezone.now(), name=body.name, scope=body.scope
    )
    return 201, MadeToken(token=TokenShape.of(token), secret=secret)


@router.delete("/tokens/{int:pk}", response={204: None}, summary="Revoke a token")
def revoke_token(request: HttpRequest, pk: int) -> tuple[int, None]:
    commands.revoke_token(actor=actor_of(request), at=timezone.now(), token_id=pk)
    return 204, None
