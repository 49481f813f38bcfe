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

NEIGHBOURS = (8, 80)  # at least, at most; a fifth of the texts in between
RESOLUTIONS = tuple(1.5 * 2 ** (step / 2) for step in range(10))  # 1.5 to 34
SMOOTHING = (0.25, 0.5, 0.25)
WORSE = 0.05  # what separation may lose by the step finer that people divide
USUAL_RESOLUTION = 4.24
UNUSUAL = 0.003  # what a doubling of the distance to the usual resolution costs
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
    k = int(np.clip(n // 5, *NEIGHBOURS))
    graph = rank_graph(neighbours(points, k).index)
    report("grouping", 0, n)
    some = graph[:ENOUGH_TO_CHOOSE, :ENOUGH_TO_CHOOSE] if n > ENOUGH_TO_CHOOSE else graph
    resolution = best_resolution(points[:ENOUGH_TO_CHOOSE], some)
    labels = communities(graph, resolution, seed, careful=True)
    report("grouping", n, n)
    return absorb(points, labels, SMALLEST if n >= 500 else 2)


def best_resolution(points: Floats, graph: sp.csr_matrix) -> float:
    """The resolution about which communities stand best apart, or one step finer.

    One resolution may do well by luck, so each counts together with the two beside it. People
    divide finer than that, so a step follows unless groups clearly stand worse apart there. No
    seed of the caller's: how fine the themes are should not change with it.
    """

    def worth(resolution: float) -> float:
        return separation(points, communities(graph, resolution, seed=0))

    found = np.array(side_by_side(worth, RESOLUTIONS))
    ends = 2 * found[[0, -1]] - found[[1, -2]]  # as if the line went on
    smooth = np.convolve(np.concatenate([ends[:1], found, ends[1:]]), SMOOTHING, mode="valid")
    unusual = np.log2(np.array(RESOLUTIONS) / USUAL_RESOLUTION)
    best = int((smooth - UNUSUAL * unusual**2).argmax())
    finer = min(best + 1, len(RESOLUTIONS) - 1)
    return RESOLUTIONS[finer if found[finer] >= found[best] - WORSE else best]


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
