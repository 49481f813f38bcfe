"""Distinct texts to groups, knowing nothing but their vectors and words.

Graph → communities → discriminant projection learned from them → graph and communities again, at
the finest resolution that survives resampling. Where each constant comes from is told in
docs/explanation/themes.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from sklearn.metrics import adjusted_rand_score

from sous.engines.themes.compute import unit
from sous.engines.themes.graph import neighbours, similarity_graph
from sous.engines.themes.leiden import by_size, communities
from sous.engines.themes.projection import Projection, class_means
from sous.engines.themes.types import Floats, Ints, Progress
from sous.engines.themes.words import lexical

NEIGHBOURS = 15
LEXICAL_WEIGHT = 0.5
POWER = 4.0
FIRST_RESOLUTION = 4.0
RESOLUTIONS = (1.0, 2.0, 4.0)
KEPT = 0.7
TOLERANCE = 0.01
SMALLEST = 3
FEW = 4
ENOUGH_TO_LEARN = 1_000  # fewer texts do not tell which directions matter


def fused(vectors: Floats, texts: Sequence[str], seed: int) -> Floats:
    """Meaning and words in one space: unit rows of [vector, weight × words]."""
    words = lexical(texts, seed)
    return unit(np.hstack([vectors, LEXICAL_WEIGHT * words]))


def cluster(points: Floats, *, seed: int = 0, progress: Progress | None = None) -> Ints:
    """A group number for every row of `points` (n, d; unit length), largest group first."""
    n = len(points)
    if n < FEW:
        return np.zeros(n, dtype=np.int64)
    k = _neighbours_for(n)
    report = progress or (lambda *_: None)
    report("comparing", 0, 2)
    graph = similarity_graph(neighbours(points, k), POWER)
    report("comparing", 1, 2)
    if n >= ENOUGH_TO_LEARN:
        first = communities(graph, FIRST_RESOLUTION, seed)
        space = Projection.fit(points, _large_only(first), dimensions=150, shrinkage=0.5)
        points = space.transform(points)
        graph = similarity_graph(neighbours(points, k), POWER)
    report("comparing", 2, 2)
    labels = communities(graph, _finest_stable(graph, seed), seed)
    return absorb(points, labels)


def _neighbours_for(n: int) -> int:
    return int(np.clip(n // 6, 2, NEIGHBOURS))


def _large_only(labels: Ints) -> Ints:
    size = np.bincount(labels)
    return np.where(size[labels] >= SMALLEST, labels, -1)


def _finest_stable(graph: sp.csr_matrix, seed: int) -> float:
    """The finest resolution at which two runs on random parts of the graph agree about as well
    as at the best one."""
    n = graph.shape[0]
    generator = np.random.default_rng(seed)
    one, two = (np.sort(generator.permutation(n)[: int(KEPT * n)]) for _ in range(2))
    shared, first, second = np.intersect1d(one, two, return_indices=True)
    if len(shared) < 2:
        return RESOLUTIONS[0]
    agreement = []
    for resolution in RESOLUTIONS:
        found = [communities(graph[part][:, part], resolution, seed) for part in (one, two)]
        agreement.append(adjusted_rand_score(found[0][first], found[1][second]))
    good = max(agreement) - TOLERANCE
    return max(r for r, a in zip(RESOLUTIONS, agreement, strict=True) if a >= good)


def absorb(points: Floats, labels: Ints, smallest: int = SMALLEST) -> Ints:
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
