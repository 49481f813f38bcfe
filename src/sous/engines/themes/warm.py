"""Running again: the old texts stay where they are, the new ones join them or found new themes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sous.engines.themes.corpus import Corpus
from sous.engines.themes.edits import Dismiss, Merge, Move, Pin, Rename, Split
from sous.engines.themes.identity import Previous, Settled, finish_splits, settle
from sous.engines.themes.judging import learn_judge
from sous.engines.themes.types import Floats, Ints

FOUNDERS = 5  # new texts that it takes to found a theme
MOSTLY_NEW = 0.7  # share of new texts in a group that founds a theme
UNLIKE = 0.5  # mean score of the founders under the old themes, at most
KNOWN_ENOUGH = 0.5  # share of known texts below which the themes are found afresh


def carry_on(
    previous: Previous, corpus: Corpus, points: Floats, regroup: Callable[[], Ints]
) -> tuple[Ints, Settled]:
    """Theme keys of the distinct texts looked at (m,), −1 for none, and what was settled.

    `regroup` gives what a cold run finds among all texts (m,): it shows where new themes are.
    """
    settled = settle(previous, corpus.size)
    m = len(points)
    row = np.where(corpus.row < m, corpus.row, -1)
    finish_splits(settled, points, row)
    known = np.full(m, -1, dtype=np.int64)
    has = np.flatnonzero((settled.keys >= 0) & (row >= 0))[::-1]
    known[row[has]] = settled.keys[has]
    fresh = next_key(previous)
    if not (known >= 0).any():
        return regroup() + fresh, settled
    if (known >= 0).mean() < KNOWN_ENOUGH:
        return _begin_again(known, settled, row, regroup(), fresh), settled
    return _join(known, points, regroup, fresh), settled


def _join(known: Ints, points: Floats, regroup: Callable[[], Ints], fresh: int) -> Ints:
    """New texts (−1) go to the old theme they are nearest to, or found new ones together."""
    new = np.flatnonzero(known < 0)
    if not len(new):
        return known
    old_keys, index = np.unique(known[known >= 0], return_inverse=True)
    labels = np.full(len(known), -1, dtype=np.int64)
    labels[known >= 0] = index
    judged = learn_judge(points, labels)(points[new])
    keys = known.copy()
    keys[new] = old_keys[judged.labels]
    if len(new) < FOUNDERS:
        return keys
    score = np.ones(len(known))
    score[new] = judged.scores
    groups = regroup()
    for group in range(int(groups.max()) + 1):
        members = np.flatnonzero(groups == group)
        founders = members[known[members] < 0]
        if (
            len(founders) >= max(FOUNDERS, MOSTLY_NEW * len(members))
            and score[founders].mean() <= UNLIKE
        ):
            keys[founders] = fresh
            fresh += 1
    return keys


def _begin_again(known: Ints, settled: Settled, row: Ints, groups: Ints, fresh: int) -> Ints:
    """Most texts are new: themes as a cold run finds them, under the old keys they overlap with
    most; what people shaped or placed stays."""
    pairs, count = np.unique(
        np.stack([groups[known >= 0], known[known >= 0]]), axis=1, return_counts=True
    )
    given: dict[int, int] = {}
    for place in np.lexsort((pairs[1], pairs[0], -count)):
        group, key = int(pairs[0, place]), int(pairs[1, place])
        if group not in given and key not in given.values():
            given[group] = key
    for group in range(int(groups.max()) + 1):
        if group not in given:
            given[group], fresh = fresh, fresh + 1
    keys = np.array([given[g] for g in range(int(groups.max()) + 1)])[groups]
    shaped = np.isin(known, list(settled.touched))
    keys[shaped] = known[shaped]
    placed = np.array(sorted(settled.fixed), dtype=np.int64)
    placed = placed[row[placed] >= 0]
    placed = placed[settled.keys[placed] >= 0]
    keys[row[placed]] = settled.keys[placed]
    return keys


def next_key(previous: Previous) -> int:
    """A theme key that was never used."""
    used = [int(np.max(previous.labels, initial=0)), *previous.names, *previous.parents]
    for edit in previous.edits:
        match edit:
            case Merge(keys, into):
                used += [*keys, into]
            case Split(key, groups):
                used += [key, *groups]
            case Move(_, key) | Rename(key, _) | Dismiss(key):
                used.append(key)
            case Pin(key, _) if key is not None:
                used.append(key)
    return max(used, default=0) + 1
