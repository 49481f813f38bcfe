"""Vectors as they come: an array, a memory map, half precision or int8; read in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sous.engines.themes.compute import unit
from sous.engines.themes.types import Floats, Ints, Progress


class Vectors:
    """Rows of length one on demand, from any two-dimensional array-like of numbers."""

    def __init__(self, rows: Any) -> None:
        self.rows = rows if hasattr(rows, "shape") else np.asarray(rows, dtype=np.float32)
        if len(self.rows.shape) != 2:
            raise ValueError(f"vectors must have two dimensions, not {len(self.rows.shape)}")

    def __len__(self) -> int:
        return int(self.rows.shape[0])

    @property
    def width(self) -> int:
        return int(self.rows.shape[1])

    def at(self, index: Ints | slice) -> Floats:
        """float32, unit length; what is not a number counts as nothing."""
        part = np.asarray(self.rows[index], dtype=np.float32)
        if not np.isfinite(part).all():
            part = np.nan_to_num(part, nan=0.0, posinf=0.0, neginf=0.0)
        return unit(part)


class Spoken(Sequence[str]):
    """Texts one at a time as they are asked for, None as the empty text: no copy is made."""

    def __init__(self, texts: Any) -> None:
        self._texts = texts

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, index: Any) -> Any:
        return self._texts[index] or ""

    def __iter__(self) -> Iterator[str]:
        return (text or "" for text in self._texts)


def encode(texts: Any, progress: Progress | None = None) -> Floats:
    """Vectors by the house's own encoder; imported only when it is needed."""
    from sous.engines import vectors  # the one neighbour this engine knows

    def told(done: int, of: int | None) -> None:
        if progress:
            progress("encoding", done, of or 0)

    return vectors.encode_many(Spoken(texts), progress=told)
