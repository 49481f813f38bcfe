"""Vectors of length one in one byte a number: 384 bytes for a text of the default model.

Each row is scaled so that its largest number becomes ±127, then rounded. The scale is not kept:
the original had length one, so restoring that length restores the scale. The format is one signed
byte per dimension, in order, and will not change without a new name.
"""

from __future__ import annotations

import numpy as np

from sous.engines.vectors.encoder import unit

LARGEST = 127


def quantise(vectors: np.ndarray) -> np.ndarray:
    """int8 (n, d) of float32 (n, d) rows of length one; `row.tobytes()` is what to store."""
    vectors = np.atleast_2d(np.asarray(vectors, np.float32))
    peaks = np.abs(vectors).max(axis=1, keepdims=True, initial=1e-12)
    return np.rint(vectors * (LARGEST / peaks)).astype(np.int8)


def dequantise(stored: np.ndarray | bytes, dimensions: int = 384) -> np.ndarray:
    """float32 (n, d) rows of length one, from `quantise`'s array or its rows' bytes joined."""
    if isinstance(stored, bytes | bytearray | memoryview):
        stored = np.frombuffer(stored, np.int8)
        if len(stored) % dimensions:
            raise ValueError(f"{len(stored)} bytes are no whole number of {dimensions}-byte rows")
        stored = stored.reshape(-1, dimensions)
    return unit(np.atleast_2d(stored).astype(np.float32))
