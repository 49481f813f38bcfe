"""The upper level: themes grouped by meaning."""

from __future__ import annotations

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from sous.engines.themes.leiden import by_size
from sous.engines.themes.types import Floats, Ints

FEWEST_THEMES = 6


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
