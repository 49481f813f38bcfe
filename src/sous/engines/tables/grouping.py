"""Rows put together by a key, in flat memory, however far apart they stand in the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import orjson

from .record import plain

_BATCH = 2_000


class Grouping:
    """Values under keys, kept in a temporary database that spills to disk and vanishes on close.

    Groups come in the order in which their first value was added, values in the order of adding.
    A `shelf` keeps unlike things (votes, comments) apart.
    """

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._base.execute("PRAGMA journal_mode=OFF")
        self._base.execute("PRAGMA synchronous=OFF")
        self._base.execute("PRAGMA cache_size=-32000")
        self._base.execute("CREATE TABLE kept (shelf TEXT, key TEXT, value BLOB)")
        self._base.execute("CREATE TABLE seen (key TEXT PRIMARY KEY) WITHOUT ROWID")
        self._waiting: list[tuple[str, str, bytes]] = []
        self._indexed = False

    def add(self, key: str, value: Any, shelf: str = "") -> None:
        """Keep one JSON-able value under a key."""
        self._waiting.append((shelf, key, orjson.dumps(plain(value))))
        if len(self._waiting) >= _BATCH:
            self._flush()

    def first_time(self, key: str) -> bool:
        """Whether this is the first time that this key is asked about."""
        return self._base.execute("INSERT OR IGNORE INTO seen VALUES (?)", (key,)).rowcount == 1

    def values(self, key: str, shelf: str = "") -> list[Any]:
        """All values under a key."""
        self._flush()
        self._index()
        found = self._base.execute(
            "SELECT value FROM kept WHERE shelf = ? AND key = ? ORDER BY rowid", (shelf, key)
        )
        return [orjson.loads(value) for (value,) in found]

    def first(self, key: str, shelf: str = "") -> Any:
        """The first value under a key, or None."""
        return next(iter(self.values(key, shelf)), None)

    def groups(self, shelf: str = "") -> Iterator[tuple[str, list[Any]]]:
        """Every key with its values."""
        self._flush()
        self._index()
        keys = self._base.execute(
            "SELECT key FROM kept WHERE shelf = ? GROUP BY key ORDER BY min(rowid)", (shelf,)
        )
        for (key,) in keys:
            yield key, self.values(key, shelf)

    def _flush(self) -> None:
        if self._waiting:
            self._base.execute("BEGIN")
            self._base.executemany("INSERT INTO kept VALUES (?, ?, ?)", self._waiting)
            self._base.execute("COMMIT")
            self._waiting.clear()

    def _index(self) -> None:
        if not self._indexed:
            self._base.execute("CREATE INDEX by_key ON kept (shelf, key)")
            self._indexed = True

    def close(self) -> None:
        self._base.close()

    def __enter__(self) -> Grouping:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
