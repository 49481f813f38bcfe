"""One ranking out of several."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def fuse(rankings: Iterable[Sequence[Key]], k: int = 60) -> list[tuple[Key, float]]:
    """Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): (key, score), best first.

    Each ranking lists keys from best to worst; a key scores the sum of 1 / (k + rank), rank from 1.
    Only ranks count, so that scores of different kinds need no common scale. A key that a ranking
    repeats counts once, at its first place. Ties keep the order of first appearance.
    """
    scores: dict[Key, float] = {}
    for ranking in rankings:
        for rank, key in enumerate(dict.fromkeys(ranking), start=1):
            scores[key] = scores.get(key, 0.0) + 1 / (k + rank)
    return sorted(scores.items(), key=lambda pair: -pair[1])
