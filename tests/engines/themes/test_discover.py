"""The shape of a discovery, on a handful of texts with vectors made for them."""

import numpy as np

from sous.engines import themes

VOCABULARY = {
    "login": [
        "login",
        "password",
        "refused",
        "account",
        "locked",
        "reset",
        "code",
        "sign",
        "broken",
        "page",
        "email",
    ],
    "invoice": [
        "invoice",
        "missing",
        "amount",
        "wrong",
        "billing",
        "charged",
        "tax",
        "address",
        "receipt",
        "month",
    ],
    "export": [
        "export",
        "csv",
        "spreadsheet",
        "columns",
        "download",
        "file",
        "slow",
        "rows",
        "report",
        "data",
        "excel",
    ],
}


def corpus(each: int = 20) -> tuple[list[str], np.ndarray, np.ndarray]:
    generator = np.random.default_rng(7)
    centres = generator.standard_normal((len(VOCABULARY), 32))
    texts, rows, truth = [], [], []
    for number, words in enumerate(VOCABULARY.values()):
        for _ in range(each):
            texts.append("my " + " ".join(generator.choice(words, 4, replace=False)))
            rows.append(centres[number] + 0.3 * generator.standard_normal(32))
            truth.append(number)
    return texts, np.array(rows, dtype=np.float32), np.array(truth)


def test_discover_finds_what_is_there():
    texts, vectors, truth = corpus()
    model = themes.discover(texts, vectors=vectors)
    assert len(model.themes) == 3
    for number in range(3):
        assert len(set(model.labels[truth == number])) == 1
    assert sorted(t.size for t in model.themes) == [20, 20, 20]
    assert all(set(t.quotes) <= set(np.flatnonzero(model.labels == t.index)) for t in model.themes)
    assert len({t.name for t in model.themes}) == 3


def test_discover_of_nothing_is_nothing():
    model = themes.discover([])
    assert (len(model.labels), model.themes, model.parents) == (0, (), ())


def test_model_survives_saving(tmp_path):
    texts, vectors, _ = corpus()
    model = themes.discover(texts, vectors=vectors)
    model.save(tmp_path / "model")
    again = themes.ThemeModel.load(tmp_path / "model")
    assert again.themes == model.themes
    assert again.parents == model.parents
    assert np.array_equal(again.labels, model.labels)
    assert np.array_equal(
        again.assign(vectors=vectors).labels, model.assign(vectors=vectors).labels
    )


def test_previous_keeps_keys_and_edits_hold():
    texts, vectors, _ = corpus()
    first = themes.discover(texts, vectors=vectors)
    a, b, c = (t.key for t in first.themes)
    previous = themes.Previous(
        labels=first.keys, names={c: "Kept"}, edits=[themes.Merge((a, b), into=a)]
    )
    again = themes.discover(texts, vectors=vectors, previous=previous)
    assert {t.key: t.size for t in again.themes} == {a: 40, c: 20}
    assert {t.key: t.name for t in again.themes}[c] == "Kept"
