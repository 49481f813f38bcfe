"""Exact nearest neighbours by cosine, in bounded memory."""

from __future__ import annotations

import numpy as np

# One block of similarities holds at most this many numbers (float32: 64 MB).
BLOCK_NUMBERS = 16_000_000


def nearest(queries: np.ndarray, vectors: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The `k` rows of `vectors` with the highest cosine to each query, best first.

    Both are (n, d) with rows of length one. Returns (indices int64, cosines float32), each
    (queries, min(k, len(vectors))). Ties go to the lower index.
    """
    queries = np.ascontiguousarray(queries, np.float32)
    vectors = np.ascontiguousarray(vectors, np.float32)
    k = max(0, min(int(k), len(vectors)))
    indices = np.empty((len(queries), k), np.int64)
    cosines = np.empty((len(queries), k), np.float32)
    if k == 0:
        return indices, cosines
    rows = max(1, BLOCK_NUMBERS // len(vectors))
    for start in range(0, len(queries), rows):
        block = queries[start : start + rows] @ vectors.T
        indices[start : start + rows], cosines[start : start + rows] = _top(block, k)
    return indices, cosines


def _top(block: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    count = block.shape[1]
    if k < count:
        picked = np.argpartition(block, count - k, axis=1)[:, count - k :]
        # A tie at the edge is settled by chance inside argpartition: settle it by index instead.
        edge = np.take_along_axis(block, picked, 1).min(axis=1, keepdims=True)
        for row in np.flatnonzero((block >= edge).sum(axis=1) > k):
            better = np.flatnonzero(block[row] > edge[row])
            equal = np.flatnonzero(block[row] == edge[row])[: k - len(better)]
            picked[row] = np.concatenate([better, equal])
    else:
        picked = np.broadcast_to(np.arange(count), block.shape).copy()
    picked.sort(axis=1)
    values = np.take_along_axis(block, picked, 1)
    best = np.argsort(-values, axis=1, kind="stable")
    return np.take_along_axis(picked, best, 1), np.take_along_axis(values, best, 1)
