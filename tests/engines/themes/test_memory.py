"""Themes keep who they are, and what people changed holds."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from sous.engines import themes


@pytest.fixture
def first(world):
    return themes.discover(world.texts, vectors=world.vectors)


def grown(world, first, new, **known):
    """The world with `new` texts added, discovered again with what is known."""
    labels = np.concatenate([first.keys, np.full(len(new.texts), -1)])
    previous = themes.Previous(labels=labels, **known)
    return themes.discover(
        [*world.texts, *new.texts],
        vectors=np.vstack([world.vectors, new.vectors]),
        previous=previous,
    )


def rerun(world, first, *edits, labels=None):
    previous = themes.Previous(labels=first.keys if labels is None else labels, edits=edits)
    return themes.discover(world.texts, vectors=world.vectors, previous=previous)


def test_old_texts_keep_their_theme_when_new_ones_come(world, first, maker):
    new = maker.draw(8)
    model = grown(world, first, new)
    assert np.array_equal(model.keys[: len(world.texts)], first.keys)
    truth = np.concatenate([world.truth, new.truth])
    assert adjusted_rand_score(truth, model.labels) > 0.95


def test_names_and_parents_stay(world, first, maker):
    names = {t.key: f"Our {t.key}" for t in first.themes}
    parents = {t.key: first.parents[t.parent].key for t in first.themes if t.parent is not None}
    parent_names = {p.key: f"Group {p.key}" for p in first.parents}
    model = grown(
        world, first, maker.draw(5), names=names, parents=parents, parent_names=parent_names
    )
    assert {t.key: t.name for t in model.themes} == names
    assert {p.name for p in model.parents} <= set(parent_names.values())


def test_themes_stay_under_their_parent_and_new_ones_join_the_nearest(maker):
    world = maker.draw(40, [0, 1, 2, 3, 4])
    first = themes.discover(world.texts, vectors=world.vectors)
    parents = {t.key: 7 if i % 2 else 9 for i, t in enumerate(first.themes)}
    model = grown(world, first, maker.draw(30, [5]), parents=parents)
    above = {t.key: model.parents[t.parent].key for t in model.themes}
    assert len(above) > len(parents)
    assert {key: above[key] for key in parents} == parents
    assert set(above.values()) == {7, 9}


def test_themes_change_parent_where_that_is_asked_for(world, first, maker):
    parents = {t.key: 7 if i % 2 else 9 for i, t in enumerate(first.themes)}
    model = grown(world, first, maker.draw(5), parents=parents, regroup=True)
    together = [tuple(model.themes[c].key for c in p.children) for p in model.parents]
    before = [tuple(first.themes[c].key for c in p.children) for p in first.parents]
    assert sorted(together) == sorted(before)


def test_new_texts_of_a_new_subject_found_a_theme(maker):
    world = maker.draw(40, [0, 1, 2, 3, 4])
    first = themes.discover(world.texts, vectors=world.vectors)
    new = maker.draw(30, [5])
    model = grown(world, first, new)
    founded = set(model.keys[len(world.texts) :].tolist())
    assert len(founded - set(first.keys.tolist())) >= 1
    assert not founded & set(first.keys.tolist())


def test_texts_may_go_and_themes_with_them(world, first):
    stays = first.labels != 0
    previous = themes.Previous(labels=first.keys[stays])
    texts = [t for t, s in zip(world.texts, stays, strict=True) if s]
    model = themes.discover(texts, vectors=world.vectors[stays], previous=previous)
    assert np.array_equal(model.keys, first.keys[stays])
    assert first.themes[0].key not in {t.key for t in model.themes}


def test_much_growth_begins_again_under_the_old_keys(maker):
    small = maker.draw(6)
    first = themes.discover(small.texts, vectors=small.vectors)
    new = maker.draw(60)
    model = grown(small, first, new)
    truth = np.concatenate([small.truth, new.truth])
    assert adjusted_rand_score(truth, model.labels) > 0.95
    assert {t.key for t in model.themes} & {t.key for t in first.themes}


def test_merge_holds_and_can_be_repeated(world, first):
    a, b = first.themes[0].key, first.themes[1].key
    once = rerun(world, first, themes.Merge((a, b), into=a))
    assert np.array_equal(once.keys, np.where(first.keys == b, a, first.keys))
    twice = rerun(world, first, themes.Merge((a, b), into=a), labels=once.keys)
    assert np.array_equal(twice.keys, once.keys)


def test_merge_teaches_where_new_texts_go(world, first, maker):
    a, b = int(first.keys[world.truth == 0][0]), int(first.keys[world.truth == 1][0])
    new = maker.draw(10, [1])
    model = grown(world, first, new, edits=[themes.Merge((a, b), into=a)])
    assert set(model.keys[len(world.texts) :].tolist()) == {a}


def test_split_places_the_texts_it_does_not_name(world, first):
    a, b = int(first.keys[world.truth == 0][0]), int(first.keys[world.truth == 1][0])
    merged = rerun(world, first, themes.Merge((a, b), into=a))
    ones, twos = np.flatnonzero(world.truth == 0), np.flatnonzero(world.truth == 1)
    split = themes.Split(a, {a: ones[:5].tolist(), 99: twos[:5].tolist()})
    model = rerun(world, first, split, labels=merged.keys)
    assert set(model.keys[ones].tolist()) == {a}
    assert set(model.keys[twos].tolist()) == {99}
    again = rerun(world, first, split, labels=model.keys)
    assert np.array_equal(again.keys, model.keys)


def test_move_and_pin_hold(world, first):
    key = first.themes[-1].key
    text = int(np.flatnonzero(first.labels == 0)[0])
    model = rerun(world, first, themes.Move(text, key), themes.Move(text + 1, -1))
    assert model.keys[text] == key
    assert model.keys[text + 1] == -1
    pinned = rerun(world, first, themes.Pin(key=key), themes.Pin(text=0))
    assert {t.key: t.pinned for t in pinned.themes}[key]
    assert np.array_equal(pinned.keys, first.keys)


def test_rename_and_dismiss_are_kept_and_marked(world, first):
    key = first.themes[0].key
    model = rerun(world, first, themes.Rename(key, "Signing in"), themes.Dismiss(key))
    theme = {t.key: t for t in model.themes}[key]
    assert (theme.name, theme.named_by_person, theme.dismissed) == ("Signing in", True, True)
    assert theme.size == first.themes[0].size


def test_new_keys_were_never_used(maker):
    world = maker.draw(40, [0, 1, 2, 3, 4])
    first = themes.discover(world.texts, vectors=world.vectors)
    edits = [themes.Rename(500, "long gone")]
    model = grown(world, first, maker.draw(30, [5]), edits=edits)
    fresh = {t.key for t in model.themes} - {t.key for t in first.themes}
    assert fresh
    assert min(fresh) > 500


def test_labels_must_fit_the_texts(world):
    with pytest.raises(ValueError, match="there are 240 texts"):
        themes.discover(
            world.texts, vectors=world.vectors, previous=themes.Previous(labels=np.zeros(3))
        )
