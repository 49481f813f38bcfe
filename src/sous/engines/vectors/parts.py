"""One part of an index: a file of keys and their rows, cell by cell, mapped into memory."""

from __future__ import annotations

import json
import mmap
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from sous.engines.vectors.errors import ModelUnusable

MAGIC = b"SOUSPART"
ALIGNED = 64


class Part:
    """What a file holds: ``keys`` (int64), ``rows`` (int8) and their ``lengths`` (float32).

    Cell ``c`` is rows ``starts[c]`` to ``starts[c + 1]``. ``gone`` are keys that older parts have
    and that do not count any more. ``dead`` marks rows that newer parts replaced; None: there are
    none.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._map[:8] != MAGIC:
            raise ModelUnusable(f"{path.name} is no part of an index.")
        size = int.from_bytes(self._map[8:16], "little")
        try:
            head = json.loads(self._map[16 : 16 + size])
            n, cells, gone, width = (head[x] for x in ("rows", "cells", "gone", "dimensions"))
            at = _aligned(16 + size)
            self.starts = np.frombuffer(self._map, np.int64, cells + 1, at).copy()
            at = _aligned(at + 8 * (cells + 1))
            self.gone = np.frombuffer(self._map, np.int64, gone, at).copy()
            at = _aligned(at + 8 * gone)
            self.keys = np.frombuffer(self._map, np.int64, n, at)
            at = _aligned(at + 8 * n)
            self.rows = np.frombuffer(self._map, np.int8, n * width, at).reshape(n, width)
            at = _aligned(at + n * width)
            self.lengths = np.frombuffer(self._map, np.float32, n, at)
        except (KeyError, ValueError) as problem:
            raise ModelUnusable(f"{path.name} is no whole part of an index.") from problem
        self.dead: np.ndarray | None = None
        self.dead_rows = 0

    def __len__(self) -> int:
        return len(self.keys)

    def bury(self, newer: np.ndarray) -> None:
        """Mark the rows whose keys are among ``newer``."""
        dead = np.isin(self.keys, newer)
        self.dead_rows = int(dead.sum())
        self.dead = dead if self.dead_rows else None

    def live(self) -> np.ndarray:
        """Which rows count (bool)."""
        return np.ones(len(self), bool) if self.dead is None else ~self.dead

    def live_keys(self) -> np.ndarray:
        return np.array(self.keys if self.dead is None else self.keys[~self.dead])

    def give_back(self) -> None:
        """Let go of the pages that were read; the system keeps them while there is room."""
        self._map.madvise(mmap.MADV_DONTNEED)


def write_part(
    folder: Path,
    dimensions: int,
    keys: np.ndarray,
    starts: np.ndarray,
    gone: np.ndarray,
    blocks: Iterable[np.ndarray],
) -> str:
    """Write a part, whole or not at all; ``blocks`` are its int8 rows in order. Gives its name."""
    head = {"rows": len(keys), "cells": len(starts) - 1, "gone": len(gone)}
    text = json.dumps({**head, "dimensions": dimensions}).encode()
    lengths = np.empty(len(keys), np.float32)
    done = 0
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".tmp", delete=False) as file:
        file.write(MAGIC + len(text).to_bytes(8, "little") + text)
        for array in (starts.astype(np.int64), gone, keys):
            file.write(bytes(_aligned(file.tell()) - file.tell()))
            file.write(np.ascontiguousarray(array, np.int64).data)
        file.write(bytes(_aligned(file.tell()) - file.tell()))
        for block in blocks:
            wide = block.astype(np.float32)
            sizes = np.sqrt(np.einsum("ij,ij->i", wide, wide))
            lengths[done : done + len(block)] = np.where(sizes > 0, sizes, 1)
            done += len(block)
            file.write(np.ascontiguousarray(block, np.int8).data)
        file.write(bytes(_aligned(file.tell()) - file.tell()))
        file.write(lengths.data)
        file.flush()
        os.fsync(file.fileno())
    path = Path(file.name)
    final = path.with_suffix(".part")
    path.replace(final)
    return final.name


def _aligned(place: int) -> int:
    return -(-place // ALIGNED) * ALIGNED
