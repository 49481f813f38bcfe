"""Texts as words: tokens, weights, and a dense summary of which words a text uses."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import scipy.linalg
import scipy.sparse as sp
from sklearn.feature_extraction.text import CountVectorizer

from sous.engines.themes.compute import unit
from sous.engines.themes.corpus import READ_AHEAD
from sous.engines.themes.types import Floats

TOKEN = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
LEXICAL_DIMENSIONS = 128


def tokens(text: str) -> list[str]:
    """Words, lower case; digits count as words; an apostrophe or hyphen inside joins."""
    return TOKEN.findall(text[:READ_AHEAD].replace("’", "'").lower())


def count_words(texts: Sequence[str], *, most: int = 30_000) -> sp.csr_matrix:
    """Counts (n, v) of the words and word pairs that two texts at least share."""
    counter = CountVectorizer(
        tokenizer=tokens, token_pattern=None, lowercase=False, ngram_range=(1, 2),
        min_df=min(2, max(1, len(texts))), max_features=most, dtype=np.float32,
    )  # fmt: skip
    try:
        return counter.fit_transform(texts)
    except ValueError:  # no word occurs twice
        return sp.csr_matrix((len(texts), 0), dtype=np.float32)


def lexical(texts: Sequence[str], seed: int) -> Floats:
    """(n, ≤128) unit rows: tf-idf of words and word pairs, reduced by a truncated SVD.

    Halko, Martinsson, Tropp (2011), "Finding structure with randomness", algorithm 4.4.
    """
    counts = count_words(texts)
    n, v = counts.shape
    width = min(LEXICAL_DIMENSIONS, n - 1, v - 1)
    if width < 2:
        return np.zeros((n, 0), dtype=np.float32)
    frequency = np.bincount(counts.indices, minlength=v)
    weighted = counts.copy()
    weighted.data = (1 + np.log(weighted.data)) * (np.log((1 + n) / (1 + frequency)) + 1)[
        weighted.indices
    ]
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    weighted = (sp.diags(1 / np.maximum(length, 1e-9)) @ weighted).tocsr().astype(np.float32)
    probe = np.random.default_rng(seed).standard_normal((v, width + 16)).astype(np.float32)
    basis = scipy.linalg.qr(weighted @ probe, mode="economic")[0]
    for _ in range(2):
        basis = scipy.linalg.qr(weighted.T @ basis, mode="economic")[0]
        basis = scipy.linalg.qr(weighted @ basis, mode="economic")[0]
    _, _, right = scipy.linalg.svd((weighted.T @ basis).T, full_matrices=False)
    return unit(weighted @ np.ascontiguousarray(right[:width].T))
