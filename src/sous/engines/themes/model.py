"""The result of a discovery: themes, who belongs to them, and how to tell for new texts."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from sous.engines.themes.compute import in_blocks, steady, unit
from sous.engines.themes.corpus import says_something
from sous.engines.themes.projection import Projection
from sous.engines.themes.types import Floats, Ints
from sous.engines.themes.vectors_in import Vectors, encode

FORMAT = 1
BATCH = 8_192
BLOCK = 512  # texts judged by one thread: their closeness to all prototypes stays in its cache
MEMBERS_REACH = 2.0  # spreads below its theme's usual closeness at which a text scores 0.5


@dataclass(frozen=True)
class Theme:
    """One theme. `key` is its identity across runs; `index` its place in this model.

    `quotes` are indices of input texts; `size` counts input texts; `parent` is an index into
    `model.parents`, or None. `named_by_person`, `dismissed` and `pinned` come from edits.
    """

    index: int
    key: int
    name: str
    keywords: tuple[str, ...]
    size: int
    quotes: tuple[int, ...]
    parent: int | None = None
    named_by_person: bool = False
    dismissed: bool = False
    pinned: bool = False


@dataclass(frozen=True)
class Parent:
    """A group of themes; `children` are indices into `model.themes`."""

    index: int
    key: int
    name: str
    keywords: tuple[str, ...]
    size: int
    quotes: tuple[int, ...]
    children: tuple[int, ...]


@dataclass(frozen=True)
class Assignment:
    """`labels` int32 (n,): index into the model's themes, −1 for none; `scores` float32 (n,)."""

    labels: Ints
    scores: Floats


@dataclass(frozen=True)
class Judge:
    """Where a vector belongs, and how surely: nearest prototype in the discriminant space.

    `prototypes` (q, p) unit rows, `owner` (q,) theme index of each; `level` and `spread` (k,): the
    similarity to its own theme that is usual for a member, and how much it varies; `known` (s, d)
    int8, some texts of every theme.
    """

    projection: Projection
    prototypes: Floats
    owner: Ints
    level: Floats
    spread: Floats
    known: Ints

    def __call__(self, vectors: Floats) -> Assignment:
        return self.score(vectors, np.full(len(vectors), -1, dtype=np.int64))

    def score(self, vectors: Floats, wanted: Ints) -> Assignment:
        """How surely each vector belongs to the theme `wanted` of it; −1: to the nearest."""
        n = len(vectors)
        if not len(self.prototypes) or not n:
            return Assignment(np.full(n, -1, np.int32), np.zeros(n, np.float32))
        labels, z = self._placed(vectors, wanted)
        scores = 1 / (1 + np.exp(np.clip(-(z + MEMBERS_REACH), -30, 30)))
        return Assignment(labels.astype(np.int32), scores.astype(np.float32))

    def surprise(self, vectors: Floats) -> Floats:
        """How far (n,) each vector is from where a member of its theme would be, in spreads;
        negative = farther."""
        if not len(self.prototypes) or not len(vectors):
            return np.zeros(len(vectors))
        return self._placed(vectors, np.full(len(vectors), -1, dtype=np.int64))[1]

    def known_vectors(self) -> Floats:
        return unit(self.known.astype(np.float32))

    def _placed(self, vectors: Floats, wanted: Ints) -> tuple[Ints, Floats]:
        """Theme of each vector, and its closeness to it in that theme's spreads."""
        parts = in_blocks(
            len(vectors), BLOCK, lambda rows: self._placed_at_once(vectors[rows], wanted[rows])
        )
        return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])

    def _placed_at_once(self, vectors: Floats, wanted: Ints) -> tuple[Ints, Floats]:
        n = len(vectors)
        points = self.projection.transform(vectors)
        alike = points @ self.prototypes.T
        best = alike.argmax(axis=1)
        labels = np.where(wanted >= 0, wanted, self.owner[best])
        closeness = alike[np.arange(n), best]
        other = np.flatnonzero(self.owner[best] != labels)
        if len(other):
            own = np.where(self.owner == labels[other, None], alike[other], -np.inf)
            closeness[other] = own.max(axis=1)
        return labels, (closeness - self.level[labels]) / self.spread[labels]


@dataclass(frozen=True)
class ThemeModel:
    """What `discover` returns. `labels`, `scores` as in `Assignment`, for the input texts."""

    themes: tuple[Theme, ...]
    parents: tuple[Parent, ...]
    labels: Ints
    scores: Floats
    judge: Judge
    info: dict[str, Any] = field(default_factory=dict)

    @property
    def keys(self) -> Ints:
        """int64 (n,): the theme key of each input text, −1 for none. What to store."""
        known = np.array([t.key for t in self.themes] + [-1], dtype=np.int64)
        return known[self.labels]

    def assign(
        self, texts: Iterable[str | None] | None = None, *, vectors: Any = None
    ) -> Assignment:
        """The theme of each new text, by its vector (encoded here if only texts are given).

        Texts that say nothing get −1. Vectors must come from the encoder of the discovery.
        """
        if texts is None and vectors is None:
            raise ValueError("assign needs texts or vectors")
        with steady():
            if vectors is not None:
                return self._assign_vectors(Vectors(vectors), texts)
            return self._assign_texts(texts or ())

    def _assign_vectors(self, vectors: Vectors, texts: Iterable[str | None] | None) -> Assignment:
        parts = [self.judge(vectors.at(slice(s, s + BATCH))) for s in range(0, len(vectors), BATCH)]
        found = _joined(parts)
        if texts is not None:
            silent = np.fromiter(
                (not says_something(t or "") for t in texts), dtype=bool, count=len(vectors)
            )
            found.labels[silent], found.scores[silent] = -1, 0.0
        return found

    def _assign_texts(self, texts: Iterable[str | None]) -> Assignment:
        parts = []
        stream = iter(texts)
        while batch := [t or "" for t in islice(stream, BATCH)]:
            found = self.judge(unit(encode(batch)))
            silent = np.array([not says_something(t) for t in batch])
            found.labels[silent], found.scores[silent] = -1, 0.0
            parts.append(found)
        return _joined(parts)

    def save(self, path: str | os.PathLike[str]) -> None:
        """One file: numpy arrays and a JSON text, nothing executable; written whole or not."""
        target = Path(path)
        about = {
            "format": FORMAT,
            "themes": [asdict(t) for t in self.themes],
            "parents": [asdict(p) for p in self.parents],
            "info": self.info,
        }
        arrays: dict[str, Any] = {
            "labels": self.labels,
            "scores": self.scores,
            "mean": self.judge.projection.mean,
            "matrix": self.judge.projection.matrix,
            "prototypes": self.judge.prototypes,
            "owner": self.judge.owner,
            "level": self.judge.level,
            "spread": self.judge.spread,
            "known": self.judge.known,
            "about": np.frombuffer(json.dumps(about).encode(), dtype=np.uint8),
        }
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez_compressed(file, **arrays)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> ThemeModel:
        """Read what `save` wrote. Raises ValueError for anything else."""
        try:
            with np.load(Path(path), allow_pickle=False) as file:
                data = {name: file[name] for name in file.files}
            about = json.loads(data["about"].tobytes())
            if about["format"] != FORMAT:
                raise ValueError(f"a theme model of format {about['format']}, not {FORMAT}")
        except (KeyError, TypeError, EOFError, OSError, ValueError, BadZipFile) as problem:
            if isinstance(problem, FileNotFoundError):
                raise
            raise ValueError(f"not a theme model: {problem}") from problem
        themes = tuple(
            Theme(**t | {"keywords": tuple(t["keywords"]), "quotes": tuple(t["quotes"])})
            for t in about["themes"]
        )
        parents = tuple(
            Parent(**p | {name: tuple(p[name]) for name in ("keywords", "quotes", "children")})
            for p in about["parents"]
        )
        parts = (data[name] for name in ("prototypes", "owner", "level", "spread", "known"))
        judge = Judge(Projection(data["mean"], data["matrix"]), *parts)
        return cls(themes, parents, data["labels"], data["scores"], judge, about["info"])


def _joined(parts: Sequence[Assignment]) -> Assignment:
    if not parts:
        return Assignment(np.zeros(0, np.int32), np.zeros(0, np.float32))
    return Assignment(
        np.concatenate([p.labels for p in parts]), np.concatenate([p.scores for p in parts])
    )
