"""Reading the file of an import: whose export it is, how it begins, and all its rows."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from sous.engines import tables
from sous.feedback.models import Import
from sous.feedback.rules import record_key
from sous.kernel.errors import Invalid, Unavailable

SAMPLES = 3
PREVIEWED = 6
CELL = 160  # characters of a cell shown as a sample
UNSHOWN = ("raw", "voters", "comments", "replies", "parts", "properties")


@dataclass(frozen=True)
class Findings:
    """What a look at the beginning of a file gives; ``problem`` says why no row can be read yet."""

    kind: str
    format: str
    candidates: list[str]
    columns: list[str]
    samples: dict[str, list[str]]
    notes: list[str]
    mapping: dict[str, Any]
    preview: list[dict[str, Any]] = field(default_factory=list)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One outcome of reading, what it is recognised by, and whether the file said it before."""

    outcome: tables.Outcome
    key: str = ""
    repeated: bool = False


def look_into(
    file: str | BinaryIO,
    name: str,
    *,
    format_key: str = "",
    mapping: dict[str, Any] | None = None,
    options: dict[str, str] | None = None,
) -> Findings:
    """Recognise the format, guess the mapping, read the first rows. Raises Invalid."""
    try:
        with tables.open_table(file, name=name) as table:
            found = [each.format.key for each in tables.detect(table)]
            if not found and not format_key:
                raise tables.TableError(
                    "There is nothing in this file to read",
                    where=name,
                    fix="It needs a header row and at least one row below it.",
                )
            chosen = tables.format_for(format_key or found[0])
            used = _mapping(table, chosen, mapping)
            preview, problem = _begin(table, chosen, used, options)
            return Findings(
                kind=table.kind,
                format=chosen.key,
                candidates=found,
                columns=list(table.columns)[:500],
                samples=_samples(table) if chosen.mappable else {},
                notes=list(dict.fromkeys(table.notes))[:20],
                mapping=used.as_dict() if used else {},
                preview=preview,
                problem=problem,
            )
    except tables.TableError as error:
        raise Invalid(str(error), {"file": str(error)})


def _mapping(
    table: tables.Table, chosen: tables.Format, mapping: dict[str, Any] | None
) -> tables.Mapping | None:
    if not chosen.mappable:
        return None
    return tables.Mapping.from_dict(mapping) if mapping else tables.guess_for(table)


def _begin(
    table: tables.Table,
    chosen: tables.Format,
    mapping: tables.Mapping | None,
    options: dict[str, str] | None,
) -> tuple[list[dict[str, Any]], str]:
    """The first records as plain data, or why there are none."""
    try:
        start = table.beginning()  # formats that group rows would read the whole file first
        outcomes = islice(tables.read(start, chosen, mapping=mapping, options=options), 200)
        records = (each for each in outcomes if isinstance(each, tables.Record))
        return [_shown(record) for record in islice(records, PREVIEWED)], ""
    except tables.MappingError as error:
        return [], str(error)


def _shown(record: tables.Record) -> dict[str, Any]:
    shown = {name: value for name, value in record.as_dict().items() if name not in UNSHOWN}
    shown["text"] = record.text[:2000]
    shown["votes"] = record.votes or len(record.voters) or None
    return {name: value for name, value in shown.items() if value not in (None, "", [])}


def _samples(table: tables.Table) -> dict[str, list[str]]:
    head = table.head()
    return {
        column: [text[:CELL] for text in dict.fromkeys(head.samples(column, 20))][:SAMPLES]
        for column in list(table.columns)[:500]
    }


@contextmanager
def readable(imported: Import) -> Iterator[str | BinaryIO]:
    """The stored file: a path where the storage has one, since readers may be other processes."""
    try:
        yield imported.file.path
    except NotImplementedError:
        with imported.file.open("rb") as file:
            yield file.file


@contextmanager
def open_rows(imported: Import) -> Iterator[tuple[tables.Table, Iterator[ReadRow]]]:
    """The table of an import and its rows from the start. TableError comes out as Invalid."""
    mapping = tables.Mapping.from_dict(imported.mapping) if imported.mapping else None
    options = imported.options.get("format") or {}
    try:
        with (
            readable(imported) as file,
            tables.open_table(file, name=imported.name) as table,
        ):
            outcomes = tables.read(table, imported.format, mapping=mapping, options=options)
            yield table, _keyed(outcomes)
    except FileNotFoundError:
        raise Unavailable("The file of this import is no longer in the file storage.")
    except tables.TableError as error:
        raise Invalid(str(error))


def _keyed(outcomes: Iterator[tables.Outcome]) -> Iterator[ReadRow]:
    """Each row with its key. The first of two rows with one key counts, the other is repeated.

    Equal rows without id, person and time are not repeated: many people write “Super”.
    """
    seen: set[int] = set()
    times: Counter[int] = Counter()
    for outcome in outcomes:
        if not isinstance(outcome, tables.Record):
            yield ReadRow(outcome)
            continue
        key = record_key(outcome)
        mark = int(key[:16], 16)  # 64 bits: a million rows stay well under 100 MB
        repeated = mark in seen
        seen.add(mark)
        if repeated and outcome.anonymous:
            times[mark] += 1
            key, repeated = record_key(outcome, times[mark] + 1), False
        yield ReadRow(outcome, key, repeated)
