import numpy as np
import pytest

from sous.engines.vectors import Index, ModelUnusable, nearest


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    """3,000 rows of 64 numbers around 60 centres, as texts lie around their topics."""
    random = np.random.default_rng(5)
    centres = random.normal(size=(60, 64))
    rows = centres[random.integers(0, 60, 3000)] + 0.7 * random.normal(size=(3000, 64))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def test_search_finds_what_looking_at_everything_finds(rows):
    index = Index.build(np.arange(3000) + 10, rows)
    keys, cosines = index.search(rows[:200], 10)
    exact, values = nearest(rows[:200], rows, 10)
    found = np.mean([len(set(a - 10) & set(b)) / 10 for a, b in zip(keys, exact, strict=True)])
    assert found > 0.97
    assert keys[:, 0].tolist() == list(range(10, 210))
    np.testing.assert_allclose(cosines[:, 0], values[:, 0], atol=0.01)


def test_the_same_calls_give_the_same_index(rows, tmp_path):
    for name in ("one", "two"):
        Index.build(np.arange(500), rows[:500]).save(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_add_replaces_and_remove_forgets(rows):
    index = Index.build(np.arange(100), rows[:100])
    index.add(np.array([7, 7]), rows[[200, 201]])
    assert (len(index), index.search(rows[201], 1)[0].tolist()) == (100, [[7]])
    assert index.remove(np.array([7, 8, 999])) == 2
    assert (len(index), 7 in index, 9 in index) == (98, False, True)
    assert 7 not in index.search(rows[201], 98)[0]


def test_fewer_than_asked_for_are_marked(rows):
    index = Index.build(np.array([4, 5]), rows[:2])
    keys, cosines = index.search(rows[:1], 4)
    assert keys[0, 0] == 4
    assert sorted(keys[0].tolist()) == [-1, -1, 4, 5]
    assert cosines[0, 2:].tolist() == [0, 0]
    assert Index(64).search(rows[:1], 2)[0].tolist() == [[-1, -1]]


def test_a_saved_index_is_the_same_and_leaves_no_litter(rows, tmp_path):
    index = Index.build(np.arange(300), rows[:300])
    index.save(tmp_path / "index")
    again = Index.load(tmp_path / "index")
    assert [file.name for file in tmp_path.iterdir()] == ["index"]
    assert (len(again), again.dimensions) == (300, 64)
    assert np.array_equal(again.search(rows[:20], 5)[0], index.search(rows[:20], 5)[0])
    again.add(np.array([900]), rows[400:401])
    assert again.search(rows[400], 1)[0].tolist() == [[900]]


def test_a_file_that_is_no_index_is_refused(tmp_path):
    (tmp_path / "index").write_bytes(b"not an index at all")
    with pytest.raises(ModelUnusable):
        Index.load(tmp_path / "index")


def test_rows_of_another_width_are_refused(rows):
    with pytest.raises(ValueError, match="64 numbers"):
        Index(64).add(np.array([1]), np.zeros((1, 3), np.float32))
