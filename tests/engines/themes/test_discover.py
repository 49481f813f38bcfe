"""What a discovery returns."""

import importlib

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from sous.engines import themes


def test_discover_finds_the_subjects_that_are_there(world):
    model = themes.discover(world.texts, vectors=world.vectors)
    assert adjusted_rand_score(world.truth, model.labels) > 0.95
    assert [t.index for t in model.themes] == list(range(len(model.themes)))
    sizes = [t.size for t in model.themes]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == len(world.texts)


def test_keys_are_unique_and_follow_labels(world):
    model = themes.discover(world.texts, vectors=world.vectors)
    keys = [t.key for t in model.themes]
    assert len(set(keys)) == len(keys)
    assert [keys[label] for label in model.labels] == model.keys.tolist()


def test_quotes_are_members_and_differ(world):
    model = themes.discover(world.texts, vectors=world.vectors)
    for theme in model.themes:
        assert 1 <= len(theme.quotes) <= 5
        assert len(set(theme.quotes)) == len(theme.quotes)
        assert {int(model.labels[q]) for q in theme.quotes} == {theme.index}


def test_names_are_distinct_words_of_the_theme(world):
    model = themes.discover(world.texts, vectors=world.vectors)
    names = [t.name for t in model.themes]
    assert len({n.casefold() for n in names}) == len(names)
    for theme in model.themes:
        said = " ".join(world.texts[i] for i in np.flatnonzero(model.labels == theme.index))
        assert all(word.casefold() in said for word in theme.name.replace(",", "").split())


def test_parents_hold_each_theme_once(world):
    model = themes.discover(world.texts, vectors=world.vectors)
    held = sorted(child for parent in model.parents for child in parent.children)
    assert held == list(range(len(model.themes)))
    for parent in model.parents:
        assert {model.themes[c].parent for c in parent.children} == {parent.index}
        assert parent.size == sum(model.themes[c].size for c in parent.children)


def test_scores_are_low_for_what_belongs_nowhere(world, maker):
    model = themes.discover(world.texts, vectors=world.vectors)
    strangers = maker.noise(60)
    known = maker.draw(10)
    low = model.assign(strangers.texts, vectors=strangers.vectors).scores
    high = model.assign(known.texts, vectors=known.vectors).scores
    assert np.median(low) < 0.2 < 0.5 < np.median(high)


def test_assign_agrees_with_the_truth_for_new_texts(world, maker):
    model = themes.discover(world.texts, vectors=world.vectors)
    new = maker.draw(15)
    assigned = model.assign(new.texts, vectors=new.vectors)
    assert assigned.labels.dtype == np.int32
    assert assigned.scores.dtype == np.float32
    assert adjusted_rand_score(new.truth, assigned.labels) > 0.95


def test_assign_needs_something():
    model = themes.discover([])
    with pytest.raises(ValueError, match="texts or vectors"):
        model.assign()


def test_vectors_must_fit_the_texts(world):
    with pytest.raises(ValueError, match="239 vectors for 240 texts"):
        themes.discover(world.texts, vectors=world.vectors[:-1])
    with pytest.raises(ValueError, match="two dimensions"):
        themes.discover(world.texts, vectors=world.vectors[:, 0])


def test_texts_may_be_a_stream_and_vectors_a_file(world, tmp_path):
    np.save(tmp_path / "vectors.npy", np.round(world.vectors * 20).astype(np.int8))
    stored = np.load(tmp_path / "vectors.npy", mmap_mode="r")
    model = themes.discover((text for text in world.texts), vectors=stored)
    assert adjusted_rand_score(world.truth, model.labels) > 0.95


def test_a_large_corpus_is_sampled_and_the_rest_assigned(world, monkeypatch):
    module = importlib.import_module("sous.engines.themes.discover")
    monkeypatch.setattr(module, "SAMPLE", 120)
    model = themes.discover(world.texts, vectors=world.vectors)
    assert adjusted_rand_score(world.truth, model.labels) > 0.9
    assert sum(t.size for t in model.themes) == len(world.texts)


def test_progress_is_told(world):
    told = []
    themes.discover(world.texts, vectors=world.vectors, progress=lambda *step: told.append(step))
    assert {what for what, _, _ in told} == {"comparing", "grouping", "assigning"}


def test_texts_alone_are_encoded_here():
    texts = [f"{what} {n}" for what in ("cannot log in", "invoice is wrong") for n in range(8)]
    model = themes.discover(texts)
    assert len(model.labels) == 16
    assert model.judge.projection.matrix.shape[0] == 384
    assert model.assign(["I cannot log in"]).labels[0] == model.labels[0]
