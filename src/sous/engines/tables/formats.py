"""What a vendor's format is, where formats are registered, and how a file finds its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from .errors import CellError, TableError
from .headers import Row
from .mapping import Mapping
from .record import Outcome, Record, Refusal, raw_of
from .table import Head, Table


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person chose for one import: a mapping (generic tables) and option values."""

    mapping: Mapping | None = None
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    """Something a person may choose about a format. `choices` are (value, label) pairs."""

    key: str
    label: str
    default: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""


@dataclass(frozen=True)
class Format:
    """One kind of file of one vendor.

    `key` is stable and unique (`fider-posts`); `vendor` becomes `Record.source`. `recognise` scores
    a head 0…1 without raising; above 0.5 means "this is it". `records` yields one Outcome per row
    or per piece of feedback; it may raise CellError only inside `each_row`. `mappable` formats
    take a Mapping that people may correct.
    """

    key: str
    label: str
    vendor: str
    description: str
    recognise: Callable[[Head], float]
    records: Callable[[Table, Choices], Iterator[Outcome]]
    channel: str = "other"
    mappable: bool = False
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    format: Format
    score: float


_registry: dict[str, Format] = {}


def register(format: Format) -> Format:
    """Make a format known. The same one twice is fine; two of the same key are a mistake."""
    known = _registry.get(format.key)
    if known is not None and known is not format and known != format:
        raise ValueError(f"two formats have the key {format.key!r}")
    _registry[format.key] = format
    return format


def formats() -> list[Format]:
    """All known formats by label, the generic table last."""
    return sorted(_registry.values(), key=lambda each: (each.mappable, each.label.casefold()))


def format_for(key: str) -> Format:
    """The format of that key. Raises TableError."""
    if key not in _registry:
        known = ", ".join(sorted(_registry))
        raise TableError(f"There is no format “{key}”", fix=f"Use one of: {known}.")
    return _registry[key]


def detect(table: Table) -> list[Candidate]:
    """The formats this table may be, likeliest first; empty when even the generic one is out."""
    head = table.head()
    found = [Candidate(each, min(1.0, each.recognise(head))) for each in _registry.values()]
    likely = [each for each in found if each.score > 0]
    return sorted(likely, key=lambda each: (-each.score, each.format.key))


def read(
    table: Table,
    format: Format | str | None = None,
    *,
    mapping: Mapping | None = None,
    options: dict[str, str] | None = None,
) -> Iterator[Outcome]:
    """The outcomes of a table under a format; the likeliest one when none is given.

    Records that cannot be stored (neither text nor rating) come as refusals. Raises TableError when
    no format fits, or while iterating when the file breaks.
    """
    if isinstance(format, str):
        format = format_for(format)
    if format is None:
        candidates = detect(table)
        if not candidates:
            raise TableError(
                "No known format fits this file",
                where=table.name,
                fix="Import a CSV, Excel, JSON, JSON Lines or Parquet table instead.",
            )
        format = candidates[0].format
    if table.kind == "zip" and format.recognise(table.head()) == 0:
        raise TableError(
            f"“{format.label}” cannot read a zip of several files",
            where=table.name,
            fix="Unpack it and import the tables one by one.",
        )
    for outcome in format.records(table, Choices(mapping, dict(options or {}))):
        if isinstance(outcome, Record):
            outcome.source = outcome.source or format.vendor
            if problem := outcome.problem():
                yield Refusal(outcome.row_number, problem, outcome.raw)
                continue
        yield outcome


def each_row(table: Table, convert: Callable[[Row], Outcome]) -> Iterator[Outcome]:
    """One outcome per row: unreadable rows and CellErrors become refusals with their raw row."""
    for row in table.rows():
        yield outcome_of(row, convert)


def outcome_of(row: Row, convert: Callable[[Row], Outcome]) -> Outcome:
    """What one row turns into; a problem or a CellError makes it a refusal."""
    if row.problem:
        return Refusal(row.number, row.problem, raw_of(row))
    try:
        outcome = convert(row)
    except CellError as error:
        return Refusal(row.number, str(error), raw_of(row))
    if isinstance(outcome, Record):
        outcome.row_number = outcome.row_number or row.number
        if not outcome.raw:
            outcome.raw = raw_of(row)
    return outcome
