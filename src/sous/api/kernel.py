"""The workspace over HTTP: who I am, and the journal."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from sous.api.auth import actor_of
from sous.api.pages import Cursor, Listing, Size, listing
from sous.kernel import commands, queries
from sous.shapes.kernel import EntryShape, JobShape

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


@router.get("/jobs/{int:pk}", response=JobShape, summary="See how far background work is")
def read_job(request: HttpRequest, pk: int) -> JobShape:
    return JobShape.of(queries.job(actor_of(request), pk))


@router.post("/jobs/{int:pk}/retry", response=JobShape, summary="Try a failed job again")
def retry_job(request: HttpRequest, pk: int) -> JobShape:
    job = commands.retry_job(actor=actor_of(request), at=timezone.now(), job_id=pk)
    return JobShape.of(job)


@router.get("/journal", response=Listing[EntryShape], summary="Read the journal")
def journal(
    request: HttpRequest, kind: str = "", cursor: Cursor = "", size: Size = 50
) -> Listing[EntryShape]:
    rows = queries.journal(actor_of(request), kind=kind)
    return listing(request, rows, ["-pk"], EntryShape.of, cursor=cursor, size=size)
