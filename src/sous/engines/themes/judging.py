"""Learning the judge: discriminant directions, prototypes, and what closeness is usual."""

from __future__ import annotations

import numpy as np

from sous.engines.themes.compute import unit
from sous.engines.themes.model import Judge
from sous.engines.themes.projection import Projection
from sous.engines.themes.types import Floats, Ints

DIMENSIONS = 64
SHRINKAGE = 0.8
PROTOTYPES = 8  # of one theme: what people say about one thing, they say in several ways
TEXTS_PER_PROTOTYPE = 12
ROUNDS = 8
KNOWN = 80  # texts of each theme that are kept to tell what is new
STEADYING = 30.0  # a theme's own level counts as much as everyone's once it has so many texts


def learn_judge(points: Floats, labels: Ints) -> Judge:
    """From `points` (m, d; unit length) and theme indices `labels` (m,), −1 for none."""
    themes = int(labels.max(initial=-1)) + 1
    projection = Projection.fit(points, labels, dimensions=DIMENSIONS, shrinkage=SHRINKAGE)
    if themes == 0:
        nothing = np.zeros(0, np.float32)
        none = np.zeros((0, projection.matrix.shape[1]), np.float32)
        known = np.zeros((0, points.shape[1]), np.int8)
        return Judge(projection, none, np.zeros(0, np.int64), nothing, nothing, known)
    placed = projection.transform(points)
    closeness = np.zeros(len(points))
    prototypes: list[Floats] = []
    owner: list[int] = []
    some: list[Ints] = []
    order = np.argsort(labels, kind="stable")
    bounds = np.searchsorted(labels[order], np.arange(themes + 1))
    for theme in range(themes):
        members = order[bounds[theme] : bounds[theme + 1]]
        own = prototypes_of(placed[members])
        prototypes.append(own)
        owner += [theme] * len(own)
        some.append(members[:KNOWN])
        closeness[members] = (placed[members] @ own.T).max(axis=1)
    level, spread = _usual(closeness, labels, themes)
    known = points[np.concatenate(some)]
    peaks = np.maximum(np.abs(known).max(axis=1, keepdims=True), 1e-9)
    known = np.rint(known * (127 / peaks)).astype(np.int8)
    return Judge(projection, np.vstack(prototypes), np.array(owner), level, spread, known)


def prototypes_of(members: Floats) -> Floats:
    """Up to eight unit rows standing for `members`: k-means on the sphere."""
    wanted = max(1, min(PROTOTYPES, len(members) // TEXTS_PER_PROTOTYPE))
    if wanted == 1:
        return unit(members.mean(axis=0, keepdims=True))
    centres = members[:wanted]  # the order of the rows says nothing: as good as drawn at random
    for _ in range(ROUNDS):
        side = (members @ centres.T).argmax(axis=1)
        sums = np.stack([members[side == s].sum(axis=0) for s in range(wanted)])
        centres = unit(np.where((sums != 0).any(axis=1, keepdims=True), sums, centres))
    return centres


def _usual(closeness: Floats, labels: Ints, themes: int) -> tuple[Floats, Floats]:
    """Mean and spread of members' closeness, per theme, drawn towards everyone's."""
    use = np.flatnonzero(labels >= 0)
    own, closeness = labels[use], closeness[use]
    size = np.bincount(own, minlength=themes)
    everyone, varied = float(closeness.mean()), float(closeness.std()) + 1e-2
    total = np.bincount(own, weights=closeness, minlength=themes)
    level = (total + STEADYING * everyone) / (size + STEADYING)
    square = np.bincount(own, weights=(closeness - level[own]) ** 2, minlength=themes)
    spread = np.sqrt((square + STEADYING * varied**2) / (size + STEADYING))
    return level.astype(np.float32), spread.astype(np.float32)
