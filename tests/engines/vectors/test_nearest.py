import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sous.engines.vectors.nearest import nearest


def unit_rows(seed: int, count: int, width: int = 16) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 99), st.integers(1, 40), st.integers(0, 50))
def test_nearest_equals_sorting_everything(seed, count, k):
    vectors, queries = unit_rows(seed, count), unit_rows(seed + 1, 5)
    indices, cosines = nearest(queries, vectors, k)
    expected = np.argsort(-(queries @ vectors.T), axis=1, kind="stable")[:, :k]
    assert np.array_equal(indices, expected)
    np.testing.assert_allclose(
        cosines, np.take_along_axis(queries @ vectors.T, expected, 1), atol=1e-6
    )


def test_ties_go_to_the_lower_index():
    vectors = np.tile(unit_rows(3, 1), (9, 1))
    indices, _ = nearest(vectors[:2], vectors, 4)
    assert indices.tolist() == [[0, 1, 2, 3], [0, 1, 2, 3]]


def test_nearest_among_none_is_empty():
    indices, cosines = nearest(unit_rows(0, 2), np.empty((0, 16), np.float32), 5)
    assert (indices.shape, cosines.shape) == ((2, 0), (2, 0))
