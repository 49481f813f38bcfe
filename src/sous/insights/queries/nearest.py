"""Nearest items by meaning, over the vectors that are stored once for all uses.

Up to ``EXACT`` items each process holds the vectors and compares with all. Beyond, a graph index
out of the data folder answers, made in the background; what came since is compared exactly.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import Count, Max

from sous.engines.vectors import ModelUnusable
from sous.insights import rules
from sous.insights.models import ItemVector

EXACT = 20_000


@dataclass
class _Shelf:
    """Vectors in memory: ``ids`` ascending with their rows, all above ``floor``."""

    model: str
    floor: int = 0
    ids: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    rows: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    seen: tuple[int, int] = (-1, -1)  # how many there were, and the last one


_lock = threading.Lock()
_shelf = _Shelf("")
_index: tuple[str, Any] = ("", None)


def index_folder() -> Path:
    """Where the graph index lies."""
    folder = Path(settings.DATA) / "index"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def index_about() -> dict[str, Any]:
    """What the newest index holds: ``file``, ``model``, ``last`` (item), ``count``; {} if none."""
    path = index_folder() / "current.json"
    try:
        found: dict[str, Any] = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return found


def nearest_items(vector: np.ndarray, model: str, k: int) -> list[tuple[int, float]]:
    """``(item, cosine)`` of the ``k`` nearest items, nearest first."""
    index, floor = _loaded(model)
    ids, rows = _fresh(model, floor)
    found: list[tuple[int, float]] = []
    if index is not None:
        keys, cosines = index.search(vector[None, :], k)
        found = [
            (int(key), float(cosine))
            for key, cosine in zip(keys[0], cosines[0], strict=True)
            if key >= 0
        ]
    if len(ids):
        alike = rows @ vector
        some = min(k, len(ids))
        best = np.argpartition(-alike, some - 1)[:some]
        found += [(int(ids[i]), float(alike[i])) for i in best]
    found.sort(key=lambda pair: (-pair[1], pair[0]))
    return found[:k]


def _loaded(model: str) -> tuple[Any, int]:
    """The index of this model and the last item it holds; (None, 0) where there is none."""
    global _index
    about = index_about()
    if not about or about.get("model") != model:
        return None, 0
    with _lock:
        if _index[0] != about["file"]:
            from sous.engines.vectors import Index

            try:
                _index = (about["file"], Index.load(index_folder() / about["file"]))
            except (OSError, ModelUnusable):
                return None, 0
        return _index[1], int(about["last"])


def _fresh(model: str, floor: int) -> tuple[np.ndarray, np.ndarray]:
    """Ids and rows above ``floor`` as they are now, deleted ones left out."""
    global _shelf
    with _lock:
        stored = ItemVector.objects.filter(model=model, pk__gt=floor)
        about = stored.aggregate(n=Count("pk"), last=Max("pk"))
        count, newest = about["n"], about["last"] or 0
        if (_shelf.model, _shelf.floor) != (model, floor):
            _shelf = _Shelf(model, floor)
        if (count, newest) == _shelf.seen:
            return _shelf.ids, _shelf.rows
        last = int(_shelf.ids[-1]) if len(_shelf.ids) else floor
        if len(_shelf.ids) and not stored.filter(pk=last).exists():
            _shelf, last = _Shelf(model, floor), floor  # other rows altogether
        new = list(stored.filter(pk__gt=last).order_by("pk").values_list("pk", "data"))
        if len(_shelf.ids) + len(new) != count:
            _shelf = _Shelf(model, floor)
            new = list(stored.order_by("pk").values_list("pk", "data"))
        if new:
            rows = rules.unit(rules.unpack([bytes(data) for _, data in new]))
            ids = np.array([pk for pk, _ in new], np.int64)
            _shelf.rows = np.vstack([_shelf.rows, rows]) if len(_shelf.ids) else rows
            _shelf.ids = np.concatenate([_shelf.ids, ids])
        _shelf.seen = (count, newest)
        return _shelf.ids, _shelf.rows
