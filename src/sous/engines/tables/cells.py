"""Cells read with a name, so that a refusal says which column is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from .dates import decide_dates, parse_moment
from .errors import CellError
from .headers import Row, fold
from .numbers import parse_money, parse_number, parse_rating
from .record import REASON, plain
from .table import Table

Value = TypeVar("Value")


def moment(row: Row, *names: str, day_first: bool = False) -> datetime | None:
    """The moment in the first filled of these columns, as UTC. Raises CellError."""
    return _named(row, names, lambda value: parse_moment(value, day_first=day_first))


def moment_or_none(row: Row, *names: str, day_first: bool = False) -> datetime | None:
    """Like `moment` for times that matter less than the row: what is no date is left out."""
    try:
        return moment(row, *names, day_first=day_first)
    except CellError:
        return None


def day_first(table: Table, *names: str) -> bool:
    """The day order of these columns of one table, judged together over its head."""
    head = table.head()
    samples = [
        text
        for name in names
        for column in head.header.find_all(name)
        for text in head.samples(column)
    ]
    return decide_dates(samples).day_first


def rest(row: Row, used: Collection[str]) -> dict[str, Any]:
    """Every filled column that is not among the folded names of `used`, for `properties`."""
    return {
        name: value if isinstance(value, str) else plain(value)
        for name, value in row.items()
        if value not in (None, "", [], {}) and fold(name) not in used and name != REASON
    }


def number(row: Row, *names: str, decimal_comma: bool | None = None) -> Decimal | None:
    """The number in the first filled of these columns. Raises CellError."""
    return _named(row, names, lambda value: parse_number(value, decimal_comma=decimal_comma))


def rating(row: Row, *names: str) -> tuple[Decimal | None, int | None]:
    """(rating, end of its scale if the cell names it). Raises CellError."""
    return _named(row, names, parse_rating) or (None, None)


def money(
    row: Row, *names: str, decimal_comma: bool | None = None
) -> tuple[Decimal | None, str | None]:
    """(amount, currency code) of the first filled of these columns. Raises CellError."""
    found = _named(row, names, lambda value: parse_money(value, decimal_comma=decimal_comma))
    return found or (None, None)


def count(row: Row, *names: str) -> int | None:
    """A whole number such as a vote count. Raises CellError."""
    found = number(row, *names)
    if found is None:
        return None
    if found != found.to_integral_value():
        raise CellError(f"{names[0]}: “{row.text(*names)[:40]}” is not a whole number")
    return int(found)


def _named(row: Row, names: tuple[str, ...], parse: Callable[[Any], Value]) -> Value | None:
    value = row.value(*names)
    if value is None:
        return None
    try:
        return parse(value)
    except CellError as error:
        column = row.header.find(names[0]) or names[0]
        raise CellError(f"{column}: {error}") from error
