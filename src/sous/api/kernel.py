"""The workspace over HTTP: who I am, and the journal."""

from django.http import HttpRequest
from ninja import Router, Schema

from sous.api.auth import actor_of
from sous.api.pages import Cursor, Listing, Size, listing
from sous.kernel import queries
from sous.shapes.kernel import EntryShape

router = Router()


class Me(Schema):
    """Who the token acts for."""

    name: str
    role: str
    scope: str


@router.get("/me", response=Me, summary="Who am I")
def me(request: HttpRequest) -> Me:
    actor = actor_of(request)
    return Me(name=actor.name, role=actor.role or "", scope=actor.scope)


@router.get("/journal", response=Listing[EntryShape], summary="Read the journal")
def journal(
    request: HttpRequest, kind: str = "", cursor: Cursor = "", size: Size = 50
) -> Listing[EntryShape]:
    rows = queries.journal(actor_of(request), kind=kind)
    return listing(request, rows, ["-pk"], EntryShape.of, cursor=cursor, size=size)
