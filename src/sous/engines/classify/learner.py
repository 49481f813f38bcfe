"""A small classifier that learns from what people labelled, and knows when to be silent.

Multinomial logistic regression over a text's vector and its wording. Its error is measured by
cross-validation before it is used, and the same held-out answers set the threshold under which it
says nothing: the lowest at which it would have been right as often as asked.
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sous.engines.classify.errors import ClassifyError
from sous.engines.classify.report import Report, report_on
from sous.engines.classify.wording import wording

FOLDS = 5
# With fewer examples in all or in a class, held-out answers are too few to set a threshold by.
MIN_EXAMPLES, MIN_PER_CLASS = 40, 8
MOST_EXAMPLES = 20_000
# Vectors have length one and wording counts are near one: lengthened, vectors carry most weight.
VECTOR_SCALE, REGULARISATION = 4.0, 0.3
# How many examples weigh as much as the first guess from words.
GUESS_WEIGHS = 60.0
FORMAT = 1


@dataclass(frozen=True)
class Learner:
    """A fitted classifier: `weights` (features, classes), `bias` (classes)."""

    classes: tuple[str, ...]
    weights: np.ndarray
    bias: np.ndarray
    threshold: float
    examples: int
    report: Report

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        vectors: np.ndarray,
        labels: Sequence[str],
        *,
        classes: Sequence[str],
        right: float,
        guesses: np.ndarray | None = None,
    ) -> Learner | None:
        """Learn, or None when there is too little to learn from.

        `right` is the share of spoken answers that should be right. `guesses` (n, classes) are
        chances from a first guess, blended in, the less so the more examples there are.
        """
        places = {name: number for number, name in enumerate(classes)}
        truth = np.array([places[label] for label in labels], np.int64)
        kept = np.flatnonzero(np.bincount(truth, minlength=len(classes))[truth] >= MIN_PER_CLASS)
        if len(kept) < MIN_EXAMPLES or len(np.unique(truth[kept])) < 2:
            return None
        # The order in which examples come must not matter: they are put into one of our own, by
        # a checksum of the text, which also keeps equal texts in one fold.
        sums = {int(i): zlib.crc32(_key(texts[int(i)])) for i in kept}
        order = sorted(sums, key=lambda i: (sums[i], texts[i], truth[i]))[:MOST_EXAMPLES]
        chosen = np.array(order, np.int64)
        folds = np.array([sums[i] for i in order]) % FOLDS
        features = described([texts[i] for i in order], vectors[chosen])
        answers = truth[chosen]
        guess = None if guesses is None else guesses[chosen]
        held_out = np.zeros((len(chosen), len(classes)))
        for fold in range(FOLDS):
            inside, outside = folds != fold, folds == fold
            if not outside.any() or len(np.unique(answers[inside])) < 2:
                continue
            weights, bias = _fit(features[inside], answers[inside], len(classes))
            held_out[outside] = _blend(
                _chances(features[outside], weights, bias),
                None if guess is None else guess[outside],
                int(inside.sum()),
            )
        threshold = _threshold(held_out, answers, right)
        said = np.where(held_out.max(axis=1) >= threshold, held_out.argmax(axis=1), -1)
        weights, bias = _fit(features, answers, len(classes))
        report = report_on(classes, answers, said)
        return cls(tuple(classes), weights, bias, threshold, len(chosen), report)

    def chances(
        self, texts: Sequence[str], vectors: np.ndarray, guesses: np.ndarray | None = None
    ) -> np.ndarray:
        """Chances (n, classes) that sum to one in each row."""
        return _blend(
            _chances(described(texts, vectors), self.weights, self.bias), guesses, self.examples
        )

    def save(self, path: Path) -> None:
        """Write to one file, whole or not at all. No pickle: arrays and JSON."""
        described_as = {
            "format": FORMAT,
            "classes": self.classes,
            "threshold": self.threshold,
            "examples": self.examples,
            "report": self.report.as_dict(),
        }
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            np.savez(
                file,
                allow_pickle=False,
                about=np.array(json.dumps(described_as)),
                weights=self.weights,
                bias=self.bias,
            )
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)

    @classmethod
    def load(cls, path: Path) -> Learner:
        """Read what `save` wrote. Raises ClassifyError when it is something else."""
        try:
            with np.load(path, allow_pickle=False) as data:
                about: dict[str, Any] = json.loads(str(data["about"]))
                if about["format"] != FORMAT:
                    raise ClassifyError(f"{path.name} was saved by another version.")
                return cls(
                    classes=tuple(about["classes"]),
                    weights=data["weights"],
                    bias=data["bias"],
                    threshold=float(about["threshold"]),
                    examples=int(about["examples"]),
                    report=Report.from_dict(about["report"]),
                )
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as problem:
            raise ClassifyError(f"{path.name} is not a saved classifier.") from problem


def described(texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
    """Features float32 (n, d + wording) of texts with vectors (n, d) of length one."""
    return np.hstack([np.asarray(vectors, np.float32) * VECTOR_SCALE, wording(texts)])


def _key(text: str) -> bytes:
    return " ".join(text.casefold().split()).encode("utf-8", "replace")


def _fit(features: np.ndarray, answers: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Multinomial logistic regression with a ridge penalty on the weights, by L-BFGS.

    In single precision and to a modest tolerance: several times faster than in double, and the
    held-out error is the same to two digits.
    """
    from scipy.optimize import minimize
    from threadpoolctl import threadpool_limits

    rows, width = features.shape
    wanted = np.zeros((rows, count), np.float32)
    wanted[np.arange(rows), answers] = 1
    absent = ~wanted.any(axis=0)

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        table = flat.reshape(width + 1, count).astype(np.float32)
        scores = features @ table[:-1] + table[-1]
        scores[:, absent] = -30  # a class without examples is never said
        scores -= scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        sums = chances.sum(axis=1, keepdims=True)
        chances /= sums
        fit = float((np.log(sums[:, 0]) - (scores * wanted).sum(axis=1)).sum(dtype=np.float64))
        off = chances - wanted
        slope = np.vstack([features.T @ off, off.sum(axis=0)]).astype(np.float64)
        slope[:-1] += table[:-1] / REGULARISATION
        penalty = float((table[:-1].astype(np.float64) ** 2).sum()) / (2 * REGULARISATION)
        return (fit + penalty) / rows, slope.ravel() / rows

    start = np.zeros((width + 1) * count)
    options = {"maxiter": 150, "ftol": 1e-7, "gtol": 1e-5}
    # Products this small are not worth a second thread, and one thread sums alike everywhere.
    with threadpool_limits(1):
        found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options)
    table = found.x.reshape(width + 1, count).astype(np.float32)
    return table[:-1], np.where(absent, np.float32(-30), table[-1])


def _chances(features: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    scores = features.astype(np.float64) @ weights + bias
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(scores / scores.sum(axis=1, keepdims=True))


def _blend(learnt: np.ndarray, guess: np.ndarray | None, examples: int) -> np.ndarray:
    if guess is None:
        return learnt
    share = examples / (examples + GUESS_WEIGHS)
    return share * learnt + (1 - share) * guess


def _threshold(held_out: np.ndarray, answers: np.ndarray, right: float) -> float:
    """The lowest chance at which held-out answers at or above it are right often enough."""
    best = held_out.max(axis=1)
    order = np.argsort(-best, kind="stable")
    hits = (held_out.argmax(axis=1) == answers)[order]
    share = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    last = np.flatnonzero(np.append(best[order][1:] != best[order][:-1], True))
    good = [place for place in last if share[place] >= right and place + 1 >= MIN_PER_CLASS]
    return float(best[order][good[-1]]) if good else 1.01
