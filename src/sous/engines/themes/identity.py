"""Themes keep who they are: what was there before, with what people changed, comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sous.engines.themes.edits import Dismiss, Edit, Merge, Move, Pin, Rename, Split
from sous.engines.themes.types import Floats, Ints


@dataclass(frozen=True)
class Previous:
    """What is known from earlier runs, in the caller's own terms.

    `labels` int64 (n,): the theme key of each text now passed, −1 where it has none yet (a new
    text, or one whose theme is to be found again). `names`: theme key → name. `parents`: theme key
    → parent key; `parent_names`: parent key → name. `edits`: everything people changed, oldest
    first; edits that `labels` already show are recognised, so all may be passed every time.
    `regroup`: themes may change parent; otherwise they stay where `parents` has them.
    """

    labels: Any
    names: Mapping[int, str] = field(default_factory=dict)
    parents: Mapping[int, int] = field(default_factory=dict)
    parent_names: Mapping[int, str] = field(default_factory=dict)
    edits: Sequence[Edit] = ()
    regroup: bool = False


@dataclass
class Settled:
    """What `previous` and its edits say before anything is computed.

    `keys` (n,) theme key per text or −1; `open_splits`: splits whose theme has texts that stand in
    no group; `none`: texts that people said belong nowhere; `touched`: themes that people shaped or
    named; `fixed`: texts that people placed.
    """

    keys: Ints
    names: dict[int, str]
    named: set[int]
    dismissed: set[int]
    pinned: set[int]
    none: set[int]
    open_splits: list[Split]
    touched: set[int]
    fixed: set[int]


def settle(previous: Previous, n: int) -> Settled:
    """Replay the edits over the labels. Raises ValueError if the labels do not fit the texts."""
    keys = np.array(previous.labels, dtype=np.int64)
    if keys.shape != (n,):
        raise ValueError(f"previous.labels has shape {keys.shape}, but there are {n} texts")
    state = Settled(keys, dict(previous.names), set(), set(), set(), set(), [], set(), set())
    for edit in previous.edits:
        _replay(edit, state)
    return state


def _replay(edit: Edit, state: Settled) -> None:
    keys = state.keys
    match edit:
        case Merge(old, into):
            keys[np.isin(keys, list(old))] = into
            state.touched.add(into)
        case Split(key, groups):
            fresh = not any((keys == k).any() for k in groups if k != key)
            for group, members in groups.items():
                keys[list(members)] = group
            state.touched |= {key, *groups}
            if fresh:
                state.open_splits.append(edit)
        case Move(text, key):
            keys[text] = key
            state.fixed.add(text)
            state.none.discard(text)
            if key < 0:
                state.none.add(text)
        case Rename(key, name):
            state.names[key] = name
            state.named.add(key)
            state.touched.add(key)
        case Dismiss(key):
            state.dismissed.add(key)
            state.touched.add(key)
        case Pin(key, text):
            if key is not None:
                state.pinned.add(key)
                state.touched.add(key)
            if text is not None:
                state.fixed.add(text)
        case _:
            raise TypeError(f"not an edit: {edit!r}")


def finish_splits(state: Settled, points: Floats, row_of_text: Ints) -> None:
    """Texts of a split theme that stand in no group go to the group with the nearest centre.

    `points` (m, d) are vectors of distinct texts; `row_of_text` (n,) says which of them each text
    is, −1 for none.
    """
    for split in state.open_splits:
        listed = {g: np.asarray(m, dtype=np.int64) for g, m in split.groups.items()}
        shown = {g: row_of_text[m][row_of_text[m] >= 0] for g, m in listed.items()}
        shown = {g: rows for g, rows in shown.items() if len(rows)}
        rest = np.flatnonzero((state.keys == split.key) & (row_of_text >= 0))
        rest = np.setdiff1d(rest, np.concatenate([*listed.values(), rest[:0]]))
        if len(rest) and shown:
            centres = np.stack([points[rows].mean(axis=0) for rows in shown.values()])
            nearest = (points[row_of_text[rest]] @ centres.T).argmax(axis=1)
            state.keys[rest] = np.array(list(shown))[nearest]
