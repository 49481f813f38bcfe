"""Who is near whom: exact nearest neighbours, and the weighted graph they make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from sous.engines.themes.compute import in_blocks
from sous.engines.themes.types import Floats, Ints

ROWS = 512  # texts compared at a time: a block of similarities stays in the processor's cache
GROUPS = 16
FADING = 0.85


@dataclass(frozen=True)
class Neighbours:
    """`index` (n, k), nearest first, never the text itself; `similarity` (n, k), cosine."""

    index: Ints
    similarity: Floats

    def nearest(self, k: int) -> Neighbours:
        return Neighbours(self.index[:, :k], self.similarity[:, :k])


def largest(scores: Floats, k: int) -> Ints:
    """Columns of the k largest entries of each row, largest first, ties by column.

    The k largest lie within the k groups with the largest maxima, so that only those are sorted:
    about ten times as fast as a partition of whole rows.
    """
    rows, columns = scores.shape
    k = min(k, columns)
    width = -(-columns // GROUPS)
    if width <= 2 * k:
        return np.argsort(-scores, axis=1, kind="stable")[:, :k]
    padded = scores
    if width * GROUPS != columns:
        padded = np.full((rows, width * GROUPS), -np.inf, dtype=scores.dtype)
        padded[:, :columns] = scores
    best = padded.reshape(rows, GROUPS, width).max(axis=1)
    group = np.argpartition(best, width - k, axis=1)[:, width - k :]
    group.sort(axis=1)
    candidates = (np.arange(GROUPS)[None, :, None] * width + group[:, None, :]).reshape(rows, -1)
    values = np.take_along_axis(padded, candidates, axis=1)
    if candidates.shape[1] > 4 * k:
        some = np.argpartition(values, candidates.shape[1] - k, axis=1)[:, -k:]
        some.sort(axis=1)
        candidates = np.take_along_axis(candidates, some, axis=1)
        values = np.take_along_axis(values, some, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    return np.take_along_axis(candidates, order[:, :k], axis=1)


def neighbours(points: Floats, k: int) -> Neighbours:
    """The k nearest of every row of `points` (n, d; unit length) by cosine, exactly.

    Similarities are rounded to 1e-5 before they decide, so that equals tie alike everywhere.
    """
    n = len(points)
    k = max(0, min(k, n - 1))
    if k == 0:
        return Neighbours(np.zeros((n, 0), np.int32), np.zeros((n, 0), np.float32))
    across = np.ascontiguousarray(points.T)

    def block(rows: slice) -> tuple[Ints, Floats]:
        scores = points[rows] @ across
        own = np.arange(rows.start, rows.stop)
        scores[np.arange(len(own)), own] = -np.inf
        found = largest(scores, k)
        return found.astype(np.int32), np.round(np.take_along_axis(scores, found, axis=1), 5)

    parts = in_blocks(n, ROWS, block)
    return Neighbours(np.vstack([p[0] for p in parts]), np.vstack([p[1] for p in parts]))


def rank_graph(index: Ints) -> sp.csr_matrix:
    """Undirected weights from neighbours (n, k), nearest first: the r-th counts r^−0.85.

    Ranks rather than similarities, so that crowded and lonely regions weigh the same; the mean of
    both directions, 0 where not a neighbour.
    """
    n, k = index.shape
    weight = np.tile(np.arange(1, k + 1, dtype=np.float64) ** -FADING, n)
    rows = np.repeat(np.arange(n), k)
    directed = sp.csr_matrix((weight, (rows, index.ravel())), shape=(n, n))
    both = ((directed + directed.T) * 0.5).tocsr()
    both.sort_indices()
    return both
