"""Excel workbooks as tables: checked before they are opened, parsed in a child process."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from .children import ChildTable
from .cleaning import clean_text
from .errors import TableError
from .headers import Row
from .layout import find_layout, rows_under
from .limits import Limits, human_size
from .sources import Source
from .table import Table

_HEAD_ROWS = 60


def open_workbook(source: Source, limits: Limits, archive: zipfile.ZipFile) -> Table:
    """A table over the first sheet that has rows. Raises TableError."""
    _check(source, limits, archive)
    rows = ChildTable("xlsx", source, limits)
    meta = rows.meta
    start = [_texts(row) for row in rows.first[:_HEAD_ROWS]]
    if not any(cell.strip() for row in start for cell in row):
        raise TableError(
            "The workbook has no rows", where=source.name, fix="Check which sheet has the table."
        )
    layout = find_layout(start, limits, source.name)
    sheet, others = str(meta.get("sheet", "")), [str(each) for each in meta.get("sheets", [])]
    notes = list(layout.notes)
    if len(others) > 1:
        rest = ", ".join(f"“{each}”" for each in others if each != sheet)
        notes.append(f"The sheet “{sheet}” is read; {rest} is not")
    first, count = int(meta.get("first", 0)), int(meta.get("rows", 0))

    def make_rows(table: Table) -> Iterator[Row]:
        return rows_under(table, layout, _counted(map(_texts, rows), table, count), first)

    return Table(
        kind="xlsx",
        source=source,
        limits=limits,
        columns=layout.columns,
        make_rows=make_rows,
        notes=notes,
        row_count=max(0, count - layout.header_row),
    )


def _counted(rows: Iterable[list[str]], table: Table, count: int) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        if not number & 1023:
            table.progress = min(1.0, number / max(1, count))
        yield row


def _texts(row: list[Any]) -> list[str]:
    """Cells as text, the way a CSV of the same sheet would have them."""
    return [
        clean_text(cell)
        if isinstance(cell, str)
        else ""
        if cell is None
        else ("true" if cell else "false")
        if isinstance(cell, bool)
        else str(cell)
        for cell in row
    ]


def _check(source: Source, limits: Limits, archive: zipfile.ZipFile) -> None:
    """Sizes and XML declarations, before any parser sees the file."""
    infos = archive.infolist()
    expanded = sum(info.file_size for info in infos)
    if expanded > limits.workbook_bytes:
        raise TableError(
            f"The workbook unpacks to {human_size(expanded)}, more than the "
            f"{human_size(limits.workbook_bytes)} this reads",
            where=source.name,
            fix="Export it as CSV, which is read row by row.",
        )
    if expanded > limits.ratio_from_bytes and expanded > source.size * limits.ratio:
        raise TableError(
            f"The workbook unpacks to {expanded // source.size:,} times its size, as only an "
            "archive bomb does",
            where=source.name,
            fix="Export it as CSV.",
        )
    for info in infos:
        if info.filename.lower().endswith((".xml", ".rels")):
            with archive.open(info) as part:
                start = part.read(4096)
            if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                raise TableError(
                    "The workbook declares XML entities, which no spreadsheet program writes and "
                    "which can be used to exhaust a reader",
                    where=f"{source.name}: {info.filename}",
                    fix="Open it in a spreadsheet program and save it again.",
                )
