"""Near-duplicates of what has just arrived: found through the index, verified word by word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sous.engines.vectors.duplicates import near_duplicates, same_message
from sous.feedback.choices import TriageState
from sous.feedback.models import Item
from sous.insights import rules
from sous.insights.models import ItemVector
from sous.insights.queries.nearest import nearest_stored

NEIGHBOURS = 5
LOOK_AT = 2_000  # what says nearly the same lies in the same cell, or in the next
CHUNK = 400


def near_twins(
    ids: Sequence[int], texts: Sequence[str], vectors: np.ndarray, model: str
) -> dict[int, int]:
    """Item → the first item that says nearly the same; nothing for those that say something new.

    ``texts`` and ``vectors`` (float32, length one) are those of the items.
    """
    among = near_duplicates(texts, vectors)
    near = nearest_stored(vectors, model, NEIGHBOURS, look_at=LOOK_AT)
    known = _texts({pk for found in near for pk in found} - set(ids))
    roots = dict(ItemVector.objects.filter(pk__in=list(known)).order_by().values_list("pk", "twin"))
    twins: dict[int, int] = {}
    for place, (pk, text, found) in enumerate(zip(ids, texts, near, strict=True)):
        first = int(among[place])
        same = [each for each in sorted(found) if each in known and same_message(text, known[each])]
        if same:
            twins[pk] = roots.get(same[0], same[0])
        elif first != place:
            twins[pk] = twins.get(ids[first], ids[first])
    return twins


def _texts(ids: set[int]) -> dict[int, str]:
    wanted, found = sorted(ids), {}
    for start in range(0, len(wanted), CHUNK):
        items = Item.objects.filter(pk__in=wanted[start : start + CHUNK])
        items = items.exclude(state=TriageState.SPAM).order_by()
        for pk, title, text in items.values_list("pk", "title", "text"):
            found[pk] = rules.meaning_of(title, text)
    return found
