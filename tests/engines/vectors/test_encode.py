import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sous.engines.vectors import (
    ModelDamaged,
    ModelMissing,
    default_encoder,
    encode,
    installed_encoder,
)
from sous.engines.vectors.packaged import PinnedFile, read_verified

HOSTILE = [
    "",
    " ",
    "\x00\x01\x1b[31m",
    "😀" * 300,
    "مرحبا بالعالم، التطبيق لا يعمل",
    "שלום עולם",
    "\ud800 broken \udfff",
    "a" * 100_000,
    "word " * 20_000,
    "\u202e\u200b\ufeff",
    "naïve café — l'appli plante",
]
COMPANIONS = ["ok", "the card has not arrived yet and I am worried about it", "x " * 90, ""]

texts = st.text(st.characters(codec=None, categories=None, exclude_categories=()), max_size=60)


def test_encode_gives_unit_rows_of_384_float32():
    vectors = encode(HOSTILE)
    assert (vectors.shape, vectors.dtype) == ((len(HOSTILE), 384), np.float32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_encode_nothing_gives_no_rows():
    assert encode([]).shape == (0, 384)


def test_encode_takes_any_iterable_and_reports_progress():
    seen = []
    vectors = encode(
        (text for text in ["one", "two", "three"]), progress=lambda *step: seen.append(step)
    )
    assert seen == [(3, None)]
    assert np.array_equal(vectors, encode(["one", "two", "three"]))


@pytest.mark.parametrize("text", HOSTILE)
def test_vector_does_not_depend_on_the_batch(text):
    alone = encode([text])[0]
    assert np.array_equal(alone, encode([*COMPANIONS, text, *COMPANIONS])[4])


@settings(max_examples=25, deadline=None)
@given(st.lists(texts, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_encode_follows_a_permutation(some, random):
    order = list(range(len(some)))
    random.shuffle(order)
    assert np.array_equal(encode([some[i] for i in order]), encode(some)[order])


def test_the_number_of_threads_changes_nothing():
    assert np.array_equal(installed_encoder(threads=1).encode(HOSTILE), encode(HOSTILE))


def test_related_texts_are_nearer_than_unrelated_ones():
    late, waiting, sugar = encode(
        ["my card has not arrived", "still waiting for the card", "a cake recipe without sugar"]
    )
    assert late @ waiting > 0.6 > 0.3 > late @ sugar


def test_default_encoder_is_one_per_process():
    assert default_encoder() is default_encoder()
    assert (default_encoder().name, default_encoder().dimensions) == (installed_encoder().name, 384)


def test_a_changed_model_file_is_refused(tmp_path: Path):
    file = tmp_path / "model.onnx"
    file.write_bytes(b"weights")
    assert read_verified(file, hashlib.sha256(b"weights").hexdigest()) == b"weights"
    file.write_bytes(b"weightz")
    with pytest.raises(ModelDamaged, match="not the expected one"):
        read_verified(file, hashlib.sha256(b"weights").hexdigest())


def test_a_missing_package_is_named():
    absent = PinnedFile("no_such_package_here", "no-such-package==1.0", "model.onnx", "0" * 64)
    with pytest.raises(ModelMissing, match=r"no-such-package==1\.0"):
        absent.locate()
