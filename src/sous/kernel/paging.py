"""Pages of a list by cursor: as fast on the last page as on the first, and stable meanwhile.

A cursor is the ordering values of the row at the edge of a page; the next page is what lies beyond.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from sous.kernel.errors import Invalid

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some rows, and the cursors of the pages after and before (empty where there is none)."""

    rows: list[M]
    next: str
    previous: str


def page_of(
    rows: QuerySet[M], order: Sequence[str], *, cursor: str = "", size: int = 50
) -> Page[M]:
    """A page of ``rows`` ordered by ``order`` (like ``["-said_at", "-pk"]``, the last one unique).

    Columns of the order must not be null. Raises Invalid for a cursor that is not one of ours.
    """
    backwards, edge = _decode(cursor, len(order))
    effective = [_flip(column) for column in order] if backwards else list(order)
    if edge is not None:
        try:
            rows = rows.filter(_beyond(effective, edge))
        except (ValueError, TypeError, ValidationError, OverflowError) as error:
            raise Invalid("This page link is broken. Start from the first page.") from error
    found = list(rows.order_by(*effective)[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_next = more if not backwards else True
    has_previous = (edge is not None) if not backwards else more
    return Page(
        found,
        next=_encode(order, found[-1], False) if found and has_next else "",
        previous=_encode(order, found[0], True) if found and has_previous else "",
    )


def cursor_beside(row: Model, order: Sequence[str], *, before: bool = False) -> str:
    """The cursor of the page right after ``row`` in this order, or right before it."""
    return _encode(order, row, before)


def _flip(column: str) -> str:
    return column[1:] if column.startswith("-") else f"-{column}"


def _beyond(order: Sequence[str], edge: Sequence[Any]) -> Q:
    """Rows after ``edge``: (a past) or (a equal and b past) …; the first bound helps the index."""
    condition = Q()
    equal = Q()
    for column, value in zip(order, edge, strict=True):
        name, way = (column[1:], "lt") if column.startswith("-") else (column, "gt")
        condition |= equal & Q(**{f"{name}__{way}": value})
        equal &= Q(**{name: value})
    first = order[0].lstrip("-")
    bound = "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{bound}": edge[0]}) & condition


def _encode(order: Sequence[str], row: Model, backwards: bool) -> str:
    values = [_plain(_value(row, column.lstrip("-"))) for column in order]
    text = json.dumps([int(backwards), *values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _decode(cursor: str, columns: int) -> tuple[bool, list[Any] | None]:
    if not cursor:
        return False, None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except (binascii.Error, ValueError, UnicodeError, RecursionError):
        values = None
    if not isinstance(values, list) or len(values) != columns + 1 or values[0] not in (0, 1):
        raise Invalid("This page link is broken. Start from the first page.")
    if any(isinstance(value, list | dict | bool) or value is None for value in values[1:]):
        raise Invalid("This page link is broken. Start from the first page.")
    if any(isinstance(value, int) and abs(value) >= 2**63 for value in values):
        raise Invalid("This page link is broken. Start from the first page.")
    return values[0] == 1, values[1:]
