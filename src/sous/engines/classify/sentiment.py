"""How someone felt when they wrote: from their rating, else from what this workspace rated before.

Silence is an answer. A rating speaks for itself; without one, a classifier trained on the
workspace's own rated or labelled texts speaks where it would be right four times in five; without
such a classifier only plain words of delight or anger are taken at their word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sous.engines.classify.learner import Learner
from sous.engines.classify.report import Report
from sous.engines.classify.wording import NAMES, TELLS_LITTLE, plain, wording

LABELS = ("negative", "neutral", "positive")
RIGHT = 0.8


@dataclass(frozen=True)
class Reading:
    """`value` −1…1, `label` of LABELS, the `chance` that it is right, `basis` rating/model/words.

    For words, `chance` is the share that was right on public app reviews, not on this workspace.
    """

    value: float
    label: str
    chance: float
    basis: str


@dataclass(frozen=True)
class Scale:
    """A rating scale and where its verdicts change: up to `negative`, and from `positive` on."""

    low: float
    high: float
    negative: float
    positive: float

    def read(self, rating: float) -> Reading | None:
        """What a rating says; None when it lies off the scale."""
        if not self.low <= rating <= self.high:
            return None
        value = 2 * (rating - self.low) / (self.high - self.low) - 1
        label = LABELS[1 + (rating >= self.positive) - (rating <= self.negative)]
        return Reading(round(value, 4), label, 1.0, "rating")


STARS = Scale(1, 5, negative=2, positive=4)
RECOMMEND = Scale(0, 10, negative=6, positive=9)  # net promoter: detractors, passives, promoters
TEN = Scale(1, 10, negative=4, positive=7)
SEVEN = Scale(1, 7, negative=3, positive=5)
THREE = Scale(1, 3, negative=1, positive=3)
THUMBS = Scale(0, 1, negative=0, positive=1)
HUNDRED = Scale(0, 100, negative=40, positive=70)
SCALES = {
    "stars": STARS,
    "nps": RECOMMEND,
    "ten": TEN,
    "seven": SEVEN,
    "three": THREE,
    "thumbs": THUMBS,
    "hundred": HUNDRED,
}


def guess_scale(ratings: Sequence[float | None]) -> Scale | None:
    """The scale these ratings were most likely given on; None when there are none or they fit none.

    Only what is certain is used: the highest and lowest seen. Name the scale where it is known.
    """
    seen = [float(rating) for rating in ratings if rating is not None]
    if not seen or min(seen) < 0:
        return None
    top, bottom = max(seen), min(seen)
    if top <= 1:
        return THUMBS if bottom == 0 else STARS
    if top <= 5:
        return STARS if bottom >= 1 else Scale(0, 5, negative=2, positive=4)
    if top <= 7 and bottom >= 1:
        return SEVEN
    if top <= 10:
        return TEN if bottom >= 1 else RECOMMEND
    return HUNDRED if top <= 100 else None


class Sentiment:
    """Reads texts. `Sentiment()` knows ratings and plain words; `train` teaches it the rest."""

    def __init__(self, learner: Learner | None = None) -> None:
        self._learner = learner

    @property
    def report(self) -> Report | None:
        """Its error on held-out texts; None while nothing was learnt."""
        return self._learner.report if self._learner else None

    @classmethod
    def train(
        cls, texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str | None]
    ) -> Sentiment:
        """Learn from labels (of LABELS; None is skipped). Too few leave it as `Sentiment()`.

        `vectors` float32 (n, d), rows of length one; the same encoder must be used in `read`.
        """
        known = np.array([i for i, label in enumerate(labels) if label in LABELS], np.int64)
        learner = Learner.fit(
            [texts[i] for i in known],
            vectors[known],
            [str(labels[i]) for i in known],
            classes=LABELS,
            right=RIGHT,
        )
        return cls(learner)

    def read(
        self,
        texts: Sequence[str],
        vectors: np.ndarray | None = None,
        *,
        ratings: Sequence[float | None] | None = None,
        scale: Scale | None = None,
    ) -> list[Reading | None]:
        """One reading per text, None where it does not know.

        `ratings` with their `scale` win over words (scale guessed when not given). Without
        `vectors` nothing learnt is used.
        """
        found: list[Reading | None] = [None] * len(texts)
        if ratings is not None and (scale := scale or guess_scale(ratings)):
            found = [None if rating is None else scale.read(rating) for rating in ratings]
        open_places = [i for i, one in enumerate(found) if one is None and texts[i].strip()]
        some = [texts[i] for i in open_places]
        if self._learner and vectors is not None and some:
            readings = self._learnt(some, vectors[open_places])
        else:
            readings = from_words(some)
        for place, reading in zip(open_places, readings, strict=True):
            found[place] = reading
        return found

    def _learnt(self, texts: Sequence[str], vectors: np.ndarray) -> list[Reading | None]:
        assert self._learner is not None
        chances = self._learner.chances(texts, vectors)
        return [
            Reading(
                round(float(row[2] - row[0]), 4),
                LABELS[int(row.argmax())],
                float(row.max()),
                "model",
            )
            if row.max() >= self._learner.threshold
            else None
            for row in chances
        ]

    def save(self, path: Path) -> None:
        """Write what was learnt to one file. Raises ValueError when nothing was."""
        if self._learner is None:
            raise ValueError("There is nothing learnt to save.")
        self._learner.save(path)

    @classmethod
    def load(cls, path: Path) -> Sentiment:
        """Read what `save` wrote. Raises ClassifyError when it is something else."""
        return cls(Learner.load(path))


# Measured on 12,000 public app reviews in English and French against their stars: of the texts that
# `from_words` spoke on, this share was right (bench/classify.py prints it).
WORDS_RIGHT = 0.94


def from_words(texts: Sequence[str]) -> list[Reading | None]:
    """Readings from words that leave no doubt, all of one kind and none negated; else None."""
    if not texts:
        return []
    column = {name: number for number, name in enumerate(NAMES)}
    counts = np.expm1(wording([TELLS_LITTLE.sub("_", plain(text)) for text in texts]))
    good = counts[:, column["praise"]] + counts[:, column["smiles"]]
    bad = counts[:, column["negative"]] + counts[:, column["frowns"]]
    doubt = counts[:, column["negators"]] + counts[:, column["question marks"]]
    problem, wish = counts[:, column["problem"]], counts[:, column["request"]]
    short = counts[:, column["length"]] * 100
    readings: list[Reading | None] = []
    for row in range(len(texts)):
        if good[row] and not (bad[row] or doubt[row] or problem[row] or wish[row]):
            sure = good[row] >= 2 or short[row] < 60
            readings.append(Reading(0.7, "positive", WORDS_RIGHT, "words") if sure else None)
        elif bad[row] and not good[row] and not wish[row]:
            readings.append(Reading(-0.7, "negative", WORDS_RIGHT, "words"))
        else:
            readings.append(None)
    return readings
