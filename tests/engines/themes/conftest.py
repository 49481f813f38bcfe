"""A small made-up world: six subjects, each with its words and its place in meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

SUBJECTS = {
    "login": "login password refused account locked reset code sign broken forgot",
    "invoice": "invoice missing amount wrong billing charged tax address receipt month",
    "export": "export csv spreadsheet columns download file rows report data excel",
    "speed": "slow loading seconds wait performance lag spinner freeze timeout dashboard",
    "mobile": "phone android tablet app screen crash touch battery offline install",
    "hours": "opening hours weekend support chat answer waiting monday evening staff",
}
ALL = tuple(range(len(SUBJECTS)))
WIDTH = 48


@dataclass
class World:
    texts: list[str]
    vectors: np.ndarray
    truth: np.ndarray


class Maker:
    """Draws texts about the subjects; every text is another."""

    def __init__(self, seed: int = 7) -> None:
        self.random = np.random.default_rng(seed)
        self.centres = np.random.default_rng(3).standard_normal((len(SUBJECTS), WIDTH))
        self.made = 0

    def draw(self, each: int, subjects: Sequence[int] = ALL) -> World:
        texts, rows, truth = [], [], []
        vocabularies = [words.split() for words in SUBJECTS.values()]
        for subject in subjects:
            for _ in range(each):
                self.made += 1
                said = self.random.choice(vocabularies[subject], 4, replace=False)
                texts.append(f"my {' '.join(said)} is number {self.made}")
                rows.append(self.centres[subject] + 0.5 * self.random.standard_normal(WIDTH))
                truth.append(subject)
        return World(texts, np.array(rows, dtype=np.float32), np.array(truth))

    def noise(self, count: int) -> World:
        texts = [f"{self.random.integers(1 << 40):x} {i}" for i in range(count)]
        rows = self.random.standard_normal((count, WIDTH)) * 1.2
        return World(texts, rows.astype(np.float32), np.full(count, -1))


@pytest.fixture
def maker() -> Maker:
    return Maker()


@pytest.fixture
def world(maker: Maker) -> World:
    return maker.draw(40)
