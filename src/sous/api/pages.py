"""Lists as the API gives them: rows, and links to the pages around."""

from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from ninja import Query
from pydantic import BaseModel

from sous.kernel.paging import page_of

S = TypeVar("S", bound=BaseModel)
M = TypeVar("M", bound=Model)

Cursor = Annotated[str, Query("", max_length=600, description="From a next or previous link")]
Size = Annotated[int, Query(50, ge=1, le=200, description="Rows on a page")]


class Listing(BaseModel, Generic[S]):
    """A page of a list. ``next`` and ``previous`` are addresses, or null at the ends."""

    items: list[S]
    next: str | None
    previous: str | None


def listing(
    request: HttpRequest,
    rows: QuerySet[M],
    order: Sequence[str],
    shape: Callable[[M], S],
    *,
    cursor: str,
    size: int,
) -> Listing[S]:
    """A page of ``rows`` as shapes, with links that keep the request's filters."""
    page = page_of(rows, order, cursor=cursor, size=size)

    def link(to: str) -> str | None:
        if not to:
            return None
        kept = [(name, v) for name, vs in request.GET.lists() for v in vs if name != "cursor"]
        return request.build_absolute_uri(f"{request.path}?{urlencode([*kept, ('cursor', to)])}")

    return Listing(
        items=[shape(row) for row in page.rows], next=link(page.next), previous=link(page.previous)
    )
