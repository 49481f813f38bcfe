"""MiniLM for English, and texts in other languages beside the English ones of the same meaning.

A text that is plainly not English goes through multilingual-e5-small instead, and from its space
into MiniLM's by one linear map: a complaint in German then lies where the same complaint lies in
English. An English text has exactly the vector that MiniLM gives it. The map was learned once, by
`tools/learn_languages.py`, and is a file of this package: 384 rows that turn, one that shifts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sous.engines.vectors.e5 import E5
from sous.engines.vectors.encoder import MiniLM, unit
from sous.engines.vectors.packaged import E5_WEIGHTS
from sous.engines.vectors.tongue import ENGLISH, UNKNOWN, tongues

MAP = Path(__file__).with_name("e5_to_minilm.npy")


class Multilingual(MiniLM):
    """all-MiniLM-L6-v2, and multilingual-e5-small where a text is not in English.

    The second model is loaded at the first text that needs it.
    """

    name = "all-MiniLM-L6-v2 with multilingual-e5-small, 1"

    def __init__(self, *, threads: int | None = None) -> None:
        super().__init__(threads=threads)
        self._others = E5(threads=threads)
        self._map: np.ndarray | None = None

    @classmethod
    def installed(cls) -> bool:
        """Whether the second model is on this machine."""
        return E5_WEIGHTS.found()

    @property
    def others_loaded(self) -> bool:
        """Whether a text has needed the second model yet."""
        return self._others.loaded

    def for_others(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([code not in (ENGLISH, UNKNOWN) for code in tongues(texts)], bool)

    def _chunk(self, texts: list[str]) -> np.ndarray:
        foreign = self.for_others(texts)
        if not foreign.any():
            return super()._chunk(texts)
        rows = np.empty((len(texts), self.dimensions), np.float32)
        places = np.flatnonzero(foreign)
        rows[places] = self._mapped(self._others.encode([texts[place] for place in places]))
        places = np.flatnonzero(~foreign)
        if len(places):
            rows[places] = super()._chunk([texts[place] for place in places])
        return rows

    def _mapped(self, rows: np.ndarray) -> np.ndarray:
        """From the space of the one model into that of the other; rows of length one."""
        with self._lock:
            if self._map is None:
                self._map = np.load(MAP, allow_pickle=False).astype(np.float32)
        # Row by row: how a product of matrices rounds may depend on how many rows it has.
        turn, shift = self._map[:-1], self._map[-1]
        return unit(np.stack([row @ turn for row in rows]) + shift)


def installed_encoder(*, threads: int | None = None) -> MiniLM:
    """The best encoder that the installed packages make: for all languages, or for English."""
    return (Multilingual if Multilingual.installed() else MiniLM)(threads=threads)
