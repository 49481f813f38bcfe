"""Running again: the old texts stay where they are, the new ones join them or found new themes."""

from __future__ import annotations

import numpy as np

from sous.engines.themes.corpus import Corpus
from sous.engines.themes.edits import Merge, Split
from sous.engines.themes.identity import Previous, Settled, finish_splits, settle
from sous.engines.themes.judging import learn_judge
from sous.engines.themes.types import Floats, Ints

FOUNDERS = 5  # new texts that it takes to found a theme
MOSTLY_NEW = 0.7
UNLIKE = 0.5  # their mean score under the old themes, at most


def carry_on(
    previous: Previous, corpus: Corpus, points: Floats, groups: Ints
) -> tuple[Ints, Settled]:
    """Theme keys of the distinct texts looked at (m,), −1 for none, and what was settled.

    `groups` (m,) is what a cold run finds among all texts; it shows where new themes are.
    """
    settled = settle(previous, corpus.size)
    m = len(points)
    row = np.where(corpus.row < m, corpus.row, -1)
    finish_splits(settled, np.arange(m), points, row)
    known = np.full(m, -1, dtype=np.int64)
    has = np.flatnonzero((settled.keys >= 0) & (row >= 0))[::-1]
    known[row[has]] = settled.keys[has]
    if (known < 0).all():
        return groups + next_key(previous), settled
    old_keys, labels = np.unique(known[known >= 0], return_inverse=True)
    index = np.full(m, -1, dtype=np.int64)
    index[known >= 0] = labels
    new = np.flatnonzero(known < 0)
    if len(new):
        judged = learn_judge(points, index)(points[new])
        known[new] = old_keys[judged.labels]
        fresh = next_key(previous)
        is_new = index < 0
        score = np.ones(m)
        score[new] = judged.scores
        for group in range(int(groups.max()) + 1):
            members = np.flatnonzero(groups == group)
            founders = members[is_new[members]]
            if (
                len(founders) >= FOUNDERS
                and len(founders) >= MOSTLY_NEW * len(members)
                and score[founders].mean() <= UNLIKE
            ):
                known[founders] = fresh
                fresh += 1
    return known, settled


def next_key(previous: Previous) -> int:
    """A key that was never used."""
    used = [int(np.max(previous.labels, initial=0)), *previous.names, *previous.parents]
    for edit in previous.edits:
        match edit:
            case Merge(keys, into):
                used += [*keys, into]
            case Split(key, groups):
                used += [key, *groups]
    return max(used, default=0) + 1
