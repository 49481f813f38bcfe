"""Zip files: a workbook, one table in a wrapper, or an export of several tables."""

from __future__ import annotations

import io
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, cast

from .delimited import open_delimited
from .errors import TableError
from .headers import Header
from .limits import Limits
from .sources import CHUNK, SPOOL, Source, check_expansion
from .table import Table
from .workbook import open_workbook

_DATA = (
    ".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".xlsx", ".csv.gz",
    ".tsv.gz", ".json.gz", ".jsonl.gz", ".ndjson.gz",
)  # fmt: skip
_PEEK = 64 * 1024
_PEEKED_MEMBERS = 100
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError,
    KeyError, OSError,
)  # fmt: skip


Opener = Callable[[Source, Limits], Table]


def open_zip(source: Source, limits: Limits, opener: Opener) -> Table:
    """A table over a zip. A single table inside is opened itself; several stay `members`.

    Nothing is written to disk under a name from the archive, and archives inside are not opened.
    """
    with _readable(source):
        archive = zipfile.ZipFile(source.reader().buffered())
        infos = archive.infolist()
        names = {info.filename for info in infos}
        if "xl/workbook.xml" in names:
            return open_workbook(source, limits, archive)
    _check(source, limits, infos)
    if "content.xml" in names:
        raise TableError(
            "This is an OpenDocument file", where=source.name, fix="Save it as .xlsx or CSV."
        )
    members = tuple(info.filename for info in infos if _is_data(info))
    if not members:
        raise TableError(
            "There is no table in the zip file",
            where=source.name,
            fix="It should have CSV, JSON, Excel or Parquet files in it.",
        )

    def open_member(name: str) -> Table:
        member = _extract(source, archive, name, limits)
        try:
            return opener(member, limits)
        except BaseException:
            member.close()
            raise

    if len(members) > 1:
        return Table(
            kind="zip",
            source=source,
            limits=limits,
            members=members,
            open_member=open_member,
            member_headers=_headers(archive, members, limits),
        )
    table = open_member(members[0])
    table.notes.append(f"Read from the zip file {source.name}".rstrip())
    source.close()
    return table


def _headers(
    archive: zipfile.ZipFile, members: tuple[str, ...], limits: Limits
) -> dict[str, Header]:
    """Last path part → columns of the CSV members, from their first bytes alone."""
    found: dict[str, Header] = {}
    for name in members[:_PEEKED_MEMBERS]:
        if name.lower().endswith((".csv", ".tsv")):
            with suppress(TableError, *_BROKEN):
                with archive.open(name) as stream:
                    start = stream.read(_PEEK)
                if len(start) == _PEEK and b"\n" in start:
                    start = start[: start.rfind(b"\n")]
                table = open_delimited(Source(io.BytesIO(start), name, owned=True), limits)
                found[name.rsplit("/", 1)[-1].casefold()] = table.header
    return found


def _is_data(info: zipfile.ZipInfo) -> bool:
    name = info.filename.lower()
    last = name.rsplit("/", 1)[-1]
    hidden = name.startswith("__macosx/") or last.startswith(".")
    return last.endswith(_DATA) and not hidden and not info.is_dir() and info.file_size > 0


def _check(source: Source, limits: Limits, infos: list[zipfile.ZipInfo]) -> None:
    """Declared sizes, before anything is unpacked; what unpacks is counted again on the way."""
    if len(infos) > limits.members:
        raise TableError(
            f"The zip file has {len(infos):,} files, more than the {limits.members:,} this reads",
            where=source.name,
        )
    check_expansion(sum(info.file_size for info in infos), source.size, source.name, limits)
    if any(info.flag_bits & 1 for info in infos):
        raise TableError(
            "The zip file is protected by a password",
            where=source.name,
            fix="Unpack it and import the tables inside.",
        )


def _extract(source: Source, archive: zipfile.ZipFile, name: str, limits: Limits) -> Source:
    """One member, in memory while small and in a nameless temporary file beyond."""
    out = tempfile.SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115
    try:
        with _readable(source, name):
            info = archive.getinfo(name)
            done = 0
            with archive.open(info) as stream:
                while chunk := stream.read(CHUNK):
                    done += len(chunk)
                    check_expansion(done, max(1, info.compress_size), name, limits)
                    out.write(chunk)
    except BaseException:
        out.close()
        raise
    return Source(cast(BinaryIO, out), name.rsplit("/", 1)[-1], owned=True)


@contextmanager
def _readable(source: Source, name: str = "") -> Iterator[None]:
    """Turn what zipfile raises for damaged archives into words."""
    try:
        yield
    except _BROKEN as error:
        raise TableError(
            f"The zip file is damaged or cut short: {error}",
            where=f"{source.name}: {name}" if name else source.name,
            fix="Download or compress it again.",
        ) from error
