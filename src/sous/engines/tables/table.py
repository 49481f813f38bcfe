"""What a file of rows looks like to everyone above: columns, a head to judge by, lazy rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .errors import TableError
from .headers import Header, Row
from .limits import Limits
from .sources import Source

RowMaker = Callable[["Table"], Iterator[Row]]


@dataclass(frozen=True)
class Head:
    """The start of a table, small enough to hold: what formats recognise themselves by."""

    kind: str
    name: str
    header: Header
    rows: tuple[Row, ...]
    members: tuple[str, ...] = ()
    envelope: dict[str, Any] = field(default_factory=dict)
    member_headers: dict[str, Header] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        return self.header.columns

    def share(self, names: tuple[str, ...] | list[str]) -> float:
        """How many of these columns are here, 0…1, whatever their spelling."""
        return sum(name in self.header for name in names) / max(1, len(names))

    def has(self, *names: str) -> bool:
        return all(name in self.header for name in names)

    def resembles(self, required: tuple[str, ...], known: tuple[str, ...]) -> float:
        """0 unless all `required` columns are here, else 0.6…1 by the share of `known` ones."""
        return 0.6 + 0.4 * self.share(known) if self.has(*required) else 0.0

    def member_has(self, member: str, *columns: str) -> bool:
        """Whether a CSV in a zip, named by its last path part, has all these columns."""
        header = self.member_headers.get(member.casefold())
        return header is not None and all(column in header for column in columns)

    def has_members(self, *names: str) -> bool:
        """Whether a zip has all these files, by their last path part, case-insensitively."""
        here = {member.rsplit("/", 1)[-1].casefold() for member in self.members}
        return all(name.casefold() in here for name in names)

    def samples(self, column: str, most: int = 1_000) -> list[str]:
        """Non-empty texts of one column among the rows of the head."""
        found: list[str] = []
        for row in self.rows:
            if not row.problem and (text := row.text(column)):
                found.append(text)
                if len(found) >= most:
                    break
        return found


class Table:
    """An opened file. Iterating gives its rows, lazily and as often as wanted.

    `kind` is csv, tsv, xlsx, json, jsonl, parquet or zip; `encoding` and `delimiter` are for people
    to read ('' where there is none); `notes` are sentences about what had to be decided or mended;
    `row_count` is known for workbooks and Parquet, else None. Iteration raises TableError when the
    file breaks in the middle; a single bad row comes as a Row with a `problem`. Close it, or use
    it as a context manager.
    """

    def __init__(
        self,
        *,
        kind: str,
        source: Source,
        limits: Limits,
        columns: tuple[str, ...] | list[str] = (),
        make_rows: RowMaker | None = None,
        encoding: str = "",
        delimiter: str = "",
        notes: list[str] | None = None,
        row_count: int | None = None,
        members: tuple[str, ...] = (),
        envelope: dict[str, Any] | None = None,
        open_member: Callable[[str], Table] | None = None,
        member_headers: dict[str, Header] | None = None,
    ) -> None:
        self.kind = kind
        self.source = source
        self.limits = limits
        self.header = Header(columns)
        self.encoding = encoding
        self.delimiter = delimiter
        self.notes = notes if notes is not None else []
        self.row_count = row_count
        self.members = members
        self.envelope = envelope or {}
        self.member_headers = member_headers or {}
        self._progress = 0.0
        self._make_rows = make_rows
        self._open_member = open_member
        self._head: Head | None = None
        self._whole = False
        self._children: list[Table] = []

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def columns(self) -> tuple[str, ...]:
        return self.header.columns

    @property
    def progress(self) -> float:
        """How much of the last iteration is done, 0…1; of a zip, that of its newest member."""
        return self._children[-1].progress if self._children else self._progress

    @progress.setter
    def progress(self, share: float) -> None:
        self._progress = share

    def rows(self) -> Iterator[Row]:
        """All rows from the start. `progress` goes from 0 to 1 as the last iteration advances."""
        self.progress = 0.0
        if self._whole and self._head is not None:
            yield from self._head.rows
        elif self._make_rows is not None:
            yield from self._make_rows(self)
        self.progress = 1.0

    def __iter__(self) -> Iterator[Row]:
        return self.rows()

    def head(self) -> Head:
        """The first rows, up to the limits for samples; read once, then remembered."""
        if self._head is None:
            before = self.progress
            rows: list[Row] = []
            size = 0
            for row in self.rows():
                rows.append(row)
                size += sum(len(each) if isinstance(each, str) else 16 for each in row.values())
                if len(rows) >= self.limits.sample_rows or size >= self.limits.sample_chars:
                    break
            else:
                self._whole = True
            self.progress = before
            self._head = Head(
                kind=self.kind,
                name=self.name,
                header=self.header,
                rows=tuple(rows),
                members=self.members,
                envelope=self.envelope,
                member_headers=self.member_headers,
            )
        return self._head

    def beginning(self) -> Table:
        """The same table with the rows of its head only, for a preview that must not take long.

        Of a zip, the beginnings of its members. Nothing of it needs closing beside this table.
        """
        head = None if self.kind == "zip" else self.head()
        return Table(
            kind=self.kind,
            source=self.source,
            limits=self.limits,
            columns=self.columns,
            make_rows=None if head is None else lambda _: iter(head.rows),
            encoding=self.encoding,
            delimiter=self.delimiter,
            notes=self.notes,
            row_count=self.row_count,
            members=self.members,
            envelope=self.envelope,
            open_member=lambda name: self.member(name).beginning(),
            member_headers=self.member_headers,
        )

    def member(self, name: str) -> Table:
        """A file inside a zip as a table of its own, found by its path or its last part.

        Raises TableError when there is none, or when it cannot be read.
        """
        if self._open_member is None:
            raise TableError(
                "This format reads a zip of several files", where=self.name, fix="Choose another."
            )
        wanted = name.casefold()
        for member in self.members:
            if member == name or member.rsplit("/", 1)[-1].casefold() == wanted:
                child = self._open_member(member)
                self._children.append(child)
                return child
        raise TableError(f"There is no {name or 'such file'} in the zip file", where=self.name)

    def has_member(self, name: str) -> bool:
        wanted = name.casefold()
        return any(each.rsplit("/", 1)[-1].casefold() == wanted for each in self.members)

    def close(self) -> None:
        for child in self._children:
            child.close()
        self.source.close()

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
