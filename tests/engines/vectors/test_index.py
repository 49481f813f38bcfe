import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sous.engines.vectors import ModelUnusable, nearest, quantise
from sous.engines.vectors import index as engine
from sous.engines.vectors.errors import IndexBusy
from sous.engines.vectors.index import Index, writing

SOURCE = Path(__file__).resolve().parents[3] / "src"


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    """3,000 rows of 64 numbers around 60 centres, as texts lie around their topics."""
    random = np.random.default_rng(5)
    centres = random.normal(size=(60, 64))
    rows = centres[random.integers(0, 60, 3000)] + 0.7 * random.normal(size=(3000, 64))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def made(rows, tmp_path):
    """An index of the first 1,000 rows, keys from 10 on, in two parts."""
    with writing(tmp_path) as writer:
        writer.begin(rows, len(rows), {"model": "m"})
        writer.add(np.arange(10, 510), quantise(rows[:500]))
        writer.add(np.arange(510, 1010), quantise(rows[500:1000]), about={"model": "m", "n": 2})
    return tmp_path


def found(folder, row, k=1, **more):
    return Index.open(folder).search(row, k, **more)[0].tolist()


def test_search_finds_what_looking_at_everything_finds(rows, tmp_path):
    with writing(tmp_path) as writer:
        writer.begin(rows, len(rows), {})
        writer.add(np.arange(3000) + 10, quantise(rows))
    index = Index.open(tmp_path)
    exact, values = nearest(rows[:200], rows, 10)
    hits = 0
    for place in range(200):
        keys, cosines = index.search(rows[place], 10)
        hits += len(set(keys - 10) & set(exact[place]))
        np.testing.assert_allclose(cosines, values[place], atol=0.01)
        assert keys[0] == place + 10
    assert hits / 2000 > 0.97


def test_looking_at_few_rows_still_finds_the_row_itself(rows, made):
    assert [found(made, row, look_at=50)[0] for row in rows[:50]] == list(range(10, 60))


def test_the_same_calls_give_the_same_files(rows, tmp_path):
    for name in ("one", "two"):
        with writing(tmp_path / name) as writer:
            writer.begin(rows, 500, {})
            writer.add(np.arange(500), quantise(rows[:500]))
    one, two = ([p.read_bytes() for p in (tmp_path / n).glob("*.part")] for n in ("one", "two"))
    assert one == two


def test_what_is_added_again_is_replaced_and_what_is_gone_is_not_found(rows, made):
    with writing(made) as writer:
        writer.add(np.array([17, 17]), quantise(rows[[2000, 2001]]), gone=np.array([18, 9999]))
    index = Index.open(made)
    assert len(index) == 999
    assert found(made, rows[2001]) == [17]
    assert 17 not in found(made, rows[7], 5)
    assert 18 not in found(made, rows[8], 999)
    assert sorted(index.keys()) == sorted(set(range(10, 1010)) - {18})
    with writing(made) as writer:
        writer.add(np.array([18]), quantise(rows[8:9]))
    assert found(made, rows[8]) == [18]


def test_what_the_caller_notes_comes_with_the_rows(made):
    assert Index.open(made).about == {"model": "m", "n": 2}


def test_joining_the_parts_changes_nothing_but_the_files(rows, made):
    with writing(made) as writer:
        writer.add(np.array([20]), quantise(rows[2000:2001]), gone=np.array([30]))
        before = Index.open(made)
        answers = [before.search(row, 5) for row in rows[:50]]
        writer.rewrite()
    after = Index.open(made)
    assert len(list(made.glob("*.part"))) == 1
    assert (len(after), after.about, before.is_current()) == (999, before.about, False)
    for row, (keys, cosines) in zip(rows, answers, strict=False):
        again = after.search(row, 5)
        assert again[0].tolist() == keys.tolist()
        np.testing.assert_allclose(again[1], cosines, atol=1e-6)
    assert before.search(rows[0], 1)[0].tolist() == [10]  # an open index outlives its files


def test_centres_are_learnt_anew_when_the_index_has_outgrown_them(rows, tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "LEAST_LOOKED_AT", 100)
    with writing(tmp_path) as writer:
        writer.begin(rows[:100], 100, {})
        assert len(writer.index._centres) == 20
        writer.add(np.arange(3000), quantise(rows))
        assert writer.settle() is True
        assert len(writer.index._centres) == 108
        assert writer.settle() is False
    assert [found(tmp_path, row)[0] for row in rows[::100]] == list(range(0, 3000, 100))


def test_many_parts_are_joined(rows, made):
    with writing(made) as writer:
        for n in range(4):
            writer.add(np.array([5000 + n]), quantise(rows[2000 + n : 2001 + n]))
        assert writer.settle() is True
    assert len(list(made.glob("*.part"))) == 1
    assert found(made, rows[2003]) == [5003]


def test_an_empty_index_finds_nothing(rows, tmp_path):
    assert Index.open(tmp_path) is None
    with writing(tmp_path) as writer:
        writer.begin(rows, 10, {})
    assert found(tmp_path, rows[0], 3) == []
    with writing(tmp_path) as writer:
        writer.add(np.zeros(0, np.int64), np.zeros((0, 64), np.int8), gone=np.array([3]))
        writer.add(np.array([4, 5]), quantise(rows[:2]))
        writer.add(np.zeros(0, np.int64), np.zeros((0, 64), np.int8), gone=np.array([4, 5]))
        assert found(tmp_path, rows[0], 3) == []
        writer.rewrite()
    assert found(tmp_path, rows[0], 3) == []


def test_there_is_one_writer_at_a_time(made):
    with writing(made), pytest.raises(IndexBusy), writing(made):
        pass


@pytest.mark.parametrize("damage", ["not json", '{"format": 1}'])
def test_an_index_of_another_version_is_refused_and_made_anew(rows, made, damage):
    (made / "current.json").write_text(damage)
    with pytest.raises(ModelUnusable):
        Index.open(made)
    with writing(made) as writer:
        assert writer.index is None
        writer.begin(rows, 10, {})
    assert len(Index.open(made)) == 0


def test_rows_of_another_width_are_refused(made):
    with writing(made) as writer, pytest.raises(ValueError, match="64 numbers"):
        writer.add(np.array([1]), np.zeros((1, 3), np.int8))


DYING = """
import os, signal, sys
from pathlib import Path
import numpy as np
from sous.engines.vectors import index, parts, quantise
def die(*args): os.kill(os.getpid(), signal.SIGKILL)
rows = np.random.default_rng(1).normal(size=(200, 64)).astype(np.float32)
rows /= np.linalg.norm(rows, axis=1, keepdims=True)
with index.writing(Path(sys.argv[1])) as writer:
    match sys.argv[2]:
        case "in the file": parts.os.fsync = die
        case "before the switch": writer._switch = die
        case "before sweeping": index.Writer._sweep = die
    writer.add(np.arange(9000, 9200), quantise(rows))
"""


@pytest.mark.parametrize(
    ("moment", "rows_then"),
    [("in the file", 1000), ("before the switch", 1000), ("before sweeping", 1200)],
)
def test_a_writer_that_is_killed_leaves_a_whole_index(rows, made, moment, rows_then):
    died = subprocess.run(
        [sys.executable, "-c", DYING, str(made), moment],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    assert died.returncode == -signal.SIGKILL
    index = Index.open(made)
    assert len(index) == rows_then
    assert index.search(rows[0], 1)[0].tolist() == [10]
    with writing(made) as writer:  # its lock died with it, its litter is swept out
        writer.add(np.array([7]), quantise(rows[2500:2501]))
    kept = {"current.json", "lock", index._centres_name, *Index.open(made)._names}
    assert {path.name for path in made.iterdir()} == kept
    assert len(Index.open(made)) == rows_then + 1


@settings(max_examples=25, deadline=None)
@given(
    steps=st.lists(
        st.tuples(
            st.lists(st.integers(0, 30), max_size=12), st.lists(st.integers(0, 30), max_size=6)
        ),
        max_size=6,
    ),
    join=st.booleans(),
)
def test_any_order_of_adding_and_forgetting_ends_as_a_dictionary_would(
    rows, tmp_path_factory, steps, join
):
    folder = tmp_path_factory.mktemp("index")
    held, turn = {}, 0
    with writing(folder) as writer:
        writer.begin(rows, 100, {})
        for keys, gone in steps:
            places = list(range(turn, turn + len(keys)))
            turn += len(keys)
            writer.add(np.array(keys, np.int64), quantise(rows[places]), gone=np.array(gone))
            held = {key: at for key, at in held.items() if key not in gone}
            held.update(zip(keys, places, strict=True))
        if join:
            writer.rewrite()
    index = Index.open(folder)
    assert sorted(index.keys().tolist()) == sorted(held)
    for key, place in held.items():
        assert index.search(rows[place], 1)[0].tolist() == [key]
