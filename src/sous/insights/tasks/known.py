"""What a build must respect: where items stand, what themes are called, what people decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sous.engines import themes, vectors
from sous.insights.choices import EditKind, ThemeState
from sous.insights.models import EditedItem, Membership, Theme, ThemeEdit

if TYPE_CHECKING:
    from sous.insights.tasks.build import Corpus

Places = Mapping[int, int]
MOST_COMPARED = 300_000


def previous_for(place: Places, n: int) -> tuple[themes.Previous | None, dict[int, int | None]]:
    """What the engine is to remember, and the theme of every item that has a membership.

    ``place`` maps an item to its index in the corpus of ``n`` texts.
    """
    shown = [ThemeState.ACTIVE, ThemeState.DISMISSED]
    leaves = Theme.objects.filter(is_group=False, state__in=shown)
    names = dict(leaves.values_list("pk", "name"))
    standing: dict[int, int | None] = {}
    labels = np.full(n, -1, np.int64)
    rows = Membership.objects.order_by("pk").values_list("pk", "theme_id")
    for item, theme in rows.iterator(chunk_size=5_000):
        standing[item] = theme
        if theme in names and item in place:
            labels[place[item]] = theme
    if not names:
        return None, standing
    groups = Theme.objects.filter(is_group=True, state=ThemeState.ACTIVE)
    previous = themes.Previous(
        labels=labels,
        names=names,
        parents={pk: up for pk, up in leaves.values_list("pk", "parent_id") if up is not None},
        parent_names=dict(groups.values_list("pk", "name")),
        edits=law(place, set(names)),
    )
    return previous, standing


def law(place: Places, known: set[int]) -> list[themes.Edit]:
    """Every edit that stands, oldest first, as the engine understands it."""
    found: list[themes.Edit] = []
    edits = ThemeEdit.objects.filter(undone_at=None).order_by("pk")
    moved: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    kinds = [EditKind.SPLIT, EditKind.MOVE, EditKind.CONFIRM]
    rows = EditedItem.objects.filter(edit__undone_at=None, edit__kind__in=kinds)
    for edit_id, item, after in rows.order_by("pk").values_list("edit_id", "item_id", "after_id"):
        if item in place:
            moved[edit_id].append((place[item], after))
    dismissed: set[int] = set()
    pinned: set[int] = set()
    for edit in edits:
        match edit.kind:
            case EditKind.MERGE:
                found.append(themes.Merge((edit.theme_id, *edit.others), into=edit.theme_id))
            case EditKind.SPLIT:
                found += _split(edit, moved[edit.pk])
            case EditKind.MOVE | EditKind.CONFIRM:
                found += [
                    themes.Move(text, -1 if after is None else after)
                    for text, after in moved[edit.pk]
                    if after is None or after in known
                ]
            case EditKind.RENAME:
                if edit.theme_id in known:
                    found.append(themes.Rename(edit.theme_id, str(edit.after["name"])))
            case EditKind.DISMISS | EditKind.RESTORE:
                (dismissed.add if edit.kind == EditKind.DISMISS else dismissed.discard)(
                    edit.theme_id
                )
            case EditKind.PIN | EditKind.UNPIN:
                (pinned.add if edit.kind == EditKind.PIN else pinned.discard)(edit.theme_id)
    found += [themes.Dismiss(key) for key in sorted(dismissed & known)]
    found += [themes.Pin(key=key) for key in sorted(pinned & known)]
    return found


def _split(edit: ThemeEdit, moved: list[tuple[int, int | None]]) -> list[themes.Edit]:
    groups: dict[int, list[int]] = {}
    for text, after in moved:
        if after is not None:
            groups.setdefault(after, []).append(text)
    return [themes.Split(edit.theme_id, groups)] if groups else []


def twins_of(corpus: Corpus) -> dict[int, int]:
    """Near-duplicates: item → the first item that says the same, for items that are not first.

    Of larger corpora than ``MOST_COMPARED`` nothing but word-for-word repetitions is known, found
    as items arrive.
    """
    rows = vectors.dequantise(corpus.vectors, corpus.vectors.shape[1])
    first = vectors.near_duplicates(list(corpus), rows)
    return {
        int(corpus.ids[index]): int(corpus.ids[root])
        for index, root in enumerate(first.tolist())
        if root != index
    }
