"""The newest theme model, loaded once a process."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path

import numpy as np

from sous.engines import themes
from sous.insights.choices import RunState
from sous.insights.models import Run

_lock = threading.Lock()
_loaded: dict[int, themes.ThemeModel] = {}


def current_run() -> Run | None:
    """The newest build, without its data."""
    return Run.objects.filter(state=RunState.DONE).defer("data").first()


def current_model(run: Run) -> themes.ThemeModel | None:
    """The model of a build; None when its data is gone."""
    with _lock:
        if run.pk not in _loaded:
            data = bytes(Run.objects.filter(pk=run.pk).values_list("data", flat=True).get())
            if not data:
                return None
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "model"
                path.write_bytes(data)
                _loaded.clear()
                _loaded[run.pk] = themes.ThemeModel.load(path)
        return _loaded[run.pk]


def saved(model: themes.ThemeModel) -> bytes:
    """A model as bytes for the database."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        model.save(path)
        return path.read_bytes()


def centre_of(rows: np.ndarray) -> bytes:
    """The mean of int8 vectors, length one, as float16."""
    mean = rows.astype(np.float32).mean(axis=0) if len(rows) else np.zeros(0, np.float32)
    length = float(np.linalg.norm(mean)) or 1.0
    return bytes((mean / length).astype(np.float16).tobytes())
