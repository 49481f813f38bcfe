"""The directions that tell themes apart: a shrunken linear discriminant projection.

Fisher (1936); shrinkage of the within-class covariance towards a multiple of the identity as in
Friedman (1989), "Regularized discriminant analysis". The classes may be communities found a moment
ago: directions along which texts of one community vary anyway then count for less.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.linalg
import scipy.sparse as sp

from sous.engines.themes.compute import in_blocks, unit
from sous.engines.themes.types import Floats, Ints

SHRINKAGE = 0.3
DIMENSIONS = 100


def class_means(points: Floats, labels: Ints, classes: int) -> tuple[Floats, Ints]:
    """Means (classes, d) in float64 and sizes (classes,); rows labelled −1 are left out."""
    use = np.flatnonzero(labels >= 0)
    member = sp.csr_matrix(
        (np.ones(len(use)), (labels[use], use)), shape=(classes, len(points)), dtype=np.float64
    )
    size = np.asarray(member.sum(axis=1)).ravel()
    return (member @ points) / np.maximum(size, 1)[:, None], size.astype(np.int64)


@dataclass(frozen=True)
class Projection:
    """x → unit((x − mean) @ matrix): `mean` (d,), `matrix` (d, p), both float32."""

    mean: Floats
    matrix: Floats

    @classmethod
    def fit(
        cls,
        points: Floats,
        labels: Ints,
        *,
        dimensions: int = DIMENSIONS,
        shrinkage: float = SHRINKAGE,
    ) -> Projection:
        """Learn from `points` (n, d) and `labels` (n,); −1 is not used. Needs two classes."""
        use = labels >= 0
        points, labels = points[use].astype(np.float64), labels[use]
        _, labels = np.unique(labels, return_inverse=True)
        classes = int(labels.max(initial=-1)) + 1
        width = points.shape[1]
        if classes < 2:
            mean = points.mean(axis=0) if len(points) else np.zeros(width)
            return cls(mean.astype(np.float32) * 0, np.eye(width, dtype=np.float32))
        means, size = class_means(points, labels, classes)
        mean = points.mean(axis=0)

        def scatter(rows: slice) -> Floats:
            rest = points[rows] - means[labels[rows]]
            return np.asarray(rest.T @ rest)

        within = np.sum(in_blocks(len(points), 2048, scatter), axis=0) / len(points)
        spread = np.trace(within) / width or 1.0
        within = (1 - shrinkage) * within + shrinkage * spread * np.eye(width)
        apart = (means - mean) * np.sqrt(size / size.sum())[:, None]
        keep = min(dimensions, classes - 1, width)
        _, directions = scipy.linalg.eigh(
            apart.T @ apart, within, subset_by_index=[width - keep, width - 1]
        )
        return cls(mean.astype(np.float32), np.ascontiguousarray(directions[:, ::-1], np.float32))

    def transform(self, points: Floats) -> Floats:
        """(n, d) → (n, p), rows of unit length."""
        parts = in_blocks(
            len(points), 2048, lambda rows: unit((points[rows] - self.mean) @ self.matrix)
        )
        return np.vstack(parts)
