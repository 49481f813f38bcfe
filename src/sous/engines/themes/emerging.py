"""New intents in a stream: recent texts that are nearer to each other than to anything known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from sous.engines.themes.compute import in_blocks, steady
from sous.engines.themes.model import ThemeModel
from sous.engines.themes.types import Floats, Ints
from sous.engines.themes.vectors_in import Vectors

FEWEST = 4  # texts that make a flag
NEAREST = 4  # texts that nearness is averaged over
STRANGE = 0.08  # evidence from which a text may found a group
FITTING = 0.05  # evidence from which a text may join one
DOUBT = 0.04  # what one spread of distance from its theme adds to the evidence of a text
ALIKE = 0.55  # mean cosine within a group
WINDOW = 1_500  # recent texts that are compared with each other
MOST_COMPARED = 4_000
WEEK = 604_800.0


@dataclass(frozen=True)
class Emerging:
    """A group of texts that no theme explains.

    `members`: indices into what was passed, earliest first. `since`: when the first was said;
    `per_week`: texts a week from then to the latest text of the stream; `accounts`: who said it,
    most often first; `strength`: mean evidence of its members, 0.08 is little, 0.3 much.
    """

    members: tuple[int, ...]
    since: datetime | None
    per_week: float
    accounts: tuple[str, ...]
    strength: float


def emerging(
    model: ThemeModel,
    vectors: Any,
    *,
    times: Sequence[datetime] | None = None,
    accounts: Sequence[str | None] | None = None,
) -> list[Emerging]:
    """Flag groups of recent texts that belong to no theme of `model`, largest first.

    `vectors` (n, d) are those of the recent texts in the order they came: a few hundred to some
    ten thousand of them, those of known themes included, for it is against them that a new theme
    stands out.

    The evidence of a text is how much nearer (mean cosine) its four nearest recent texts are than
    its four nearest texts of known themes, plus 0.04 for each spread of its theme that it lies
    away from it. Texts with evidence are grouped by average linkage.
    """
    with steady():
        source = Vectors(vectors)
        points = source.at(slice(0, len(source)))
        if len(points) < FEWEST:
            return []
        evidence = strangeness(model, points)
        founders = np.flatnonzero(evidence > STRANGE)
        founders = np.sort(founders[np.argsort(-evidence[founders], kind="stable")][:MOST_COMPARED])
        if len(founders) < FEWEST:
            return []
        groups = _alike(points, founders)
        joined = _joined(points, evidence, groups)
    flags = [_flag(group, evidence, times, accounts) for group in joined]
    return sorted(flags, key=lambda e: (-len(e.members), e.members))


def strangeness(model: ThemeModel, points: Floats) -> Floats:
    """The evidence (n,) that each of `points` (n, d; unit length) belongs to something new.

    The stream is looked through in windows: among more texts each finds nearer ones by chance.
    """
    windows = np.array_split(np.arange(len(points)), max(1, -(-len(points) // WINDOW)))
    among = np.concatenate([_mean_of_nearest(points[w], points[w], itself=True) for w in windows])
    known = _mean_of_nearest(points, model.judge.known_vectors(), itself=False)
    return among - known - DOUBT * model.judge.surprise(points)


def _mean_of_nearest(points: Floats, others: Floats, *, itself: bool) -> Floats:
    k = min(NEAREST, len(others) - itself)
    if k < 1:
        return np.full(len(points), -1.0 if itself else 0.0)
    across = np.ascontiguousarray(others.T)

    def block(rows: slice) -> Floats:
        alike = points[rows] @ across
        if itself:
            alike[np.arange(len(alike)), np.arange(rows.start, rows.stop)] = -1.0
        return np.partition(alike, alike.shape[1] - k, axis=1)[:, -k:].mean(axis=1)

    return np.concatenate(in_blocks(len(points), 512, block))


def _alike(points: Floats, founders: Ints) -> list[Ints]:
    apart = 1.0 - points[founders] @ points[founders].T
    upper = np.maximum(apart[np.triu_indices(len(founders), 1)], 0.0).astype(np.float64)
    number = fcluster(linkage(upper, "average"), 1.0 - ALIKE, "distance")
    groups = [founders[number == g] for g in np.unique(number)]
    return [g for g in groups if len(g) >= FEWEST]


def _joined(points: Floats, evidence: Floats, groups: list[Ints]) -> list[Ints]:
    """The groups, with the texts that fit one of them though they could not have founded it."""
    if not groups:
        return []
    taken = np.zeros(len(points), dtype=bool)
    taken[np.concatenate(groups)] = True
    free = np.flatnonzero((evidence > FITTING) & ~taken)
    if not len(free):
        return groups
    nearness = np.stack([(points[free] @ points[g].T).mean(axis=1) for g in groups], axis=1)
    best = nearness.argmax(axis=1)
    fits = nearness.max(axis=1) >= ALIKE
    return [np.concatenate([g, free[fits & (best == i)]]) for i, g in enumerate(groups)]


def _flag(
    members: Ints,
    evidence: Floats,
    times: Sequence[datetime] | None,
    accounts: Sequence[str | None] | None,
) -> Emerging:
    order = sorted(int(m) for m in members)
    since, per_week = None, 0.0
    if times is not None:
        order.sort(key=lambda m: (times[m], m))
        since = times[order[0]]
        per_week = len(order) / max((max(times) - since).total_seconds() / WEEK, 1 / 7)
    said: dict[str, int] = {}
    for m in order:
        account = accounts[m] if accounts is not None else None
        if account is not None:
            said[account] = said.get(account, 0) + 1
    ranked = tuple(sorted(said, key=lambda a: (-said[a], a)))
    strength = round(float(evidence[members].mean()), 4)
    return Emerging(tuple(order), since, per_week, ranked, strength)
