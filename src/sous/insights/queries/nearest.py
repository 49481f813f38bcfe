"""Nearest items by meaning, over the vectors that are stored once for all uses.

Each process keeps the vectors of the newest build of the index in memory and adds what is new. Up
to ``EXACT`` items the search is exact; beyond, a graph index does it (see ``tasks.index``).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import numpy as np

from sous.insights import rules
from sous.insights.models import ItemVector

EXACT = 50_000
CHUNK = 5_000


@dataclass
class _Shelf:
    """The vectors of one encoder, in memory: ``ids`` ascending with their rows."""

    model: str
    ids: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    rows: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    count: int = -1


_lock = threading.Lock()
_shelf = _Shelf("")


def nearest_items(vector: np.ndarray, model: str, k: int) -> list[tuple[int, float]]:
    """``(item, cosine)`` of the ``k`` nearest items, nearest first."""
    ids, rows = _fresh(model)
    if not len(ids):
        return []
    alike = rows @ vector
    k = min(k, len(ids))
    best = np.argpartition(-alike, k - 1)[:k]
    best = best[np.lexsort((ids[best], -alike[best]))]
    return [(int(ids[i]), float(alike[i])) for i in best]


def _fresh(model: str) -> tuple[np.ndarray, np.ndarray]:
    """Ids and rows as they are now. Deleted items leave when their number no longer fits."""
    global _shelf
    with _lock:
        stored = ItemVector.objects.filter(model=model)
        count = stored.count()
        if _shelf.model != model:
            _shelf = _Shelf(model)
        if count == _shelf.count:
            return _shelf.ids, _shelf.rows
        last = int(_shelf.ids[-1]) if len(_shelf.ids) else 0
        new = list(stored.filter(pk__gt=last).order_by("pk").values_list("pk", "data"))
        if len(_shelf.ids) + len(new) != count:
            _shelf = _Shelf(model)
            new = list(stored.order_by("pk").values_list("pk", "data"))
        if new:
            rows = rules.unit(rules.unpack([bytes(data) for _, data in new]))
            ids = np.array([pk for pk, _ in new], np.int64)
            _shelf.rows = np.vstack([_shelf.rows, rows]) if len(_shelf.ids) else rows
            _shelf.ids = np.concatenate([_shelf.ids, ids])
        _shelf.count = count
        return _shelf.ids, _shelf.rows
