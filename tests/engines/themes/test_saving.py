"""A model on disk."""

import numpy as np
import pytest

from sous.engines import themes


def test_a_model_survives_saving(world, tmp_path):
    model = themes.discover(world.texts, vectors=world.vectors)
    model.save(tmp_path / "model")
    again = themes.ThemeModel.load(tmp_path / "model")
    assert (again.themes, again.parents) == (model.themes, model.parents)
    assert np.array_equal(again.labels, model.labels)
    assert np.array_equal(again.scores, model.scores)
    before, after = model.assign(vectors=world.vectors), again.assign(vectors=world.vectors)
    assert np.array_equal(before.labels, after.labels)
    assert np.array_equal(before.scores, after.scores)


def test_an_empty_model_survives_saving(tmp_path):
    themes.discover([]).save(tmp_path / "model")
    assert themes.ThemeModel.load(tmp_path / "model").themes == ()


def test_saving_replaces_whole_or_not_at_all(world, tmp_path, monkeypatch):
    path = tmp_path / "model"
    path.write_bytes(b"what was there")
    model = themes.discover(world.texts, vectors=world.vectors)

    def fails(*_args, **_kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(np, "savez_compressed", fails)
    with pytest.raises(OSError, match="disk full"):
        model.save(path)
    assert path.read_bytes() == b"what was there"
    assert [p.name for p in tmp_path.iterdir()] == ["model"]


@pytest.mark.parametrize("content", [b"", b"not a model", b"PK\x03\x04 half a zip"])
def test_what_is_no_model_is_refused(tmp_path, content):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(ValueError, match="not a theme model"):
        themes.ThemeModel.load(tmp_path / "file")


def test_pickles_are_refused(tmp_path):
    np.savez(tmp_path / "file.npz", about=np.array([{"format": 1}], dtype=object))
    with pytest.raises(ValueError, match="not a theme model"):
        themes.ThemeModel.load(tmp_path / "file.npz")
