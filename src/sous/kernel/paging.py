"""Pages of a list by cursor: as fast on the last page as on the first, and stable meanwhile.

A cursor is the ordering values of the row at the edge of a page; the next page is what lies beyond.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import Col
from django.db.models.lookups import In
from django.db.models.sql.where import AND, WhereNode

from sous.kernel.errors import Invalid

M = TypeVar("M", bound=Model)
MOST_PARTS = 40


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
    found = _first(rows, effective, size + 1)
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


def _first(rows: QuerySet[M], order: Sequence[str], size: int) -> list[M]:
    """The first rows. Where a column may have several values, each is asked for by itself.

    For one value an index gives the rows in order; for several at once SQLite would sort them all.
    """
    parts = _apart(rows)
    names = [column.lstrip("-") for column in order]
    keys: list[tuple[Any, ...]] = []
    for part in parts if len(parts) > 1 else []:
        best = part.select_related(None).order_by(*order)
        keys += best.values_list("pk", *names)[:size]
    if not keys or any(isinstance(value, str) for value in keys[0]):
        return list(rows.order_by(*order)[:size])  # text is ordered as the database does it
    for place in reversed(range(len(order))):
        keys.sort(key=itemgetter(place + 1), reverse=order[place].startswith("-"))
    ids = [key[0] for key in keys[:size]]
    return list(rows.filter(pk__in=ids).order_by(*order))


def _apart(rows: QuerySet[M]) -> list[QuerySet[M]]:
    """The rows as several sets, by the values of indexed columns that may have one of a few."""
    parts = [rows]
    leading = {index.fields[0].lstrip("-") for index in rows.model._meta.indexes if index.fields}
    for lookup in _lookups(rows.query.where):
        column = lookup.lhs.target
        if column.model is not rows.model or column.name not in leading:
            continue
        values = dict.fromkeys(lookup.rhs)
        if len(values) > 1 and len(parts) * len(values) <= MOST_PARTS:
            parts = [part.filter(**{column.attname: each}) for part in parts for each in values]
    return parts


def _lookups(node: WhereNode) -> Iterator[In]:
    """The "is one of these" conditions that must hold."""
    if node.negated or node.connector != AND:
        return
    for child in node.children:
        if isinstance(child, WhereNode):
            yield from _lookups(child)
        elif isinstance(child, In) and isinstance(child.lhs, Col) and isinstance(child.rhs, list):
            yield child


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
