"""What must hold whatever the texts are."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from sous.engines import themes


def test_permuting_texts_permutes_labels(world):
    order = np.random.default_rng(1).permutation(len(world.texts))
    straight = themes.discover(world.texts, vectors=world.vectors)
    mixed = themes.discover([world.texts[i] for i in order], vectors=world.vectors[order])
    assert np.array_equal(mixed.labels, straight.labels[order])
    assert [t.name for t in mixed.themes] == [t.name for t in straight.themes]
    assert np.allclose(mixed.scores, straight.scores[order], atol=1e-5)


def test_duplicates_land_together_and_count(world):
    texts = [*world.texts, *[f"  {t.upper()} " for t in world.texts[:30]]]
    vectors = np.vstack([world.vectors, world.vectors[:30]])
    alone = themes.discover(world.texts, vectors=world.vectors)
    model = themes.discover(texts, vectors=vectors)
    assert np.array_equal(model.labels[-30:], model.labels[:30])
    assert adjusted_rand_score(alone.labels, model.labels[:-30]) == 1.0
    assert sum(t.size for t in model.themes) == len(texts)


def test_noise_does_not_move_the_others(world, maker):
    noise = maker.noise(24)
    alone = themes.discover(world.texts, vectors=world.vectors)
    model = themes.discover(
        [*world.texts, *noise.texts], vectors=np.vstack([world.vectors, noise.vectors])
    )
    assert adjusted_rand_score(alone.labels, model.labels[: len(world.texts)]) > 0.93


def test_another_seed_agrees(world):
    runs = [themes.discover(world.texts, vectors=world.vectors, seed=s) for s in (0, 1)]
    assert adjusted_rand_score(runs[0].labels, runs[1].labels) > 0.93


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=25), st.integers(0, 3))
def test_any_texts_give_a_whole_model(texts, seed):
    vectors = np.random.default_rng(seed).standard_normal((len(texts), 6)).astype(np.float32)
    model = themes.discover(texts, vectors=vectors, seed=seed)
    silent = [not any(c.isprintable() and not c.isspace() for c in t.casefold()) for t in texts]
    assert [label < 0 for label in model.labels] == silent
    assert sum(t.size for t in model.themes) == len(texts) - sum(silent)
    assert all(t.size > 0 and t.quotes for t in model.themes)
    assert ((model.scores >= 0) & (model.scores <= 1)).all()
