"""Texts as words: tokens, counts of words and word pairs, pieces of words, weights."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from sous.engines.themes.corpus import READ_AHEAD

TOKEN = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu|all|dell|nell|sull)'(?=[^\W_]{3})")
ENDED = re.compile(r"(?<=[^\W_])'s\b")
PIECES = (3, 4, 5)  # letters in a piece of a word, its edges included


def tokens(text: str) -> list[str]:
    """Words, lower case; digits count as words; an apostrophe or hyphen inside joins.

    The article of "l'application" or "dell'ordine" is no part of the word, nor the s of "club's".
    """
    plain = text[:READ_AHEAD].replace("’", "'").lower()
    return TOKEN.findall(ENDED.sub("", ELIDED.sub("", plain)) if "'" in plain else plain)


@dataclass(frozen=True)
class Vocabulary:
    """`words`, and `counts` (n, words + pairs): how often each text uses each word and pair."""

    words: list[str]
    counts: sp.csr_matrix

    @classmethod
    def of(cls, texts: Sequence[str]) -> Vocabulary:
        places: dict[str, int] = {}
        used: list[int] = []
        ends = [0]
        for text in texts:
            used += [places.setdefault(word, len(places)) for word in tokens(text)]
            ends.append(len(used))
        word = np.array(used, dtype=np.int64)
        row = np.repeat(np.arange(len(texts)), np.diff(ends))
        follows = np.flatnonzero(row[1:] == row[:-1])
        pairs, pair = np.unique(
            word[follows] * len(places) + word[follows + 1], return_inverse=True
        )
        rows = np.concatenate([row, row[follows]])
        columns = np.concatenate([word, len(places) + pair])
        counts = sp.csr_matrix(
            (np.ones(len(rows), np.float32), (rows, columns)),
            shape=(len(texts), len(places) + len(pairs)),
        )
        return cls(list(places), counts)

    def pieces(self) -> sp.csr_matrix:
        """(words, pieces): 1 where a piece of three to five letters occurs in a word."""
        places: dict[str, int] = {}
        rows: list[int] = []
        columns: list[int] = []
        for row, word in enumerate(self.words):
            edged = f" {word[:40]} "
            found = {edged[i : i + size] for size in PIECES for i in range(len(edged) - size + 1)}
            for piece in sorted(found):
                rows.append(row)
                columns.append(places.setdefault(piece, len(places)))
        return sp.csr_matrix(
            (np.ones(len(rows), np.float32), (rows, columns)),
            shape=(len(self.words), len(places)),
        )


def tf_idf(counts: sp.csr_matrix) -> sp.csr_matrix:
    """Unit rows of (1 + log count) × (1 + log((1 + n) / (1 + df))); only what two texts use."""
    counts = counts.tocsr()
    counts.sum_duplicates()
    n = counts.shape[0]
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    shared = np.flatnonzero(frequency >= 2)
    weighted = counts[:, shared].tocsr()
    rarity = np.log((1 + n) / (1 + frequency[shared])) + 1
    weighted.data = ((1 + np.log(weighted.data)) * rarity[weighted.indices]).astype(np.float32)
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return (sp.diags(1 / np.maximum(length, 1e-9)) @ weighted).tocsr().astype(np.float32)
