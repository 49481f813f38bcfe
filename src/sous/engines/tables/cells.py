"""Cells read with a name, so that a refusal says which column is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from .dates import parse_moment
from .errors import CellError
from .headers import Row
from .numbers import parse_money, parse_number

Value = TypeVar("Value")


def moment(row: Row, *names: str, day_first: bool = False) -> datetime | None:
    """The moment in the first filled of these columns, as UTC. Raises CellError."""
    return _named(row, names, lambda value: parse_moment(value, day_first=day_first))


def number(row: Row, *names: str, decimal_comma: bool | None = None) -> Decimal | None:
    """The number in the first filled of these columns. Raises CellError."""
    return _named(row, names, lambda value: parse_number(value, decimal_comma=decimal_comma))


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
