"""Putting a model together: names, quotes and parents for groups that are decided."""

from __future__ import annotations

import numpy as np

from sous.engines.themes.compute import unit
from sous.engines.themes.corpus import Corpus
from sous.engines.themes.identity import Previous, Settled
from sous.engines.themes.model import Judge, Parent, Theme, ThemeModel
from sous.engines.themes.naming import Naming, name_groups
from sous.engines.themes.parents import group_themes, stay
from sous.engines.themes.projection import class_means
from sous.engines.themes.quotes import choose_quotes
from sous.engines.themes.types import Floats, Ints


def describe(
    corpus: Corpus,
    points: Floats,
    row_labels: Ints,
    labels: Ints,
    scores: Floats,
    judge: Judge,
    keys: Ints,
    settled: Settled | None,
    previous: Previous | None,
) -> ThemeModel:
    """A ThemeModel from what was decided.

    `row_labels` (m,) themes of the distinct texts looked at, `labels` and `scores` (n,) of all;
    `keys` (k,) of the themes.
    """
    themes_found = len(keys)
    size = np.bincount(labels[labels >= 0], minlength=themes_found)
    namings = name_groups(corpus.texts, row_labels, themes_found, corpus.languages)
    centres = unit(class_means(points, row_labels, themes_found)[0])
    closeness = _closeness(points, centres, row_labels)
    up = group_themes(centres, size)
    if previous and not previous.regroup:
        before = [previous.parents.get(int(key), -1) for key in keys]
        up = stay(up, np.array(before, dtype=np.int64), centres)
    themes = []
    for index in range(themes_found):
        key = int(keys[index])
        name, by_person = _name_of(key, namings[index], settled)
        themes.append(
            Theme(
                index=index,
                key=key,
                name=name,
                keywords=namings[index].keywords,
                size=int(size[index]),
                quotes=_quotes(corpus, points, closeness, np.flatnonzero(row_labels == index)),
                parent=int(up[index]) if up[index] >= 0 else None,
                named_by_person=by_person,
                dismissed=bool(settled and key in settled.dismissed),
                pinned=bool(settled and key in settled.pinned),
            )
        )
    parents = _parents(corpus, points, row_labels, up, size, keys, previous)
    return ThemeModel(tuple(themes), parents, labels, scores, judge)


def _closeness(points: Floats, centres: Floats, labels: Ints) -> Floats:
    """Cosine (m,) of each point to the centre of its group; 0 for those in none."""
    if not len(centres):
        return np.zeros(len(points))
    alike = np.einsum("ij,ij->i", points, centres[labels]).astype(np.float64)
    return np.where(labels >= 0, np.maximum(alike, 0.0), 0.0)


def _name_of(key: int, naming: Naming, settled: Settled | None) -> tuple[str, bool]:
    if settled and key in settled.names:
        return settled.names[key], key in settled.named
    return naming.name, False


def _quotes(corpus: Corpus, points: Floats, closeness: Floats, members: Ints) -> tuple[int, ...]:
    chosen = choose_quotes(corpus.texts, points, closeness, members)
    return tuple(int(corpus.first[i]) for i in chosen)


def _parents(
    corpus: Corpus,
    points: Floats,
    row_labels: Ints,
    up: Ints,
    size: Ints,
    keys: Ints,
    previous: Previous | None,
) -> tuple[Parent, ...]:
    count = int(up.max(initial=-1)) + 1
    if not count:
        return ()
    above = np.where(row_labels >= 0, up[row_labels], -1)
    namings = name_groups(corpus.texts, above, count, corpus.languages)
    centres = unit(class_means(points, above, count)[0])
    closeness = _closeness(points, centres, above)
    parent_keys = _parent_keys(up, size, keys, previous)
    parents = []
    for index in range(count):
        children = np.flatnonzero(up == index)
        known = previous.parent_names.get(parent_keys[index]) if previous else None
        parents.append(
            Parent(
                index=index,
                key=parent_keys[index],
                name=known or namings[index].name,
                keywords=namings[index].keywords,
                size=int(size[children].sum()),
                quotes=_quotes(corpus, points, closeness, np.flatnonzero(above == index)),
                children=tuple(int(c) for c in children),
            )
        )
    return tuple(parents)


def _parent_keys(up: Ints, size: Ints, keys: Ints, previous: Previous | None) -> list[int]:
    """Each parent is the earlier one that most of its texts had, if no larger one claims it."""
    count = int(up.max(initial=-1)) + 1
    known = previous.parents if previous else {}
    fresh = max([*known.values(), *(previous.parent_names if previous else ())], default=0) + 1
    claims = []
    for index in range(count):
        weight: dict[int, int] = {}
        for child in np.flatnonzero(up == index):
            old = known.get(int(keys[child]))
            if old is not None:
                weight[old] = weight.get(old, 0) + int(size[child])
        claims += [(texts, index, old) for old, texts in weight.items()]
    given: dict[int, int] = {}
    for _, index, old in sorted(claims, key=lambda c: (-c[0], c[1], c[2])):
        if index not in given and old not in given.values():
            given[index] = old
    for index in range(count):
        if index not in given:
            given[index], fresh = fresh, fresh + 1
    return [given[i] for i in range(count)]
