"""What kind of message a text is: a problem, a request, praise or a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sous.engines.classify.learner import Learner
from sous.engines.classify.report import Report
from sous.engines.classify.wording import NAMES, wording

LABELS = ("problem", "request", "praise", "question")
RIGHT = 0.75
# Under this chance the first guess from words is not worth saying. Set, like SILENCE, on 11,774
# labelled app reviews (bench/classify.py).
GUESS_THRESHOLD = 0.4
# What each group of words says for each kind (columns: LABELS). A problem outweighs praise in the
# same text ("great app, but it crashes"), and a wish outweighs the trouble it is dressed in.
EVIDENCE: dict[str, tuple[float, float, float, float]] = {
    "problem": (2.2, 0.0, -0.6, 0.0),
    "request": (0.2, 2.8, -0.4, 0.0),
    "praise": (-0.3, 0.0, 1.8, -0.3),
    "question": (0.0, 0.2, -0.5, 2.2),
    "negative": (1.2, 0.0, -1.5, 0.0),
    "negators": (0.5, 0.2, -0.6, 0.0),
    "negated praise": (0.8, 0.0, -1.5, 0.0),
    "question marks": (0.0, 0.0, -0.5, 0.8),
    "smiles": (-0.5, 0.0, 1.5, 0.0),
    "frowns": (1.2, 0.0, -1.0, 0.0),
    "ends with ?": (0.0, 0.0, -0.5, 1.6),
}
SILENCE = 0.7  # the score of saying nothing, among those of the kinds


@dataclass(frozen=True)
class Guess:
    """`label` of LABELS, `chance` that it is right, `basis`: words or model."""

    label: str
    chance: float
    basis: str


class Kinds:
    """Tells kinds apart. `Kinds()` goes by words alone; `train` adds what people corrected."""

    def __init__(self, learner: Learner | None = None) -> None:
        self._learner = learner

    @property
    def report(self) -> Report | None:
        """Its error on held-out corrections; None while nothing was learnt."""
        return self._learner.report if self._learner else None

    @property
    def classes(self) -> tuple[str, ...]:
        return self._learner.classes if self._learner else LABELS

    @classmethod
    def train(
        cls,
        texts: Sequence[str],
        vectors: np.ndarray,
        labels: Sequence[str | None],
        *,
        classes: Sequence[str] = LABELS,
    ) -> Kinds:
        """Learn from corrections (None is skipped). Too few leave it as `Kinds()`.

        `vectors` float32 (n, d), rows of length one; the same encoder must be used in `read`.
        Other `classes` may be given; those named as in LABELS profit from the words.
        """
        known = np.array([i for i, label in enumerate(labels) if label in classes], np.int64)
        some = [texts[i] for i in known]
        learner = Learner.fit(
            some,
            vectors[known],
            [str(labels[i]) for i in known],
            classes=classes,
            right=RIGHT,
            guesses=_chances_for(some, classes),
        )
        return cls(learner)

    def read(self, texts: Sequence[str], vectors: np.ndarray | None = None) -> list[Guess | None]:
        """One guess per text, None where it does not know. Without `vectors`, by words alone."""
        if not len(texts):
            return []
        classes: tuple[str, ...] = LABELS
        if self._learner is None or vectors is None:
            chances, threshold, basis = from_words(texts), GUESS_THRESHOLD, "words"
        else:
            classes, threshold, basis = self._learner.classes, self._learner.threshold, "model"
            guesses = _chances_for(texts, classes)
            chances = self._learner.chances(texts, vectors, guesses)
        return [
            Guess(classes[int(row.argmax())], float(row.max()), basis)
            if row.max() >= threshold and text.strip()
            else None
            for text, row in zip(texts, chances, strict=True)
        ]

    def save(self, path: Path) -> None:
        """Write what was learnt to one file. Raises ValueError when nothing was."""
        if self._learner is None:
            raise ValueError("There is nothing learnt to save.")
        self._learner.save(path)

    @classmethod
    def load(cls, path: Path) -> Kinds:
        """Read what `save` wrote. Raises ClassifyError when it is something else."""
        return cls(Learner.load(path))


def from_words(texts: Sequence[str]) -> np.ndarray:
    """Chances (n, 4) of LABELS by words alone; a row's missing share is the chance of none."""
    column = {name: number for number, name in enumerate(NAMES)}
    table = np.zeros((len(NAMES), len(LABELS)))
    for name, weights in EVIDENCE.items():
        table[column[name]] = weights
    scores = np.hstack([wording(texts) @ table, np.full((len(texts), 1), SILENCE)])
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray((scores / scores.sum(axis=1, keepdims=True))[:, : len(LABELS)])


def _chances_for(texts: Sequence[str], classes: Sequence[str]) -> np.ndarray:
    """The words' chances in another set of classes; what they do not know is spread evenly."""
    known = from_words(texts)
    chances = np.zeros((len(texts), len(classes)))
    unknown = [place for place, name in enumerate(classes) if name not in LABELS]
    for place, name in enumerate(classes):
        if name in LABELS:
            chances[:, place] = known[:, LABELS.index(name)]
    rest = 1 - chances.sum(axis=1, keepdims=True)
    spread = unknown or list(range(len(classes)))
    chances[:, spread] += rest / len(spread)
    return chances
