import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sous.engines.vectors import dequantise, encode, fuse, quantise


def test_a_text_takes_384_bytes_and_comes_back_within_a_thousandth():
    vectors = encode(["my card is late", "please add a dark mode", "", "l'appli plante"])
    stored = b"".join(row.tobytes() for row in quantise(vectors))
    back = dequantise(stored)
    assert len(stored) == 4 * 384
    assert (1 - (back * vectors).sum(axis=1)).max() < 1e-3
    assert np.abs(back @ back.T - vectors @ vectors.T).max() < 5e-3


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 20), st.sampled_from([2, 16, 384]))
def test_quantising_twice_changes_nothing(seed, count, width):
    rows = np.random.default_rng(seed).normal(size=(count, width))
    once = quantise(rows / np.linalg.norm(rows, axis=1, keepdims=True))
    assert np.array_equal(quantise(dequantise(once)), once)


def test_bytes_that_are_no_whole_rows_are_refused():
    with pytest.raises(ValueError, match="whole number"):
        dequantise(b"\x01" * 385)


def test_fuse_prefers_what_several_rankings_hold():
    fused = fuse([["a", "b", "c"], ["b", "d"]])
    assert [key for key, _ in fused] == ["b", "a", "d", "c"]
    assert fused[0][1] == pytest.approx(1 / 62 + 1 / 61)


def test_fuse_counts_a_repeated_key_once_and_keeps_ties_in_order():
    assert fuse([["x", "x"], ["y"]]) == [("x", 1 / 61), ("y", 1 / 61)]
    assert fuse([]) == []
