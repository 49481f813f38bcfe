"""Inputs that nobody wishes for."""

import numpy as np
import pytest

from sous.engines import themes

ODD = [
    "😡😡😡",
    "👍🏽 merci !",
    "שלום, החשבונית שגויה",
    "الفاتورة غير صحيحة",
    "請求書が間違っています",
    "\x00\x07 bell and nul",
    "‮reversed",
    "\ud800 lone surrogate",
    "a" * 100_000,
    "word " * 20_000,
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
]


def vectors_for(count: int) -> np.ndarray:
    return np.random.default_rng(0).standard_normal((count, 16)).astype(np.float32)


def test_nothing_has_no_themes():
    model = themes.discover([])
    assert (model.labels.tolist(), model.scores.tolist()) == ([], [])
    assert (model.themes, model.parents) == ((), ())
    assert model.assign(vectors=vectors_for(2)).labels.tolist() == [-1, -1]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7])
def test_a_few_texts_have_themes(count):
    texts = [f"text number {i}" for i in range(count)]
    model = themes.discover(texts, vectors=vectors_for(count))
    assert (model.labels >= 0).all()
    assert sum(t.size for t in model.themes) == count


def test_all_equal_is_one_theme():
    model = themes.discover(["the same"] * 50, vectors=np.ones((50, 8)))
    assert model.labels.tolist() == [0] * 50
    assert [(t.size, t.quotes) for t in model.themes] == [(50, (0,))]


def test_equal_vectors_of_different_texts_are_grouped():
    texts = [f"text {i}" for i in range(60)]
    model = themes.discover(texts, vectors=np.ones((60, 8)))
    assert (model.labels >= 0).all()


def test_texts_that_say_nothing_belong_nowhere():
    texts = ["", None, "   ", "\n\t", "\x00\x01", "​", "but this does", "and so does this"]
    model = themes.discover(texts, vectors=vectors_for(8))
    assert model.labels[:6].tolist() == [-1] * 6
    assert model.scores[:6].tolist() == [0.0] * 6
    assert (model.labels[6:] >= 0).all()
    assert model.assign(["", "but this does"], vectors=vectors_for(2)).labels[0] == -1


def test_only_silence_has_no_themes():
    model = themes.discover(["", " "], vectors=vectors_for(2))
    assert model.themes == ()
    assert model.labels.tolist() == [-1, -1]


def test_odd_texts_are_taken_as_they_are():
    model = themes.discover(ODD * 3, vectors=np.tile(vectors_for(len(ODD)), (3, 1)))
    assert (model.labels >= 0).all()
    assert all(t.name for t in model.themes)
    assert np.array_equal(model.labels[: len(ODD)], model.labels[len(ODD) : 2 * len(ODD)])


def test_broken_vectors_count_as_nothing():
    vectors = vectors_for(20)
    vectors[3] = np.nan
    vectors[4] = np.inf
    vectors[5] = 0
    model = themes.discover([f"text {i}" for i in range(20)], vectors=vectors)
    assert (model.labels >= 0).all()
    assert np.isfinite(model.scores).all()
