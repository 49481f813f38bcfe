"""One door for every kind of file: look at the first bytes, then hand over to its reader."""

from __future__ import annotations

from .archives import open_zip
from .columnar import open_parquet
from .delimited import open_delimited
from .encodings import detect_encoding
from .errors import TableError
from .jsontable import looks_like_json, open_json
from .limits import Limits
from .sources import Readable, Source, open_source, unpacked
from .table import Table

DEFAULT_LIMITS = Limits()
_FOREIGN = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an old Excel (.xls) or Office file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)


def open_table(
    data: Readable, *, name: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> Table:
    """Open a path, bytes or a binary stream as a table; gzip is unpacked on the way.

    `name` is the file's name where `data` does not carry one; the kind is told by content. Raises
    TableError, and only that, for whatever is wrong with the file.
    """
    source = open_source(data, name, limits)
    try:
        return _dispatch(source, limits)
    except (OSError, MemoryError, RecursionError) as error:
        source.close()
        raise TableError(f"The file cannot be read: {error}", where=source.name) from error
    except BaseException:
        source.close()
        raise


def _dispatch(source: Source, limits: Limits) -> Table:
    start = source.read_at(0, 4096)
    for mark, what in _FOREIGN:
        if start.startswith(mark):
            raise TableError(
                f"This is {what}, not a table",
                where=source.name,
                fix="Export it as CSV, Excel (.xlsx), JSON, JSON Lines or Parquet.",
            )
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return open_zip(source, limits, open_packed)
    if start.startswith(b"PAR1"):
        return open_parquet(source, limits)
    encoding = detect_encoding(source)
    with encoding.open(source) as stream:
        beginning = stream.read(4096)
    if looks_like_json(beginning):
        return open_json(source, limits, encoding)
    _refuse_markup(beginning, source)
    return open_delimited(source, limits, encoding)


def open_packed(source: Source, limits: Limits) -> Table:
    """A file out of an archive; gzip is unpacked, another archive is not."""
    if source.read_at(0, 2) == b"PK" and not source.name.lower().endswith(".xlsx"):
        raise TableError(
            "There is another archive in the archive", where=source.name, fix="Unpack it first."
        )
    return _dispatch(unpacked(source, limits), limits)


def _refuse_markup(beginning: str, source: Source) -> None:
    """XML and web pages are not tables, and are never parsed."""
    start = beginning.lstrip("\ufeff \t\r\n")[:200].lower()
    if start.startswith(("<?xml", "<!doctype", "<html", "<svg")):
        what = "an XML file" if start.startswith("<?xml") else "a web page"
        raise TableError(
            f"This is {what}, not a table",
            where=source.name,
            fix="Export it as CSV, Excel (.xlsx), JSON, JSON Lines or Parquet.",
        )
