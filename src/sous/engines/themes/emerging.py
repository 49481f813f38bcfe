"""New intents in a stream: texts that fit no theme, and are like each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from sous.engines.themes.compute import steady
from sous.engines.themes.model import ThemeModel
from sous.engines.themes.types import Floats
from sous.engines.themes.vectors_in import Vectors

FEWEST = 5
DOUBTFUL = 0.5
ALIKE = 0.55


@dataclass(frozen=True)
class Emerging:
    """A group of texts that no theme explains.

    `members`: indices into what was passed, earliest first. `since`: when the first was said;
    `per_week`: texts a week from then to the latest; `accounts`: who said it, most often first.
    """

    members: tuple[int, ...]
    since: datetime | None
    per_week: float
    accounts: tuple[str, ...]
    cohesion: float


def emerging(
    model: ThemeModel,
    vectors: Any,
    *,
    scores: Floats | None = None,
    times: Sequence[datetime] | None = None,
    accounts: Sequence[str | None] | None = None,
) -> list[Emerging]:
    """Flag groups of recent texts that belong to no theme of `model`, largest first.

    `vectors` (n, d) of the recent texts. `scores` (n,) as assigned; computed here if absent.
    """
    with steady():
        points = Vectors(vectors)
        everything = points.at(slice(0, len(points)))
        if scores is None:
            scores = model.judge(everything).scores
        odd = np.flatnonzero(np.asarray(scores) < DOUBTFUL)
        if len(odd) < FEWEST:
            return []
        alike = everything[odd] @ everything[odd].T
        linked = sp.csr_matrix(alike >= ALIKE)
        _, group = connected_components(linked, directed=False)
    found = []
    for number in range(int(group.max()) + 1):
        inside = np.flatnonzero(group == number)
        if len(inside) >= FEWEST:
            cohesion = float(alike[np.ix_(inside, inside)].mean())
            found.append(_flag(odd[inside], times, accounts, cohesion))
    return sorted(found, key=lambda e: (-len(e.members), e.members))


def _flag(
    members: np.ndarray,
    times: Sequence[datetime] | None,
    accounts: Sequence[str | None] | None,
    cohesion: float,
) -> Emerging:
    order = [int(m) for m in members]
    since, per_week = None, 0.0
    if times is not None:
        order.sort(key=lambda m: (times[m], m))
        since = times[order[0]]
        weeks = max((times[order[-1]] - since).total_seconds() / 604_800, 1 / 7)
        per_week = len(order) / weeks
    names: dict[str, int] = {}
    for m in order:
        account = accounts[m] if accounts is not None else None
        if account is not None:
            names[account] = names.get(account, 0) + 1
    ranked = tuple(sorted(names, key=lambda a: (-names[a], a)))
    return Emerging(tuple(order), since, per_week, ranked, cohesion)
