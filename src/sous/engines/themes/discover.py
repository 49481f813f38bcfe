"""From texts to a ThemeModel: the whole way, one step a line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from sous.engines.themes.cluster import cluster
from sous.engines.themes.compute import steady
from sous.engines.themes.corpus import Corpus
from sous.engines.themes.describe import describe
from sous.engines.themes.features import features
from sous.engines.themes.identity import Previous, Settled
from sous.engines.themes.judging import learn_judge
from sous.engines.themes.leiden import by_size
from sous.engines.themes.model import Judge, ThemeModel
from sous.engines.themes.types import Floats, Ints, Progress
from sous.engines.themes.vectors_in import Vectors, encode
from sous.engines.themes.warm import carry_on

SAMPLE = 25_000  # distinct texts that are clustered; all others are assigned
BATCH = 16_384


def discover(
    texts: Iterable[str | None],
    *,
    vectors: Any = None,
    seed: int = 0,
    previous: Previous | None = None,
    progress: Progress | None = None,
) -> ThemeModel:
    """Find the themes of `texts`; see the package for the meaning of each argument."""
    if vectors is None and not hasattr(texts, "__len__"):
        texts = list(texts)  # they are read twice: to compare them as words, and to encode them
    with steady():
        corpus = Corpus.read(texts, keep=SAMPLE, progress=progress)
        source = _vectors(texts, vectors, corpus, progress)
        points = source.at(corpus.first[: len(corpus.texts)])

        def groups() -> Ints:
            compared = features(points, corpus.texts, corpus.languages)
            return cluster(compared, seed=seed, progress=progress)

        if previous is None:
            row_keys, settled = groups() + 1, None
        else:
            row_keys, settled = carry_on(previous, corpus, points, groups)
        keys, row_labels = _ranked(row_keys)
        judge = learn_judge(points, row_labels)
        labels, scores = _for_all(corpus, source, judge, row_labels, keys, settled, progress)
        return describe(corpus, points, row_labels, labels, scores, judge, keys, settled, previous)


def _vectors(
    texts: Iterable[str | None], vectors: Any, corpus: Corpus, progress: Progress | None
) -> Vectors:
    if vectors is None:
        vectors = encode(texts, progress) if corpus.distinct else None
    if vectors is None:
        vectors = np.zeros((corpus.size, 1), dtype=np.float32)
    source = Vectors(vectors)
    if len(source) != corpus.size:
        raise ValueError(f"{len(source)} vectors for {corpus.size} texts")
    return source


def _ranked(row_keys: Ints) -> tuple[Ints, Ints]:
    """Keys of the themes, largest first, and the place of each row's theme among them."""
    labels = np.full(len(row_keys), -1, dtype=np.int64)
    use = np.flatnonzero(row_keys >= 0)
    if not len(use):
        return np.zeros(0, dtype=np.int64), labels
    labels[use] = by_size(row_keys[use])
    keys = np.zeros(int(labels.max()) + 1, dtype=np.int64)
    keys[labels[use]] = row_keys[use]
    return keys, labels


def _for_all(
    corpus: Corpus,
    source: Vectors,
    judge: Judge,
    row_labels: Ints,
    keys: Ints,
    settled: Settled | None,
    progress: Progress | None,
) -> tuple[Ints, Floats]:
    """Theme index and score of every text: as clustered, as settled, or else as judged."""
    n, m = corpus.size, len(row_labels)
    labels = np.full(n, -1, dtype=np.int32)
    scores = np.zeros(n, dtype=np.float32)
    place = {int(key): index for index, key in enumerate(keys)}
    for start in range(0, n, BATCH):
        part = slice(start, min(start + BATCH, n))
        row = corpus.row[part]
        wanted = np.full(len(row), -1, dtype=np.int64)
        looked_at = (row >= 0) & (row < m)
        wanted[looked_at] = row_labels[row[looked_at]]
        if settled is not None:
            law = settled.keys[part]
            for key in np.unique(law[law >= 0]):
                wanted[law == key] = place.get(int(key), -1)
        judged = judge.score(source.at(part), wanted)
        silent = row < 0
        judged.labels[silent], judged.scores[silent] = -1, 0.0
        labels[part], scores[part] = judged.labels, judged.scores
        if progress:
            progress("assigning", part.stop, n)
    if settled is not None and settled.none:
        nowhere = np.fromiter(settled.none, dtype=np.int64)
        labels[nowhere], scores[nowhere] = -1, 0.0
    return labels, scores
