"""A floor under the quality, on real texts with human labels."""

import csv
import gzip
import os
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score, roc_auc_score

from sous.engines import themes, vectors

DATA = Path(os.environ.get("SOUS_REAL_DATA", Path(__file__).parents[4] / "shared" / "data"))
LABELS, EACH, HIDDEN = 30, 30, 5


def subset(name: str) -> tuple[list[str], np.ndarray]:
    """Thirty texts of each of thirty labels, evenly spread over the file."""
    file = DATA / f"{name}.csv.gz"
    if not file.exists():
        pytest.skip(f"{file} is absent: set SOUS_REAL_DATA to the folder of labelled sets")
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    names = sorted({row["label"] for row in rows})
    chosen = names[:: len(names) // LABELS][:LABELS]
    texts, truth = [], []
    for number, label in enumerate(chosen):
        own = sorted({row["text"] for row in rows if row["label"] == label})
        texts += own[:: max(1, len(own) // EACH)][:EACH]
        truth += [number] * min(EACH, len(own))
    return texts, np.array(truth[: len(texts)])


@pytest.mark.parametrize(("name", "floor"), [("banking77", 0.55), ("clinc150", 0.85)])
def test_themes_agree_with_human_labels(name, floor):
    texts, truth = subset(name)
    placed = vectors.encode(texts)
    model = themes.discover(texts, vectors=placed)
    assert adjusted_rand_score(truth, model.labels) >= floor
    assert LABELS / 1.5 <= len(model.themes) <= LABELS * 1.5
    taught = truth >= HIDDEN
    places = np.flatnonzero(taught)
    partial = themes.discover([texts[i] for i in places], vectors=placed[taught])
    scores = partial.assign(vectors=placed).scores
    assert roc_auc_score(taught, scores) >= 0.85
