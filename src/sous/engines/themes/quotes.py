"""The quotes that prove a theme: central, readable, and not all saying the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sous.engines.themes.types import Floats, Ints

QUOTES = 5
CANDIDATES = 60
LIKENESS = 0.5  # how much being like an earlier quote costs


def choose_quotes(
    texts: Sequence[str], vectors: Floats, closeness: Floats, members: Ints
) -> tuple[int, ...]:
    """Up to five of `members` (indices), by maximal marginal relevance.

    Carbonell, Goldstein (1998), "The use of MMR". `closeness` (n,): how typical each text is.
    Texts of 30 to 250 characters are preferred: long enough to say it, short enough to read.
    """
    length = np.array([len(texts[i]) for i in members])
    comfort = np.minimum(1.0, length / 30) * np.minimum(1.0, 250 / np.maximum(length, 1))
    worth = closeness[members] * (0.6 + 0.4 * comfort)
    order = members[np.lexsort((members, -worth))][:CANDIDATES]
    value = {int(i): float(w) for i, w in zip(members, worth, strict=True)}
    chosen: list[int] = []
    rest = [int(i) for i in order]
    while rest and len(chosen) < QUOTES:
        if chosen:
            like = (vectors[rest] @ vectors[chosen].T).max(axis=1)
            keep = like < 0.97
            if not keep.any():
                break
            gain = [value[i] - LIKENESS * float(s) for i, s in zip(rest, like, strict=True)]
            best = max((k for k in range(len(rest)) if keep[k]), key=lambda k: (gain[k], -rest[k]))
        else:
            best = 0
        chosen.append(rest.pop(best))
    return tuple(chosen)
