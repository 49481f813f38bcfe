"""Bytes to read again and again: a path, a stream or bytes, unpacked from gzip, size-checked."""

from __future__ import annotations

import gzip
import io
import os
import tempfile
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from .errors import TableError
from .limits import MIB, Limits, human_size

CHUNK = 256 * 1024
SPOOL = 8 * MIB
UNNAMED = "the file"

Readable = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO


class Source:
    """A seekable file of known size. Any number of readers may be at different places in it."""

    def __init__(self, file: BinaryIO, name: str, *, owned: bool, path: str | None = None) -> None:
        self._file = file
        self._owned = owned
        self._lock = threading.Lock()
        self._path = path
        self._copy: BinaryIO | None = None
        self.name = name or UNNAMED
        self.size = file.seek(0, os.SEEK_END)

    def read_at(self, offset: int, size: int) -> bytes:
        """Up to `size` bytes from `offset`; fewer only at the end."""
        with self._lock:
            self._file.seek(offset)
            return self._file.read(size)

    def reader(self) -> SourceReader:
        """A new reader from the first byte."""
        return SourceReader(self)

    def chunks(self, size: int = CHUNK) -> Iterator[bytes]:
        """All bytes, a piece at a time."""
        for offset in range(0, self.size, size):
            yield self.read_at(offset, size)

    def path(self) -> tuple[str, tuple[int, ...]]:
        """(a path that a child process can open, the open files that it must inherit for that).

        Where there is no path, the bytes are copied to a file without a name, which is gone with
        this process however it ends.
        """
        if self._path is not None:
            return self._path, ()
        if self._copy is None:
            self._copy = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115
            for chunk in self.chunks():
                self._copy.write(chunk)
            self._copy.flush()
        return f"/dev/fd/{self._copy.fileno()}", (self._copy.fileno(),)

    def close(self) -> None:
        if self._copy is not None:
            self._copy.close()
            self._copy = None
        if self._owned:
            self._file.close()


class SourceReader(io.RawIOBase):
    """One place in a source, usable wherever Python wants a binary file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.offset = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self.offset, os.SEEK_END: self.source.size}[whence]
        self.offset = max(0, base + offset)
        return self.offset

    def tell(self) -> int:
        return self.offset

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer)).cast("B")
        data = self.source.read_at(self.offset, len(view))
        view[: len(data)] = data
        self.offset += len(data)
        return len(data)

    def buffered(self) -> io.BufferedReader:
        return io.BufferedReader(self, CHUNK)


def open_source(data: Readable, name: str | None, limits: Limits) -> Source:
    """The bytes behind a path, bytes or a binary stream; gzip is unpacked once, to disk if big.

    Raises TableError when there is nothing, too much, or a damaged or explosive gzip.
    """
    source = _plain_source(data, name, limits)
    try:
        if source.size == 0:
            raise TableError("The file is empty", fix="Export it again and check its size.")
        if source.size > limits.file_bytes:
            raise _too_large(source.size, source.name, limits)
        return unpacked(source, limits)
    except BaseException:
        source.close()
        raise


def unpacked(source: Source, limits: Limits) -> Source:
    """The source itself, or what is inside if it is gzip. Raises TableError."""
    return _gunzip(source, limits) if source.read_at(0, 2) == b"\x1f\x8b" else source


def _plain_source(data: Readable, name: str | None, limits: Limits) -> Source:
    if isinstance(data, bytes | bytearray | memoryview):
        return Source(io.BytesIO(data), name or "", owned=True)
    if isinstance(data, str | os.PathLike):
        path = Path(data)
        if not path.is_file():
            raise TableError(
                "There is no such file", where=str(path), fix="Check the path and its permissions."
            )
        try:
            return Source(path.open("rb"), name or path.name, owned=True, path=str(path.absolute()))
        except OSError as error:
            raise TableError(
                f"The file cannot be opened: {error.strerror}", where=str(path)
            ) from error
    label = name or Path(str(getattr(data, "name", "") or "")).name
    if getattr(data, "seekable", lambda: False)():
        return Source(data, label, owned=False)
    return Source(_spool(data, label, limits), label, owned=True)


def _spool(stream: BinaryIO, name: str, limits: Limits) -> BinaryIO:
    """A stream that cannot seek, copied to memory while small and to disk beyond."""
    copy = tempfile.SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115
    done = 0
    while chunk := stream.read(CHUNK):
        done += len(chunk)
        if done > limits.file_bytes:
            copy.close()
            raise _too_large(done, name, limits)
        copy.write(chunk)
    return cast(BinaryIO, copy)


def _too_large(size: int, name: str, limits: Limits) -> TableError:
    return TableError(
        f"The file has {human_size(size)}; at most {human_size(limits.file_bytes)} are read",
        where=name,
        fix="Split it and import the parts.",
    )


def _gunzip(source: Source, limits: Limits) -> Source:
    out = tempfile.SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115
    done = 0
    reader = source.reader()
    try:
        with gzip.GzipFile(fileobj=reader.buffered()) as stream:
            while chunk := stream.read(CHUNK):
                done += len(chunk)
                check_expansion(done, max(1, reader.offset), source.name, limits)
                out.write(chunk)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        out.close()
        raise TableError(
            "The gzip file is damaged or cut short",
            where=f"{source.name}: after {human_size(done)} unpacked",
            fix="Download or compress it again.",
        ) from error
    except TableError:
        out.close()
        raise
    name = source.name[:-3] if source.name.lower().endswith(".gz") else source.name
    source.close()
    unpacked = Source(cast(BinaryIO, out), name, owned=True)
    if unpacked.size == 0:
        unpacked.close()
        raise TableError("The gzip file has nothing in it", where=name)
    return unpacked


def check_expansion(expanded: int, packed: int, name: str, limits: Limits) -> None:
    """Raise TableError when `packed` bytes unpack to an absurd or simply too large `expanded`."""
    if expanded > limits.expanded_bytes:
        raise TableError(
            f"It unpacks to more than {human_size(limits.expanded_bytes)}",
            where=name,
            fix="Split it and import the parts.",
        )
    if expanded > limits.ratio_from_bytes and expanded > packed * limits.ratio:
        raise TableError(
            f"It unpacks to {expanded // max(1, packed):,} times its size, as only an archive bomb "
            "does",
            where=name,
            fix="Unpack it yourself, look at it, and import the table inside.",
        )
