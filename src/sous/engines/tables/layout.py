"""Where the header of a table of cells is, and how rows of other widths fit under it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .cleaning import unguard
from .errors import TableError
from .headers import Row, unique_names
from .limits import Limits
from .table import Table

BEYOND = "(beyond the last column)"
PREAMBLE_ROWS = 20
STILL_BEYOND = f"There are still values under {BEYOND}; put them where they belong"
_DATA_LIKE = re.compile(
    r"\s*([-+]?\d[\d.,:/ T-]*Z?|[^@\s]+@[^@\s]+\.[a-z]+|https?://\S+|true|false)\s*\Z", re.I
)
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}


@dataclass(frozen=True, slots=True)
class Layout:
    """How a delimited file is laid out: found once, used by every reading of it."""

    delimiter: str
    columns: tuple[str, ...]
    header_row: int
    """Rows to skip before the data, the header among them; 0 when there is no header."""
    notes: tuple[str, ...] = ()
    spaced: bool = False
    """A space follows each separator, before a quotation mark too: `1, "a, b"`."""
    escaped: bool = False
    """A quotation mark in a cell is written `\\"`, as databases do, not doubled."""
    spare: int = 0
    """Empty cells that most rows have beyond the header, as of a separator at every line's end.
    In any other row they mean that an unquoted separator has shifted the values."""


def usual_width(widths: list[int]) -> tuple[int, float]:
    """(width, the share of rows that fit it). Rows may be shorter than a header of two or more."""
    width, times = max(Counter(widths).items(), key=lambda item: (item[1], item[0]))
    first = widths[0]
    fitting = sum(first - 2 <= each <= first for each in widths)
    if first > 2 and fitting > times:
        return first, fitting / len(widths)
    return width, times / len(widths)


def find_layout(
    rows: list[list[str]], limits: Limits, name: str, *, delimiter: str = ","
) -> Layout:
    """Where the header is among the first rows of a table, and what the columns are called."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    width, _ = usual_width([len(row) for row, n in zip(rows, filled, strict=True) if n])
    usual = width
    width = min(width, max(_reach(row) for row in rows if len(row) == width))
    place = _header_place(rows, filled, width)
    header = rows[place]
    while len(header) > 1 and not header[-1].strip() and len(header) > width:
        header = header[:-1]
    if len(header) > limits.columns:
        raise TableError(
            f"The header has {len(header):,} columns, more than the {limits.columns:,} this reads",
            where=name,
        )
    spaced = len(header) > 1 and all(cell[:1] == " " for cell in header[1:])
    notes: list[str] = []
    skipped = sum(1 for n in filled[:place] if n)
    if skipped:
        lines = "line" if skipped == 1 else "lines"
        notes.append(f"{skipped} {lines} before the header left out")
    if _looks_like_data(header) and not skipped:
        notes.append("There is no header row; the columns were numbered")
        columns = [f"column {number}" for number in range(1, len(header) + 1)]
        return Layout(
            delimiter, tuple(columns), place, tuple(notes), spaced, spare=usual - len(header)
        )
    if delimiter != ",":
        notes.append(f"Columns are separated by {_NAMES[delimiter]}s")
    columns = unique_names(unguard(cell.strip()) for cell in header)
    return Layout(
        delimiter, tuple(columns), place + 1, tuple(notes), spaced, spare=usual - len(header)
    )


def _reach(row: list[str]) -> int:
    """How many cells there are up to the last one that is not blank."""
    return max((place for place, cell in enumerate(row, start=1) if cell.strip()), default=0)


def _header_place(rows: list[list[str]], filled: list[int], width: int) -> int:
    """The first row as wide as the table; narrower rows before it are a title or remarks."""
    first = next(place for place, count in enumerate(filled) if count)
    for place in range(first, min(len(rows), PREAMBLE_ROWS)):
        if filled[place] and len(rows[place]) >= width and filled[place] * 2 > width:
            earlier = filled[first:place]
            # A header that is merely shorter than the data stays the header.
            if all(count <= max(1, width // 2 - 1) for count in earlier):
                return place
            return first
    return first


def _looks_like_data(cells: list[str]) -> bool:
    """A header names things; it holds no dates, addresses, numbers or sentences."""
    filled = [cell for cell in cells if cell.strip()]
    data = sum(bool(_DATA_LIKE.match(cell)) for cell in filled)
    sentences = sum(len(cell) > 120 and cell.count(" ") > 15 for cell in filled)
    wordy = len(filled) <= 3 and any(is_sentence(cell) for cell in filled)
    return data * 3 > len(filled) or (sentences > 0 and data > 0) or (wordy and data > 0)


def is_sentence(cell: str) -> bool:
    words = cell.split()
    return len(words) > 8 or (len(words) > 3 and cell.rstrip()[-1:] in ".!")


def rows_under(
    table: Table, layout: Layout, rows: Iterable[list[str]], first: int
) -> Iterator[Row]:
    """The rows below the header; `first` rows of the sheet come before `rows`."""
    columns, header = layout.columns, table.header
    past = header.find(BEYOND)
    for place, cells in enumerate(rows):
        if place < layout.header_row or not any(cell.strip() for cell in cells):
            continue
        number = first + place + 1
        extra = cells[len(columns) :]
        if any(cell.strip() for cell in extra):
            yield wide_row(table, columns, cells[: len(columns)], extra, number)
            continue
        cells = cells[: len(columns)] + [""] * (len(columns) - len(cells))
        row = Row(zip(columns, map(unguard, cells), strict=True), header, number)
        if past is not None and row[past]:
            row.problem = STILL_BEYOND
        yield row


def wide_row(
    table: Table, columns: tuple[str, ...], cells: list[str], extra: list[str], number: int
) -> Row:
    values: dict[str, Any] = dict(zip(columns, map(unguard, cells), strict=True))
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(extra)
    values[BEYOND] = text.getvalue()
    problem = (
        f"It has {len(columns) + len(extra):,} values but the header has {len(columns):,} columns; "
        "put quotation marks around values that contain the separator"
    )
    return Row(values, table.header, number, problem)
