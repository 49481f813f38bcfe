"""Workbooks and Parquet files, parsed in a child process that may die without harm."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from .errors import TableError
from .limits import Limits, human_size
from .sources import Source

_HELD_ROWS = 200
_CHILD = Path(__file__).with_name("child.py")
_KINDS = {"xlsx": "Excel workbook", "parquet": "Parquet file"}


class ChildRows:
    """The lines of one child: first `meta`, then rows. Close it to end the child."""

    def __init__(self, kind: str, source: Source, limits: Limits) -> None:
        path, inherited = source.path()
        self._kind = kind
        self._name = source.name
        self._limits = limits
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith("PYTHON")
        }
        bounds = [limits.child_bytes, limits.child_seconds, limits.row_chars]
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", str(_CHILD), kind, path, *map(str, bounds)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=inherited,
            env={**environment, **_paths()},
        )
        self.count = 0
        self.meta: dict[str, Any] = {}
        try:
            self.meta = self._next() or {}
        except BaseException:
            self.close()
            raise

    def _next(self) -> Any:
        out = self._process.stdout
        assert out is not None
        line = out.readline()
        if not line.endswith(b"\n"):
            raise self._died()
        value = orjson.loads(line)
        if isinstance(value, dict) and "error" in value:
            raise self._failed(str(value["error"]))
        return value

    def __iter__(self) -> Iterator[list[Any]]:
        while isinstance(row := self._next(), list):
            self.count += 1
            yield row

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def _where(self) -> str:
        return f"{self._name}: after row {self.count:,}" if self.count else self._name

    def _failed(self, error: str) -> TableError:
        if error == "memory" or "memory" in error.lower() or "alloc" in error.lower():
            return self._too_big()
        return TableError(
            f"The {_KINDS[self._kind]} is damaged or cut short: {error}",
            where=self._where(),
            fix="Save or export it again, or export it as CSV.",
        )

    def _too_big(self) -> TableError:
        return TableError(
            f"The {_KINDS[self._kind]} needs more than {human_size(self._limits.child_bytes)} of "
            "memory to read",
            where=self._where(),
            fix="Export it as CSV, which is read row by row.",
        )

    def _died(self) -> TableError:
        code = self._process.wait()
        if code in (-signal.SIGXCPU, -signal.SIGKILL):
            return TableError(
                f"The {_KINDS[self._kind]} takes more than {self._limits.child_seconds} seconds "
                "to read",
                where=self._where(),
                fix="Export it as CSV, which is read row by row.",
            )
        if code == -signal.SIGABRT:
            return self._too_big()
        size = human_size(self._limits.child_bytes)
        return self._failed(f"its reader broke down, perhaps for want of more than {size}")


def _paths() -> dict[str, str]:
    """Where this process finds its packages, for a child that starts without our search path."""
    return {"PYTHONPATH": os.pathsep.join(each for each in sys.path if "site-packages" in each)}


class ChildTable:
    """A file read by children: its `meta` and first rows at once, all rows as often as wanted."""

    def __init__(self, kind: str, source: Source, limits: Limits) -> None:
        self._start = (kind, source, limits)
        with closing(ChildRows(*self._start)) as child:
            self.meta = child.meta
            self.first = list(islice(child, _HELD_ROWS))
        self._whole = len(self.first) < _HELD_ROWS

    def __iter__(self) -> Iterator[list[Any]]:
        """Every row from the start; a small file was read already."""
        if self._whole:
            yield from self.first
            return
        with closing(ChildRows(*self._start)) as child:
            yield from child
