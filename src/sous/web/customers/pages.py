"""A list's rows with links to the rows before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from sous.kernel.paging import page_of
from sous.web.customers.filters import query_with

SIZE = 50


@dataclass(frozen=True)
class Rows:
    """Some rows; ``older`` and ``newer`` are addresses or empty."""

    rows: list[Any]
    older: str
    newer: str


def rows_of(request: HttpRequest, rows: QuerySet[Any], order: Sequence[str]) -> Rows:
    """The page of ``rows`` that the address asks for."""
    page = page_of(rows, order, cursor=request.GET.get("cursor", "")[:600], size=SIZE)
    older = query_with(request, cursor=page.next) if page.next else ""
    newer = query_with(request, cursor=page.previous) if page.previous else ""
    return Rows(page.rows, older, newer)
