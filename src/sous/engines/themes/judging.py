"""Learning the judge: discriminant directions, prototypes, and what closeness is usual."""

from __future__ import annotations

import numpy as np

from sous.engines.themes.compute import unit
from sous.engines.themes.model import Judge
from sous.engines.themes.projection import Projection, class_means
from sous.engines.themes.types import Floats, Ints

STEADYING = 10.0  # a theme's own level counts as much as everyone's once it has so many texts


def learn_judge(points: Floats, labels: Ints) -> Judge:
    """From `points` (m, d; unit length) and theme indices `labels` (m,), −1 for none."""
    themes = int(labels.max(initial=-1)) + 1
    projection = Projection.fit(points, labels, dimensions=150, shrinkage=0.5)
    if themes == 0:
        nothing = np.zeros(0, np.float32)
        return Judge(projection, np.zeros((0, projection.matrix.shape[1]), np.float32),
                     np.zeros(0, np.int64), nothing, nothing)  # fmt: skip
    placed = projection.transform(points)
    centres = unit(class_means(placed, labels, themes)[0])
    use = np.flatnonzero(labels >= 0)
    closeness = np.einsum("ij,ij->i", placed[use], centres[labels[use]]).astype(np.float64)
    size = np.bincount(labels[use], minlength=themes)
    level_all, spread_all = float(closeness.mean()), float(closeness.std()) + 1e-3
    total = np.bincount(labels[use], weights=closeness, minlength=themes)
    level = (total + STEADYING * level_all) / (size + STEADYING)
    square = np.bincount(labels[use], weights=(closeness - level[labels[use]]) ** 2,
                         minlength=themes)  # fmt: skip
    spread = np.sqrt((square + STEADYING * spread_all**2) / (size + STEADYING))
    return Judge(projection, centres, np.arange(themes), level.astype(np.float32),
                 spread.astype(np.float32))  # fmt: skip
