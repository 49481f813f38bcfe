"""A searchable heap of vectors in files: found fast, built in steps, small in memory.

Vectors lie in cells around centres (an inverted file: Jégou, Douze and Schmid 2011, without the
product quantisation). A search looks, exactly, at the cells whose centres are nearest to the query.
All is in one folder: the centres, and parts that are written once and never changed. A part holds
new rows, cell by cell, and the keys that are gone; of a key that several parts have, the newest
holds. Whoever searches maps the parts into memory and gives the pages back after each search.

Each file appears whole or not at all, and ``current.json`` says which ones count: a writer that is
killed leaves the index as it was, but for litter that the next writer sweeps out.
"""

from __future__ import annotations

import fcntl
import json
import math
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np

from sous.engines.vectors.errors import IndexBusy, ModelUnusable
from sous.engines.vectors.parts import Part, write_part
from sous.engines.vectors.quantised import quantise

FORMAT = 2
# Chosen by measurement (bench/vectors.py): with about 2·√n cells, looking at 30,000 rows finds ten
# neighbours among 100,000 at a recall of 0.99, and at 8 % of a million rows at 0.988.
LEAST_LOOKED_AT, SHARE_LOOKED_AT = 30_000, 0.08
CELLS_FEWEST, CELLS_MOST, LEARN_FROM, ROUNDS, SEED = 16, 4_096, 32, 8, 0
OUTGROWN = 4  # times the rows that the centres were learnt for: they are learnt anew
MOST_PARTS, MOST_DEAD = 4, 0.1
STAYS = 64 << 20  # bytes of rows that may stay mapped
BLOCK = 512  # rows compared at a time: as float32 they stay in the processor's cache


class Index:
    """Keys (whole numbers) and their vectors, as they were when the folder was opened."""

    def __init__(self, folder: Path) -> None:
        """Raises FileNotFoundError where there is none, ModelUnusable for another format."""
        self.folder = folder
        self._stated, about = _read_current(folder)
        self.dimensions = int(about["dimensions"])
        self.about: dict[str, Any] = about["about"]
        self._learnt_for = int(about["learnt_for"])
        self._names: list[str] = about["parts"]
        self._centres_name: str = about["centres"]
        self._centres = np.load(folder / self._centres_name, allow_pickle=False)
        self._parts = [Part(folder / name) for name in self._names]
        _bury(self._parts)
        sizes = [np.diff(part.starts) for part in self._parts]
        self._sizes = np.sum(sizes, axis=0) if sizes else np.zeros(len(self._centres), np.int64)
        self._rows = sum(len(part) for part in self._parts)
        self._dead = sum(part.dead_rows for part in self._parts)

    @classmethod
    def open(cls, folder: Path) -> Index | None:
        """The index of a folder; None where there is none (yet)."""
        for _ in range(5):
            try:
                return cls(folder)
            except FileNotFoundError:
                if not (folder / "current.json").exists():
                    return None  # else a writer switched between two looks: look again
        raise ModelUnusable("The index changes faster than it can be opened.")

    def is_current(self) -> bool:
        """Whether nothing was written since this was opened."""
        return _stamp(self.folder) == self._stated

    def __len__(self) -> int:
        return self._rows - self._dead

    def __contains__(self, key: int) -> bool:
        return any(bool(np.any(part.live_keys() == key)) for part in self._parts)

    @property
    def rows_held(self) -> int:
        """Rows in the files, those that do not count any more included."""
        return self._rows

    def search(
        self, query: np.ndarray, k: int = 10, *, look_at: int | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """The nearest keys to one float32 row of length one, best first: (int64, float32 cosines).

        ``look_at``: how many rows are compared at least; fewer are faster and miss more. Ties go to
        the lower key. Fewer than ``k`` where there are not so many.
        """
        query = np.ascontiguousarray(query, np.float32).reshape(-1)
        if len(query) != self.dimensions:
            raise ValueError(f"need a row of {self.dimensions} numbers")
        wanted = look_at or max(LEAST_LOOKED_AT, int(SHARE_LOOKED_AT * self._rows))
        # In blocks too: a large product wakes the library's threads, which then spin for longer
        # than the whole search takes.
        order = np.argsort(-compare(query, [self._centres]), kind="stable")
        enough = int(np.searchsorted(np.cumsum(self._sizes[order]), wanted)) + 1
        places = _places(self._parts, np.sort(order[:enough]))
        if not places:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        cosines = compare(query, [part.rows[a:b] for part, a, b in places])
        cosines /= np.concatenate([part.lengths[a:b] for part, a, b in places])
        ends = np.cumsum([b - a for _, a, b in places])
        for (part, a, b), end in zip(places, ends.tolist(), strict=True):
            if part.dead is not None:
                cosines[end - (b - a) : end][part.dead[a:b]] = -2
        best = _best(cosines, k)
        keys = np.empty(len(best), np.int64)
        for n, at in enumerate(best):
            which = int(np.searchsorted(ends, at, side="right"))
            part, _, b = places[which]
            keys[n] = part.keys[b - (ends[which] - at)]
        found = cosines[best]
        if self._rows * self.dimensions > STAYS:
            for part in self._parts:
                part.give_back()
        kept = np.lexsort((keys, -found))[:k]
        return keys[kept], found[kept]

    def keys(self) -> np.ndarray:
        """All keys, in no particular order."""
        found = [part.live_keys() for part in self._parts]
        return np.concatenate(found) if found else np.zeros(0, np.int64)


def compare(query: np.ndarray, pieces: Iterable[np.ndarray]) -> np.ndarray:
    """Dot products (float32) of a float32 row with other rows, piece after piece."""
    pieces = list(pieces)
    found = np.empty(sum(len(piece) for piece in pieces), np.float32)
    block = np.empty((BLOCK, len(query)), np.float32)
    filled = done = 0
    for piece in pieces:
        start = 0
        while start < len(piece):
            some = min(BLOCK - filled, len(piece) - start)
            block[filled : filled + some] = piece[start : start + some]
            filled, start = filled + some, start + some
            if filled == BLOCK:
                np.dot(block, query, out=found[done : done + BLOCK])
                filled, done = 0, done + BLOCK
    np.dot(block[:filled], query, out=found[done:])
    return found


def lengths_of(rows: np.ndarray) -> np.ndarray:
    """Lengths (float32) of int8 rows; 1 where a row is all zeros."""
    wide = rows.astype(np.float32)
    found = np.sqrt(np.einsum("ij,ij->i", wide, wide))
    return np.asarray(np.where(found > 0, found, 1), np.float32)


class Writer:
    """Adds to the index of a folder; there is one at a time, see ``writing``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.index = Index.open(folder)
        self._sweep()

    def begin(self, sample: np.ndarray, rows: int, about: Mapping[str, Any]) -> None:
        """Start an empty index instead of what is there.

        ``sample``: float32 rows of length one, a fair share of the ``rows`` expected.
        """
        centres = learn_centres(sample, cells_for(rows))
        self._switch([], self._keep_centres(centres), rows, centres.shape[1], about)

    def add(
        self,
        keys: np.ndarray,
        rows: np.ndarray,
        *,
        gone: np.ndarray | None = None,
        about: Mapping[str, Any] | None = None,
    ) -> None:
        """Add or replace rows (int8, as ``quantise`` gives them), forget the keys ``gone``.

        ``about`` is kept beside them, in the same instant. Of a key given twice the last row holds.
        """
        index = self._opened()
        keys, rows = np.asarray(keys, np.int64), np.atleast_2d(np.asarray(rows, np.int8))
        if len(keys) != len(rows) or (len(keys) and rows.shape[1] != index.dimensions):
            raise ValueError(f"need one row of {index.dimensions} numbers for each key")
        _, last = np.unique(keys[::-1], return_index=True)
        places = np.sort(len(keys) - 1 - last)
        keys, rows = keys[places], rows[places]
        gone = np.zeros(0, np.int64) if gone is None else np.asarray(gone, np.int64)
        names = list(index._names)
        if len(keys) or len(gone):
            labels = label(rows, index._centres)
            order = np.argsort(labels, kind="stable")
            spare = (rows[order[a : a + 20_000]] for a in range(0, len(order), 20_000))
            starts = np.searchsorted(labels[order], np.arange(len(index._centres) + 1))
            names.append(
                write_part(self.folder, index.dimensions, keys[order], starts, gone, spare)
            )
        self._switch(
            names, index._centres_name, index._learnt_for, index.dimensions, about or index.about
        )

    def settle(self, report: Callable[[int, int], None] = lambda done, of: None) -> bool:
        """Join the parts and drop what is dead, where that is worth it; True if it was done.

        Where the index has outgrown its centres, they are learnt anew from its own rows.
        """
        index = self._opened()
        outgrown = index._rows >= OUTGROWN * max(index._learnt_for, LEAST_LOOKED_AT // OUTGROWN)
        dead = index._dead > MOST_DEAD * index._rows
        if len(index._parts) <= MOST_PARTS and not outgrown and not dead:
            return False
        self.rewrite(learn=outgrown, report=report)
        return True

    def rewrite(
        self, *, learn: bool = False, report: Callable[[int, int], None] = lambda done, of: None
    ) -> None:
        """One part of all that lives, and nothing else in the folder."""
        index = self._opened()
        live = [np.flatnonzero(part.live()) for part in index._parts]
        keys = index.keys()
        centres, name = index._centres, index._centres_name
        if learn and len(keys):
            cells = cells_for(len(keys))
            centres = learn_centres(_sampled(index._parts, live, cells * LEARN_FROM), cells)
            name = self._keep_centres(centres)
        labels = np.empty(len(keys), np.int32)
        done = 0
        for part, places in zip(index._parts, live, strict=True):
            for a in range(0, len(places), BLOCK * 8):
                some = places[a : a + BLOCK * 8]
                if learn:
                    found = label(part.rows[some], centres)
                else:
                    found = np.searchsorted(part.starts, some, side="right") - 1
                labels[done : done + len(some)] = found
                done += len(some)
                report(done, 2 * len(keys))
            part.give_back()
        order = np.argsort(labels, kind="stable")
        starts = np.searchsorted(labels[order], np.arange(len(centres) + 1))
        bounds = np.cumsum([0, *(len(places) for places in live)])

        def rows() -> Iterator[np.ndarray]:
            for a in range(0, len(order), 20_000):
                some = order[a : a + 20_000]
                block = np.empty((len(some), index.dimensions), np.int8)
                owner = np.searchsorted(bounds, some, side="right") - 1
                for n, part in enumerate(index._parts):
                    ours = owner == n
                    block[ours] = part.rows[live[n][some[ours] - bounds[n]]]
                    part.give_back()
                report(len(order) + a, 2 * len(order))
                yield block

        none = np.zeros(0, np.int64)
        part_name = write_part(self.folder, index.dimensions, keys[order], starts, none, rows())
        self._switch(
            [part_name],
            name,
            len(keys) if learn else index._learnt_for,
            index.dimensions,
            index.about,
        )

    def _opened(self) -> Index:
        if self.index is None:
            raise FileNotFoundError("There is no index here; begin one.")
        return self.index

    def _keep_centres(self, centres: np.ndarray) -> str:
        with tempfile.NamedTemporaryFile(
            dir=self.folder, prefix="centres-", suffix=".npy", delete=False
        ) as file:
            np.save(file, centres, allow_pickle=False)
            _to_disk(file)
        return Path(file.name).name

    def _switch(
        self,
        parts: list[str],
        centres: str,
        learnt_for: int,
        dimensions: int,
        about: Mapping[str, Any],
    ) -> None:
        current = {
            "format": FORMAT,
            "dimensions": dimensions,
            "centres": centres,
            "learnt_for": learnt_for,
            "parts": parts,
            "about": dict(about),
        }
        waiting = self.folder / "next.json"
        with waiting.open("w") as file:
            json.dump(current, file)
            _to_disk(file)
        waiting.replace(self.folder / "current.json")
        self.index = Index.open(self.folder)
        self._sweep()

    def _sweep(self) -> None:
        """Take away what ``current.json`` does not name."""
        index = self.index
        kept = {"current.json", "lock"}
        kept |= {index._centres_name, *index._names} if index is not None else set()
        for path in self.folder.iterdir():
            if path.name not in kept and path.is_file():
                path.unlink(missing_ok=True)


@contextmanager
def writing(folder: Path) -> Iterator[Writer]:
    """The one writer of a folder. Raises IndexBusy where another process or thread writes.

    The lock is the operating system's and ends with its holder, however that ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IndexBusy("Somebody else is writing this index.") from error
        try:
            writer = Writer(folder)
        except ModelUnusable:  # of another version, or damaged: it can be made again
            (folder / "current.json").unlink(missing_ok=True)
            writer = Writer(folder)
        yield writer


def cells_for(rows: int) -> int:
    """How many cells suit so many rows."""
    return min(CELLS_MOST, max(CELLS_FEWEST, 2 * math.isqrt(rows)))


def learn_centres(sample: np.ndarray, cells: int) -> np.ndarray:
    """Spherical k-means (Dhillon and Modha 2001): float32 (cells, d), rows of length one."""
    sample = np.ascontiguousarray(sample, np.float32)
    chance = np.random.default_rng(SEED)
    cells = max(1, min(cells, len(sample)))
    if len(sample) > cells * LEARN_FROM:
        chosen = chance.choice(len(sample), cells * LEARN_FROM, replace=False)
        sample = sample[np.sort(chosen)]
    centres = sample[np.sort(chance.choice(len(sample), cells, replace=False))].copy()
    for _ in range(ROUNDS):
        labels = _labels(sample, centres)
        order = np.argsort(labels, kind="stable")
        found, firsts = np.unique(labels[order], return_index=True)
        centres[found] = np.add.reduceat(sample[order], firsts, axis=0)
        empty = np.setdiff1d(np.arange(cells), found)
        centres[empty] = sample[chance.choice(len(sample), len(empty))]
        sizes = np.linalg.norm(centres, axis=1, keepdims=True)
        centres /= np.where(sizes > 0, sizes, 1)
    return centres


def label(rows: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """The nearest centre of each int8 row (int32)."""
    return _labels(rows, centres)


def _labels(rows: np.ndarray, centres: np.ndarray) -> np.ndarray:
    # The length of a row does not change which centre is nearest to it.
    found = np.empty(len(rows), np.int32)
    for a in range(0, len(rows), 4 * BLOCK):
        block = rows[a : a + 4 * BLOCK].astype(np.float32, copy=False)
        found[a : a + len(block)] = np.argmax(block @ centres.T, axis=1)
    return found


def _sampled(parts: list[Part], live: list[np.ndarray], most: int) -> np.ndarray:
    total = sum(len(places) for places in live)
    step = max(1, total // max(1, most))
    rows = [part.rows[places[::step]] for part, places in zip(parts, live, strict=True)]
    wide = np.concatenate(rows).astype(np.float32)
    return wide / lengths_of(np.concatenate(rows))[:, None]


def _places(parts: list[Part], cells: np.ndarray) -> list[tuple[Part, int, int]]:
    """Where the rows of some cells (ascending) lie; cells that lie side by side are read as one."""
    breaks = np.flatnonzero(np.diff(cells) > 1)
    firsts = cells[np.append(0, breaks + 1)]
    lasts = cells[np.append(breaks, len(cells) - 1)]
    return [
        (part, a, b)
        for part in parts
        for a, b in zip(part.starts[firsts].tolist(), part.starts[lasts + 1].tolist(), strict=True)
        if b > a
    ]


def _best(values: np.ndarray, k: int) -> np.ndarray:
    """Places of the ``k`` highest values, ties at the edge included, without what is dead."""
    if k < 1:
        return np.zeros(0, np.int64)
    if k < len(values):
        edge = values[np.argpartition(values, len(values) - k)[len(values) - k]]
        places = np.flatnonzero(values >= edge)
    else:
        places = np.arange(len(values))
    return places[values[places] > -1.5]


def _bury(parts: list[Part]) -> None:
    """Mark what a newer part replaces or forgets."""
    newer: list[np.ndarray] = []
    for part in reversed(parts):
        if newer:
            part.bury(np.concatenate(newer))
        newer += [np.asarray(part.keys), part.gone]


def _stamp(folder: Path) -> tuple[int, int, int]:
    try:
        stat = (folder / "current.json").stat()
    except FileNotFoundError:
        return (0, 0, 0)
    return stat.st_mtime_ns, stat.st_ino, stat.st_size


def _read_current(folder: Path) -> tuple[tuple[int, int, int], dict[str, Any]]:
    stamp = _stamp(folder)
    try:
        about: dict[str, Any] = json.loads((folder / "current.json").read_text())
    except ValueError as problem:
        raise ModelUnusable("The index cannot be read.") from problem
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise ModelUnusable("The index was made by another version.")
    return stamp, about


def _to_disk(file: IO[Any]) -> None:
    file.flush()
    os.fsync(file.fileno())


__all__ = ["Index", "Writer", "compare", "lengths_of", "quantise", "writing"]
