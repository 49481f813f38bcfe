"""JSON Lines, JSON arrays and API answers that wrap an array, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .encodings import Encoding
from .errors import TableError
from .headers import Header, Row, leaf_paths
from .jsonstream import JsonStream
from .jsonvalues import JsonError, parse_json
from .limits import Limits
from .sources import Source
from .table import RowMaker, Table

_SAMPLE_ROWS = 300
_SAMPLE_CHARS = 1024 * 1024
_WRAPPERS = (
    "data", "posts", "items", "results", "records", "tickets", "issues", "conversations", "notes",
    "reviews", "responses", "feedback", "entries", "rows", "list", "values", "nodes", "ideas",
    "suggestions", "feed", "entry",
)  # fmt: skip
_DEEPEST_WRAPPER = 4


def looks_like_json(start: str) -> bool:
    """Whether a text begins as JSON does, rather than as prose or CSV in brackets."""
    text = start.lstrip(" \t\r\n\ufeff\x00")
    second = text[1:].lstrip()[:1]
    if text[:1] == "{":
        return second in ('"', "}", "")
    return text[:1] == "[" and (second in ("{", "[", '"', "]", "") or second.isdigit())


def open_json(source: Source, limits: Limits, encoding: Encoding) -> Table:
    """A table over JSON or JSON Lines. Raises TableError where even the start is broken."""
    make_rows: RowMaker
    envelope: dict[str, Any] = {}
    if _is_lines(source, limits, encoding):
        kind = "jsonl"

        def make_rows(table: Table) -> Iterator[Row]:
            return _lines(table, encoding)
    else:
        path, envelope = _find_rows(source, limits, encoding)
        kind = "json"

        def make_rows(table: Table) -> Iterator[Row]:
            return _rows_at(table, encoding, path)

    table = Table(
        kind=kind,
        source=source,
        limits=limits,
        make_rows=make_rows,
        encoding=encoding.label,
        notes=[encoding.note] if encoding.note else [],
        envelope=envelope,
    )
    table.header = Header(_columns(table))
    table.progress = 0.0
    return table


def _columns(table: Table) -> list[str]:
    """Every dotted path in the first rows, in order of appearance."""
    found: dict[str, None] = {}
    size = 0
    for count, row in enumerate(table.rows(), start=1):
        if not row.problem:
            found.update(dict.fromkeys(leaf_paths(row)))
        size += sum(len(each) if isinstance(each, str) else 64 for each in row.values())
        if count >= _SAMPLE_ROWS or size >= _SAMPLE_CHARS:
            break
    # An object that is sometimes empty shows up both as `user` and as `user.name`.
    parents = {path.rsplit(".", 1)[0] for path in found if "." in path}
    columns = [path for path in found if path not in parents]
    return columns[: table.limits.columns]


def _is_lines(source: Source, limits: Limits, encoding: Encoding) -> bool:
    """One object a line. A single line is a document of its own."""
    with encoding.open(source) as stream:
        first = _next_line(stream, limits)
        second = _next_line(stream, limits)
    if not first.startswith("{") or not second.startswith("{"):
        return False
    try:
        return isinstance(parse_json(first, limits.depth), dict)
    except JsonError:
        return first.rstrip().endswith("}") and second.rstrip().endswith("}")


def _next_line(stream: Any, limits: Limits) -> str:
    while line := stream.readline(limits.row_chars):
        if stripped := line.strip(" \t\r\n\ufeff\x00"):
            return str(stripped)
    return ""


def _lines(table: Table, encoding: Encoding) -> Iterator[Row]:
    """JSON Lines: a broken line is a problem of its own, the next one is read all the same."""
    limits, source, header = table.limits, table.source, table.header
    number = 0
    seen = 0
    with encoding.open(source) as stream:
        while line := stream.readline(limits.row_chars + 1):
            number += 1
            seen += len(line)
            if len(line) > limits.row_chars:
                raise TableError(
                    f"Line {number:,} is longer than {limits.row_chars:,} characters",
                    where=source.name,
                    fix="JSON Lines has one record per line; check that this is what it is.",
                )
            text = line.strip(" \t\r\n\ufeff\x00")
            if not text:
                continue
            if not number & 255:
                table.progress = min(1.0, seen / source.size)
            try:
                yield _row(parse_json(text, limits.depth), header, number)
            except JsonError as error:
                yield Row({"line": text[:10_000]}, header, number, f"It is not valid JSON: {error}")


def _row(value: Any, header: Header, number: int) -> Row:
    if isinstance(value, dict):
        return Row(value, header, number)
    if isinstance(value, str):
        return Row({"text": value}, header, number)
    return Row({"value": value}, header, number, "It is not a JSON object")


@dataclass
class _Search:
    """Where the records of a wrapped JSON text may be."""

    objects: list[tuple[str, ...]] = field(default_factory=list)
    others: list[tuple[str, ...]] = field(default_factory=list)
    envelope: dict[str, Any] = field(default_factory=dict)


def _find_rows(
    source: Source, limits: Limits, encoding: Encoding
) -> tuple[tuple[str, ...] | None, dict[str, Any]]:
    """Where the records are: () a top array, a path into wrappers, None when it is one record."""
    search = _Search()
    with encoding.open(source) as text:
        stream = JsonStream(text, source.name, limits)
        if stream.peek() == "[":
            return (), {}
        path = _walk(stream, (), search)
    if path is None and "id" not in search.envelope:
        path = next(iter([*search.objects, *search.others]), None)
    return path, {} if path is None else search.envelope


def _walk(stream: JsonStream, path: tuple[str, ...], search: _Search) -> tuple[str, ...] | None:
    """Walk an object; stop at an array of objects under a usual name, remember the others."""
    for key in stream.members():
        sign = stream.peek()
        here = (*path, key)
        if sign == "[":
            objects = False
            for count, _ in enumerate(stream.elements()):
                objects = objects or (count == 0 and stream.peek() == "{")
                if objects and key in _WRAPPERS and "id" not in search.envelope:
                    return here
                stream.value()
            if objects:
                search.objects.append(here)
            elif key in _WRAPPERS:
                search.others.append(here)
        elif sign == "{" and len(path) < _DEEPEST_WRAPPER and (key in _WRAPPERS or path):
            inner = _walk(stream, here, search)
            if inner is not None:
                return inner
        else:
            value = stream.value()
            if not path and not isinstance(value, dict) and len(str(value)) < 1_000:
                search.envelope[key] = value
    return None


def _rows_at(table: Table, encoding: Encoding, path: tuple[str, ...] | None) -> Iterator[Row]:
    source, header = table.source, table.header
    with encoding.open(source) as text:
        stream = JsonStream(text, source.name, table.limits)
        number = 0
        # Pages of an API are often saved one behind the other: `[…][…]` or `{…}{…}`.
        while stream.peek():
            if stream.peek() == "[":
                steps = stream.elements()
            elif path:
                steps = _descend(stream, path)
            else:
                stream.expect("{")
                steps = iter([None])
            for _ in steps:
                number += 1
                row = _row(stream.value(), header, number)
                stream.records = number
                if not number & 255:
                    table.progress = min(1.0, stream.consumed / source.size)
                yield row


def _descend(stream: JsonStream, path: tuple[str, ...]) -> Iterator[None]:
    """One step per element of the array at this path; everything beside it is passed over."""
    for key in stream.members():
        sign = stream.peek()
        if key != path[0] or sign not in "[{":
            stream.skip()
        elif len(path) == 1 and sign == "[":
            yield from stream.elements()
        elif len(path) > 1 and sign == "{":
            yield from _descend(stream, path[1:])
        else:
            stream.skip()
