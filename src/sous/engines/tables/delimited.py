"""CSV, TSV and their cousins: delimiter, header row and preamble found, rows read one at a time."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from .aliases import ALIASES
from .cleaning import clean_text, unguard
from .encodings import Encoding, detect_encoding
from .errors import TableError
from .headers import Row, fold, unique_names
from .layout import (
    BEYOND,
    PREAMBLE_ROWS,
    STILL_BEYOND,
    Layout,
    find_layout,
    is_sentence,
    usual_width,
    wide_row,
)
from .limits import Limits
from .sources import Source
from .table import Table

_CANDIDATES = ",;\t|"
_TEXT_NAMES = frozenset(fold(alias) for alias in ALIASES["text"])
_NO_DELIMITER = "\x1f"
_SNIFF_CHARS = 256 * 1024
_SNIFF_ROWS = 60


class Lines:
    """Lines for csv.reader, bounded per row. `ended` after a row means its quote never closed."""

    def __init__(self, stream: io.TextIOWrapper, limits: Limits, name: str) -> None:
        self._read = stream.readline
        self._limit = limits.row_chars
        self._name = name
        self.row = 0
        self.in_row = 0
        self.chars = 0
        self.ended = False

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self._read(self._limit + 1)
        if not line:
            self.ended = True
            raise StopIteration
        self.in_row += 1
        self.chars += len(line)
        if self.chars > self._limit:
            self._too_long()
        if "\x00" in line:
            line = line.replace("\x00", "")
        return line

    def next_row(self) -> None:
        self.row += 1
        self.in_row = self.chars = 0

    def _too_long(self) -> None:
        many = self.in_row > 1
        raise TableError(
            f"Row {self.row + 1:,} is longer than {self._limit:,} characters",
            where=self._name,
            fix="A quotation mark in this row is probably never closed; close it or double it."
            if many
            else "Check that the file has line breaks and is the table you meant.",
        )


def open_delimited(source: Source, limits: Limits, encoding: Encoding | None = None) -> Table:
    """A table over delimited text. Raises TableError when it is no such thing."""
    encoding = encoding or detect_encoding(source)
    layout = sniff_layout(source, encoding, limits)
    notes = [note for note in (encoding.note, *layout.notes) if note]

    def make_rows(table: Table) -> Iterator[Row]:
        return _rows(table, encoding, layout)

    return Table(
        kind="tsv" if layout.delimiter == "\t" else "csv",
        source=source,
        limits=limits,
        columns=layout.columns,
        make_rows=make_rows,
        encoding=encoding.label,
        delimiter="" if layout.delimiter == _NO_DELIMITER else layout.delimiter,
        notes=notes,
    )


def sniff_layout(source: Source, encoding: Encoding, limits: Limits) -> Layout:
    """Decide delimiter and header over the start of the file."""
    with encoding.open(source) as stream:
        sample = stream.read(_SNIFF_CHARS)
        complete = len(sample) < _SNIFF_CHARS
    sample = clean_text(sample)
    if not sample.strip():
        raise TableError(
            "The file has nothing but blank lines", where=source.name, fix="Export it again."
        )
    parsed = {mark: _parse(sample, mark, complete) for mark in _CANDIDATES}
    best = max(_CANDIDATES, key=lambda mark: (_fit(parsed[mark]), -_CANDIDATES.index(mark)))
    if _fit(parsed[best]) <= 0:
        return _single_column(_parse(sample, _NO_DELIMITER, complete))
    rows = parsed[best]
    escaped = _escapes_quotes(sample, rows, best)
    if escaped:
        rows = _parse(sample, best, complete, escape=True)
    layout = find_layout(rows, limits, source.name, delimiter=best)
    return replace(layout, escaped=escaped)


def _escapes_quotes(sample: str, rows: list[list[str]], delimiter: str) -> bool:
    """Whether quotation marks inside cells have a backslash before them instead of a double.

    Believed only where no mark is doubled, the usual reading breaks, and this one is flawless.
    """
    ends = re.escape(delimiter) + r"\r\n"
    doubled = re.compile(rf'(?<=[^{ends}\\])""|(?<!\\)""(?=[^{ends}])')
    if '\\"' not in sample or '\\\\"' in sample or doubled.search(sample):
        return False
    try:
        stream = io.StringIO(sample, newline="")
        reader = csv.reader(stream, delimiter=delimiter, escapechar="\\", strict=True)
        escaped = list(islice(reader, _SNIFF_ROWS))
    except csv.Error:
        return False
    widths = {len(row) for row in escaped if row}
    return len(widths) == 1 and _fit(escaped) >= _fit(rows) and _is_cut(rows)


def _is_cut(rows: list[list[str]]) -> bool:
    """Whether a quotation ended too early: rows of other widths, or marks left behind a slash."""
    widths = {len(row) for row in rows if row}
    return len(widths) > 1 or any('"' in cell and "\\" in cell for row in rows for cell in row)


def _parse(sample: str, delimiter: str, complete: bool, *, escape: bool = False) -> list[list[str]]:
    """The first rows of a sample; the last one is dropped where it may be cut short."""
    rows: list[list[str]] = []
    csv.field_size_limit(max(csv.field_size_limit(), _SNIFF_CHARS))
    try:
        stream = io.StringIO(sample, newline="")
        mark = "\\" if escape else None
        for row in csv.reader(stream, delimiter=delimiter, escapechar=mark):
            rows.append(row)
            if len(rows) > _SNIFF_ROWS:
                return rows[:_SNIFF_ROWS]
    except csv.Error:
        return rows
    return rows if complete or len(rows) < 2 else rows[:-1]


def _fit(rows: list[list[str]]) -> float:
    """How table-like the rows are: the share that fits the usual width, wider tables first."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return 0.0
    widths = [len(row) for row in filled]
    width, share = usual_width(widths)
    if width < 2 or share < 0.5:
        return 0.0
    if widths[0] == 1 and not _has_title_line(filled, widths, width):
        return 0.0
    if width <= 4 and _is_prose(filled):
        return 0.0
    return share + min(width, 50) / 100


def _is_prose(rows: list[list[str]]) -> bool:
    """Whether the separators are the commas of sentences: a space behind them, words before."""
    spaced = sum(cell[:1] == " " for row in rows for cell in row[1:])
    wordy = any(len(cell.split()) > 2 or cell.rstrip()[-1:] in ".!" for cell in rows[0])
    return wordy and spaced >= 0.8 * max(1, sum(len(row) - 1 for row in rows))


def _has_title_line(rows: list[list[str]], widths: list[int], width: int) -> bool:
    """Lines before the header are believed only above a clean table, not above prose."""
    start = next((place for place, each in enumerate(widths) if each == width), len(widths))
    below = rows[start:]
    if start > PREAMBLE_ROWS or len(below) < 2:
        return False
    if sum(len(row) == width for row in below) < 0.9 * len(below):
        return False
    spaced = sum(cell[:1] == " " for row in below for cell in row[1:])
    return spaced * 2 < sum(len(row) - 1 for row in below)


def _single_column(rows: list[list[str]]) -> Layout:
    """A list of texts, with or without a heading."""
    first = next(place for place, row in enumerate(rows) if any(cell.strip() for cell in row))
    cell = next(cell for cell in rows[first] if cell.strip()).strip()
    note = "The file has one column"
    rest = [row[0] for row in rows[first + 1 :] if row and row[0].strip()]
    if _is_text(cell, rest):
        return Layout(
            _NO_DELIMITER, ("text",), first, (f"{note} and no header row; it was named text",)
        )
    return Layout(_NO_DELIMITER, tuple(unique_names([unguard(cell)])), first + 1, (note,))


def _is_text(cell: str, rest: list[str]) -> bool:
    """Whether the first of a list of texts is a text itself, not what they are called."""
    words = cell.split()
    if cell.endswith("?"):
        return bool(rest) and sum(text.rstrip().endswith("?") for text in rest) * 2 > len(rest)
    if is_sentence(cell) or not rest:
        return len(words) > 2
    named = {fold(word) for word in words} & _TEXT_NAMES
    usual = sorted(len(text.split()) for text in rest)[len(rest) // 2]
    return len(words) > 2 and not named and len(words) >= 0.4 * usual


def _rows(table: Table, encoding: Encoding, layout: Layout) -> Iterator[Row]:
    header, width = table.header, len(layout.columns)
    source, columns, limits = table.source, layout.columns, table.limits
    csv.field_size_limit(limits.cell_chars)
    reader = source.reader()
    reader.seek(encoding.skip)
    stream = io.TextIOWrapper(
        reader.buffered(), encoding=encoding.name, errors=encoding.errors, newline=""
    )
    lines = Lines(stream, limits, source.name)
    parsed = csv.reader(
        lines,
        delimiter=layout.delimiter,
        skipinitialspace=layout.spaced,
        escapechar="\\" if layout.escaped else None,
    )
    past = header.find(BEYOND)
    try:
        while True:
            try:
                cells = next(parsed, None)
            except csv.Error as error:
                raise _csv_error(error, lines, limits, source.name) from error
            if cells is None:
                return
            lines.next_row()
            if lines.row <= layout.header_row:
                continue
            count = len(cells)
            if count != width:
                if not any(cells):
                    continue
                if count < width:
                    cells += [""] * (width - count)
                else:
                    extra = cells[width:]
                    cells = cells[:width]
                    if len(extra) > layout.spare or any(cell.strip() for cell in extra):
                        yield wide_row(table, columns, cells, extra, lines.row)
                        continue
            elif not any(cells):
                continue
            values = [cell if cell[:1] != "'" else unguard(cell) for cell in cells]
            if not encoding.name.startswith("utf-8"):
                values = [clean_text(cell) for cell in values]
            row = Row(zip(columns, values, strict=True), header, lines.row)
            if lines.ended:
                row.problem = (
                    "A quotation mark in this row is never closed, so the rest of the file was "
                    "read as one cell"
                )
            elif past is not None and row[past]:
                row.problem = STILL_BEYOND
            if not lines.row & 1023:
                table.progress = min(1.0, reader.offset / source.size)
            yield row
    finally:
        stream.close()


def _csv_error(error: csv.Error, lines: Lines, limits: Limits, name: str) -> TableError:
    where = f"{name}: row {lines.row + 1:,}"
    if "field larger" in str(error):
        return TableError(
            f"A cell is longer than {limits.cell_chars:,} characters",
            where=where,
            fix="A quotation mark in this row is probably never closed; close it or double it.",
        )
    return TableError(f"The row cannot be read: {error}", where=where, fix="Mend this row.")
