"""Nearest items by meaning, over the vectors that are stored once for all uses.

Up to ``EXACT`` items each process holds the vectors and compares with all. Beyond, an index in the
data folder answers, kept in the background; what was understood since it was written, its tail, is
held and compared exactly. Whatever is found is compared once more with what the database has now,
so that nothing is shown that was erased, and nothing at its former place.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db.models import Count, Max, QuerySet

from sous.engines.vectors import Index, ModelUnusable
from sous.engines.vectors.index import compare, lengths_of
from sous.insights import rules
from sous.insights.models import ItemVector

EXACT = 20_000
# The tail that a process holds at most, newest first: 15 MB. It is only ever that long while a
# large import is being understood faster than it is indexed.
MOST_HELD = 40_000
CHUNK = 800


@dataclass
class _Tail:
    """What the index of a model does not hold: ids with their int8 rows, in no order."""

    model: str = ""
    since: str = ""
    state: tuple[object, ...] = ()
    kept: dict[int, datetime | None] = field(default_factory=dict)
    ids: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    rows: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.int8))
    lengths: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float32))


_lock = threading.Lock()
_tail = _Tail()
_index: tuple[Path, Index] | None = None


def index_folder() -> Path:
    """Where the index lies."""
    folder = Path(settings.DATA) / "index"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def opened_index(model: str) -> Index | None:
    """The index of a model as it is now; None where there is none."""
    global _index
    folder = index_folder()
    with _lock:
        if _index is None or _index[0] != folder or not _index[1].is_current():
            _index = None
            try:
                index = Index.open(folder)
            except (OSError, ModelUnusable):
                return None
            if index is None:
                return None
            _index = (folder, index)
        found = _index[1]
    return found if found.about.get("model") == model else None


def nearest_items(vector: np.ndarray, model: str, k: int) -> list[tuple[int, float]]:
    """``(item, cosine)`` of the ``k`` nearest items, nearest first; ties go to the older item."""
    some = k + k // 4 + 8  # more than asked for: a few may be gone, or be elsewhere by now
    found = nearest_stored(vector[None, :], model, some)[0]
    alike = cosines_now(vector, model, found)
    ranked = sorted(alike.items(), key=lambda pair: (-pair[1], pair[0]))
    return ranked[:k]


def nearest_stored(
    vectors: np.ndarray, model: str, k: int, *, look_at: int | None = None
) -> list[list[int]]:
    """For each float32 row the items that were nearest when they were stored, in no order.

    ``look_at``: how much of the index is compared, see the engine. Some may be gone by now.
    """
    index = opened_index(model)
    tail = _fresh(model, index)
    found = []
    alike = _against(tail, vectors)
    for place, vector in enumerate(vectors):
        ids: list[int] = []
        if index is not None:
            ids += index.search(vector, k, look_at=look_at)[0].tolist()
        if len(tail.ids):
            some = min(k, len(tail.ids))
            best = np.argpartition(-alike[:, place], some - 1)[:some]
            ids += tail.ids[best].tolist()
        found.append(list(dict.fromkeys(ids)))
    return found


def _against(tail: _Tail, vectors: np.ndarray) -> np.ndarray:
    """Cosines (rows of the tail, vectors)."""
    vectors = np.ascontiguousarray(vectors, np.float32)
    found = np.empty((len(tail.ids), len(vectors)), np.float32)
    if len(vectors) == 1 and len(found):
        found[:, 0] = compare(vectors[0], [tail.rows]) / tail.lengths
        return found
    for start in range(0, len(found), 4_096):
        some = slice(start, start + 4_096)
        found[some] = tail.rows[some].astype(np.float32) @ vectors.T
        found[some] /= tail.lengths[some, None]
    return found


def cosines_now(vector: np.ndarray, model: str, ids: Sequence[int]) -> dict[int, float]:
    """Item → cosine, by the vectors as the database has them; what is gone is left out."""
    stored = list(_data_of(model, ids))
    if not stored:
        return {}
    rows = rules.unit(rules.unpack([data for _, data in stored], len(vector)))
    alike = compare(np.ascontiguousarray(vector, np.float32), [rows])
    return {pk: float(value) for (pk, _), value in zip(stored, alike, strict=True)}


def _data_of(model: str, ids: Sequence[int]) -> Iterable[tuple[int, bytes]]:
    for start in range(0, len(ids), CHUNK):
        rows = ItemVector.objects.filter(model=model, pk__in=ids[start : start + CHUNK])
        for pk, data in rows.order_by().values_list("pk", "data"):
            yield pk, bytes(data)


def _after(index: Index | None) -> tuple[str, QuerySet[ItemVector]]:
    """What the index does not hold, and a word that tells one such set from another."""
    rows = ItemVector.objects.order_by()
    if index is None:
        return "", rows
    if since := index.about.get("since"):
        return since, rows.filter(kept_at__gte=datetime.fromisoformat(since))
    cursor = int(index.about["cursor"])  # the first build is under way, in the order of ids
    return f"from {cursor}", rows.filter(pk__gt=cursor)


def _fresh(model: str, index: Index | None) -> _Tail:
    """The tail as it is now. One short look tells whether anything was added or taken away."""
    global _tail
    since, rows = _after(index)
    with _lock:
        about = rows.aggregate(n=Count("*"), newest=Max("kept_at"))
        state = (about["n"], about["newest"])
        if (_tail.model, _tail.since, _tail.state) == (model, since, state):
            return _tail
        order = "-kept_at" if index is not None and index.about.get("since") else "-pk"
        now = dict(
            rows.filter(model=model).order_by(order).values_list("pk", "kept_at")[:MOST_HELD]
        )
        old = _tail if _tail.model == model else _Tail(model)
        same = [pk for pk, at in old.kept.items() if now.get(pk, "") == at]
        held = np.isin(old.ids, np.array(same, np.int64)) if same else np.zeros(len(old.ids), bool)
        missing = sorted(set(now) - set(same))
        new = list(_data_of(model, missing))
        width = len(new[0][1]) if new else old.rows.shape[1]
        fresh = rules.unpack([data for _, data in new], width)
        kept = old.rows[held] if held.any() else np.zeros((0, width), np.int8)
        # Put together, then switched: whoever searches meanwhile keeps what it has.
        joined = np.concatenate([kept, fresh]) if len(new) else kept
        ids = np.concatenate([old.ids[held], np.array([pk for pk, _ in new], np.int64)])
        _tail = _Tail(model, since, state, now, ids, joined, lengths_of(joined))
        return _tail
