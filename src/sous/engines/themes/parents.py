"""The upper level: themes grouped by meaning."""

from __future__ import annotations

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from sous.engines.themes.compute import unit
from sous.engines.themes.leiden import by_size
from sous.engines.themes.projection import class_means
from sous.engines.themes.types import Floats, Ints

FEWEST_THEMES = 6
MOSTLY_KNOWN = 0.5  # share of themes with a parent, from which parents stay


def group_themes(centres: Floats, sizes: Ints) -> Ints:
    """A parent number for each theme, from its centre in the space of meaning; −1: no level.

    Ward's linkage (Ward 1963), cut at about the square root of the number of themes.
    """
    themes = len(centres)
    if themes < FEWEST_THEMES:
        return np.full(themes, -1, dtype=np.int64)
    tree = linkage(centres.astype(np.float64), method="ward")
    wanted = max(2, round(float(np.sqrt(themes))))
    return by_size(fcluster(tree, wanted, criterion="maxclust"))


def stay(up: Ints, before: Ints, centres: Floats) -> Ints:
    """`up` (k,), but themes stay under the parent they had `before` (k,), −1 for none; the others
    join the parent with the nearest centre. As found afresh where most themes had no parent.
    """
    had = before >= 0
    if (up < 0).all() or had.mean() < MOSTLY_KNOWN:
        return up
    kept, place = np.unique(before[had], return_inverse=True)
    middles, _ = class_means(centres[had], place, len(kept))
    parents = np.empty(len(up), dtype=np.int64)
    parents[had] = place
    parents[~had] = (centres[~had] @ unit(middles).T).argmax(axis=1)
    return by_size(parents)
