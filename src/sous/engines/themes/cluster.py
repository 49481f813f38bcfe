"""Distinct texts to groups, knowing nothing but their features.

A graph of nearest neighbours, weighted by rank; its communities at several resolutions; the
resolution whose groups stand best apart. Where each constant comes from is told in
docs/explanation/themes.md.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from sous.engines.themes.compute import in_blocks, side_by_side, unit
from sous.engines.themes.graph import neighbours, rank_graph
from sous.engines.themes.leiden import by_size, communities
from sous.engines.themes.projection import class_means
from sous.engines.themes.types import Floats, Ints, Progress

NEIGHBOURS = (8, 60)  # at least, at most; a tenth of the texts in between
RESOLUTIONS = (1.5, 3.0, 6.0, 12.0, 24.0)
USUAL_RESOLUTION = 6.0
UNUSUAL = 0.006  # what a doubling of the distance to the usual resolution costs
ENOUGH_TO_CHOOSE = 6_000  # texts that tell the resolution: it is the same for part of a graph
FEW = 4
SMALLEST = 3


def cluster(points: Floats, *, seed: int = 0, progress: Progress | None = None) -> Ints:
    """A group number for every row of `points` (n, d; unit length), largest group first."""
    n = len(points)
    if n < FEW:
        return np.zeros(n, dtype=np.int64)
    report = progress or (lambda *_: None)
    report("comparing", 0, n)
    k = int(np.clip(n // 10, *NEIGHBOURS))
    graph = rank_graph(neighbours(points, k).index)
    report("grouping", 0, n)
    some = graph[:ENOUGH_TO_CHOOSE, :ENOUGH_TO_CHOOSE] if n > ENOUGH_TO_CHOOSE else graph
    resolution = best_resolution(points[:ENOUGH_TO_CHOOSE], some, seed)
    labels = communities(graph, resolution, seed, careful=True)
    report("grouping", n, n)
    return absorb(points, labels, SMALLEST if n >= 500 else 2)


def best_resolution(points: Floats, graph: sp.csr_matrix, seed: int) -> float:
    """The resolution whose communities stand best apart, of five, then of the two beside it."""

    def worth(resolution: float) -> float:
        labels = communities(graph, resolution, seed)
        distance = np.log2(resolution / USUAL_RESOLUTION)
        return separation(points, labels) - UNUSUAL * float(distance) ** 2

    known = dict(zip(RESOLUTIONS, side_by_side(worth, RESOLUTIONS), strict=True))
    best = max(RESOLUTIONS, key=lambda r: (known[r], r))
    beside = [best / 2**0.5, best * 2**0.5]
    known |= dict(zip(beside, side_by_side(worth, beside), strict=True))
    return max(known, key=lambda r: (known[r], r))


def separation(points: Floats, labels: Ints) -> float:
    """How much nearer texts are to their own group than to the next, from −1 to 1.

    A silhouette (Rousseeuw 1987) by centres instead of by all pairs: the text itself is left out
    of its own centre, and the next group is the mean of the nearest alone (half) and of the two
    nearest (half), so that a pair of like themes is not worse than one muddled theme.
    """
    groups = int(labels.max()) + 1
    if groups < 2:
        return 0.0
    size = np.bincount(labels, minlength=groups)
    member = sp.csr_matrix(
        (np.ones(len(labels), np.float32), (labels, np.arange(len(labels)))),
        shape=(groups, len(labels)),
    )
    total = np.asarray(member @ points)
    centres = np.ascontiguousarray(unit(total).T)

    def block(rows: slice) -> float:
        own = labels[rows]
        others = points[rows] @ centres
        others[np.arange(len(own)), own] = -1.0
        nearest = np.sort(np.partition(others, groups - 2, axis=1)[:, -2:], axis=1)
        if groups == 2:
            nearest[:, 0] = nearest[:, 1]
        rest = unit(total[own] - points[rows])
        near = 1 - np.einsum("ij,ij->i", rest, points[rows])
        near[size[own] == 1] = 1.0
        far = 1 - nearest @ np.array([0.25, 0.75], dtype=np.float32)
        return float(((far - near) / np.maximum(np.maximum(far, near), 1e-6)).sum())

    return round(sum(in_blocks(len(labels), 2048, block)) / len(labels), 6)


def absorb(points: Floats, labels: Ints, smallest: int) -> Ints:
    """Groups of fewer than `smallest` join the group whose centre is nearest."""
    size = np.bincount(labels)
    large = np.flatnonzero(size >= smallest)
    if len(large) == 0:
        return np.zeros(len(labels), dtype=np.int64)
    centres = unit(class_means(points, labels, len(size))[0][large])
    lost = np.flatnonzero(size[labels] < smallest)
    labels = labels.copy()
    labels[lost] = large[(points[lost] @ centres.T).argmax(axis=1)]
    return by_size(labels)
