import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sous.engines.vectors import FastEncoder, ModelUnusable, encode, encode_many
from sous.engines.vectors.fast import fair_sample

THINGS = ["card", "app", "invoice", "refund", "parcel", "login", "report", "calendar", "camera"]
THINGS += ["password"]
TROUBLES = [
    "the {} does not work",
    "where can I find my {}",
    "please add a dark {}",
    "I love the new {}",
    "my {} has been lost since monday",
    "how do I change the {} on my phone",
    "the {} is far too expensive",
    "cancel the {} now",
]
TEXTS = [trouble.format(thing) for thing in THINGS for trouble in TROUBLES]


@pytest.fixture(scope="module")
def fitted() -> FastEncoder:
    return FastEncoder.fit(TEXTS)


def test_fast_vectors_lie_near_those_they_imitate(fitted):
    fast, full = fitted.encode(TEXTS), encode(TEXTS)
    assert fast.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(fast, axis=1), 1, atol=1e-5)
    assert (fast * full).sum(axis=1).mean() > 0.9


def test_unseen_texts_of_the_same_kind_are_placed_well(fitted):
    unseen = ["where can I find the parcel", "the camera does not work now", "I love my calendar"]
    assert (fitted.encode(unseen) * encode(unseen)).sum(axis=1).min() > 0.7


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=40), max_size=8))
def test_a_fast_vector_depends_on_its_text_alone(fitted, some):
    together = fitted.encode([*TEXTS[:3], *some])[3:]
    alone = [fitted.encode([text])[0] for text in some]
    np.testing.assert_array_equal(together, np.array(alone).reshape(-1, 384))


def test_streams_and_lists_agree_and_report(fitted):
    seen = []
    listed = fitted.encode(TEXTS, progress=lambda *step: seen.append(step))
    assert seen == [(80, 80)]
    assert np.array_equal(fitted.encode(iter(TEXTS)), listed)
    assert fitted.encode(iter([])).shape == (0, 384)


def test_saved_and_loaded_it_gives_the_same(fitted, tmp_path):
    fitted.save(tmp_path / "fast.npz")
    again = FastEncoder.load(tmp_path / "fast.npz")
    assert [file.name for file in tmp_path.iterdir()] == ["fast.npz"]
    assert again.name == fitted.name
    assert np.array_equal(again.encode(TEXTS), fitted.encode(TEXTS))


def test_encode_many_is_exact_for_few_and_imitates_for_many():
    assert np.array_equal(encode_many(TEXTS), encode(TEXTS))
    many = encode_many(TEXTS, sample=40, exact_up_to=50)
    assert many.shape == (80, 384)
    assert (many * encode(TEXTS)).sum(axis=1).mean() > 0.8


def test_degenerate_samples():
    with pytest.raises(ModelUnusable):
        FastEncoder.fit([])
    same = FastEncoder.fit(["ok", "ok", ""]).encode(["ok", "", "something else"])
    np.testing.assert_allclose(np.linalg.norm(same, axis=1), 1, atol=1e-5)


def test_a_sample_is_fair_whatever_the_order():
    many = [f"text {number}" for number in range(500)]
    sample = fair_sample(many, 20)
    assert len(set(sample)) == 20
    assert fair_sample(reversed(many * 2), 20) == sample
    assert sorted(fair_sample(["a", "a", "b"], 5)) == ["a", "b"]
    assert 150 < np.mean([int(text.split()[1]) for text in fair_sample(many, 100)]) < 350


def test_many_texts_in_another_order_have_the_same_vectors():
    one = encode_many(TEXTS, sample=30, exact_up_to=50)
    other = encode_many(TEXTS[::-1], sample=30, exact_up_to=50)
    assert np.array_equal(one, other[::-1])
