"""How often a classifier is wrong, by its own count on texts it did not learn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Report:
    """What a page shows beside a classifier.

    `confusion[i][j]`: texts of class i that were called class j; the last column counts silence.
    `macro_f1` takes silence for a miss; `macro_f1_spoken` looks only at texts it spoke on.
    """

    classes: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    examples: int
    coverage: float
    accuracy: float
    macro_f1: float
    macro_f1_spoken: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Report:
        return cls(
            **data
            | {
                "classes": tuple(data["classes"]),
                "confusion": tuple(tuple(row) for row in data["confusion"]),
            }
        )


def report_on(classes: Sequence[str], truth: np.ndarray, said: np.ndarray) -> Report:
    """Compare class numbers; `said` is -1 where the classifier was silent."""
    count = len(classes)
    confusion = np.zeros((count, count + 1), int)
    np.add.at(confusion, (truth, np.where(said < 0, count, said)), 1)
    spoken = int(confusion[:, :count].sum())
    return Report(
        classes=tuple(classes),
        confusion=tuple(tuple(int(cell) for cell in row) for row in confusion),
        examples=len(truth),
        coverage=spoken / len(truth) if len(truth) else 0.0,
        accuracy=float(np.trace(confusion[:, :count]) / spoken) if spoken else 0.0,
        macro_f1=_macro_f1(confusion, confusion.sum(axis=1)),
        macro_f1_spoken=_macro_f1(confusion, confusion[:, :count].sum(axis=1)),
    )


def _macro_f1(confusion: np.ndarray, actual: np.ndarray) -> float:
    """Mean over classes that occur of 2 · hits / (said + actual)."""
    count = confusion.shape[0]
    hits = np.diag(confusion[:, :count])
    both = confusion[:, :count].sum(axis=0) + actual
    present = actual > 0
    return (
        float((2 * hits[present] / np.maximum(both[present], 1)).mean()) if present.any() else 0.0
    )
