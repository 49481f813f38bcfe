"""Search over HTTP."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from sous.api.auth import actor_of
from sous.insights import queries
from sous.kernel.search import find_everywhere
from sous.shapes.search import HitShape, ResultsShape

router = Router()


class Where(Schema):
    """Where to look. Refs like ACC-3 name things."""

    account: str = Field("", max_length=40)
    segment: str = Field("", max_length=40)
    product: str = Field("", max_length=40)
    theme: str = Field("", max_length=40)
    channel: str = Field("", max_length=12)
    kind: str = Field("", max_length=8)
    tone: str = Field("", max_length=8, description="negative, mixed or positive")
    since: str = Field("", max_length=10, description="A day, like 2026-03-31")
    until: str = Field("", max_length=10, description="A day, like 2026-03-31")


@router.get("/", response=ResultsShape, summary="Search evidence by words and meaning")
def search(
    request: HttpRequest,
    where: Query[Where],
    q: Annotated[str, Query("", max_length=400)] = "",
    size: Annotated[int, Query(20, ge=1, le=100)] = 20,
    offset: Annotated[int, Query(0, ge=0, le=400)] = 0,
) -> ResultsShape:
    chosen = queries.EvidenceFilter.of(where.dict())
    actor = actor_of(request)
    return ResultsShape.of(
        queries.search_evidence(actor, q, chosen=chosen, limit=size, offset=offset)
    )


@router.get("/everything", response=list[HitShape], summary="Find things of every kind by name")
def everything(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=400)],
    size: Annotated[int, Query(8, ge=1, le=50, description="Hits of each kind")] = 8,
) -> list[HitShape]:
    found = find_everywhere(actor_of(request), q, limit=size)
    return [HitShape.of(source, hit) for source, hits in found for hit in hits]
