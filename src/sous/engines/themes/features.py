"""What a text means, which words it uses, and what those words mean here, in one space.

The vector alone confuses what is said alike ("top-up failed", "transfer failed"); the words alone
miss what is said differently. Three unit rows stand side by side, each with its weight:

- the vector as given;
- the words, word pairs and pieces of words a text uses, tf-idf, reduced by a truncated SVD;
- the mean, over the words and pairs it uses, of the vectors of all the texts that use them: a word
  that stands for one subject points somewhere, a word said everywhere points nowhere.

Their principal directions are what is compared.

In a set of several languages, words would bind texts by language rather than by subject. There only
the commonest language speaks for itself: a text in another borrows the last two rows, as the mean
of those of the texts in the commonest language that mean most nearly the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.linalg
import scipy.sparse as sp

from sous.engines.themes.compute import in_blocks, side_by_side, unit
from sous.engines.themes.graph import largest
from sous.engines.themes.types import Floats, Ints, Mask
from sous.engines.themes.words import Vocabulary, tf_idf

WORDS_WEIGHT = 0.5
CONTEXT_WEIGHT = 0.8
WORDS_DIMENSIONS = 128
SPARE_DIMENSIONS = 16  # of the random projection, beyond those that are kept
CONTEXT_STEADYING = 5.0  # a word seen so often is worth half of what it points to
DIMENSIONS = 192
LENDERS = 3
LENDERS_ASKED = 1_000  # to learn how near the nearest usually are
BRIDGED = 0.7  # of that, how near the lenders must be to the borrowers
BORROWERS_AT_A_TIME = 512
FEWEST_LENDERS = 50  # below, a set has no language that could lend
ROWS_TO_LEARN = 6_000


def features(vectors: Floats, texts: Sequence[str], languages: Sequence[str]) -> Floats:
    """(n, ≤192) unit rows for `vectors` (n, d; unit length) of `texts` in `languages`."""
    words = Vocabulary.of(texts)
    said = tf_idf(words.counts)
    meaning = principal(vectors)
    if said.shape[1] == 0:
        return meaning

    def by_words() -> Floats:
        pieces = tf_idf((words.counts[:, : len(words.words)] @ words.pieces()).tocsr())
        return reduced(sp.hstack([said, pieces]).tocsr(), WORDS_DIMENSIONS)

    def by_context() -> Floats:
        return contexts(said, meaning)

    used, meant = side_by_side(lambda make: make(), (by_words, by_context))
    borrowers = in_other_languages(languages)
    if borrowers.any():
        lend(vectors, borrowers, used, meant)
    return principal(unit(np.hstack([meaning, WORDS_WEIGHT * used, CONTEXT_WEIGHT * meant])))


def in_other_languages(languages: Sequence[str]) -> Mask:
    """Which texts are plainly in another language than most; none where too few could lend."""
    found = np.array(languages, dtype=str)
    codes, counts = np.unique(found[found != ""], return_counts=True)
    if len(codes) < 2 or counts.max() < FEWEST_LENDERS:
        return np.zeros(len(found), bool)
    return np.asarray((found != "") & (found != codes[counts.argmax()]))


def lend(vectors: Floats, borrowers: Mask, *rows: Floats) -> None:
    """Replace the borrowers' `rows`, in place, by the mean of their nearest lenders'.

    Only where the vectors bridge the languages: by those of a model that knows one language,
    nobody in another is near, and whoever is nearest has nothing to do with it.
    """
    lenders, others = np.flatnonzero(~borrowers), np.flatnonzero(borrowers)
    some = lenders[:LENDERS_ASKED]  # as many in any set: the more there are, the nearer the nearest
    near = _nearest(vectors, others[:LENDERS_ASKED], some, LENDERS)[1]
    usual = _nearest(vectors, some, some, LENDERS + 1)[1][:, 1:]
    if near.mean() < BRIDGED * usual.mean():
        return
    nearest, cosines = _nearest(vectors, others, lenders, LENDERS)
    weights = np.maximum(cosines, 0.001)[:, :, None] ** 4  # the nearest speak loudest
    for one in rows:
        for start in range(0, len(others), BORROWERS_AT_A_TIME):
            part = slice(start, start + BORROWERS_AT_A_TIME)
            one[others[part]] = unit((weights[part] * one[nearest[part]]).sum(axis=1))


def _nearest(vectors: Floats, of: Ints, among: Ints, k: int) -> tuple[Ints, Floats]:
    """Of each row `of` the k nearest rows `among`, best first, and their cosines: (len(of), k)."""
    whole = np.ascontiguousarray(vectors[among].T)

    def block(part: slice) -> tuple[Ints, Floats]:
        cosines = np.round(vectors[of[part]] @ whole, 5)
        places = largest(cosines, k)
        return among[places], np.take_along_axis(cosines, places, axis=1)

    parts = in_blocks(len(of), BORROWERS_AT_A_TIME, block)
    return np.vstack([found for found, _ in parts]), np.vstack([cosines for _, cosines in parts])


def reduced(weights: sp.csr_matrix, width: int) -> Floats:
    """(n, ≤width) unit rows: truncated SVD by a random projection and one power iteration.

    Halko, Martinsson, Tropp (2011), "Finding structure with randomness", algorithms 4.3 and 5.1.
    """
    n, v = weights.shape
    width = min(width, n - 1, v - 1)
    if width < 2:
        return np.zeros((n, 0), dtype=np.float32)
    draw = np.random.default_rng(0)
    probe = draw.standard_normal((v, width + SPARE_DIMENSIONS)).astype(np.float32)
    across = weights.T.tocsr()
    basis = orthonormal(weights @ (across @ orthonormal(weights @ probe)))
    small = across @ basis
    values, turn = scipy.linalg.eigh((small.T @ small).astype(np.float64))
    scale = np.sqrt(np.maximum(values[::-1][:width], 1e-12))
    right = small @ (turn[:, ::-1][:, :width] / scale).astype(np.float32)
    return unit(weights @ right)


def orthonormal(rows: Floats) -> Floats:
    """A basis (n, ≤c) of the columns of `rows` (n, c), by the eigenvectors of their products.

    For columns far fewer than rows a quarter of the work of a QR decomposition; directions that
    are lost in rounding are left out.
    """
    values, turn = scipy.linalg.eigh((rows.T @ rows).astype(np.float64))
    kept = values > values[-1] * 1e-6
    return np.asarray(rows @ (turn[:, kept] / np.sqrt(values[kept])).astype(np.float32))


def contexts(said: sp.csr_matrix, vectors: Floats) -> Floats:
    """(n, d) unit rows: what the words of each text mean in this corpus."""
    centred = vectors - vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    uses = said.copy()
    uses.data = np.ones_like(uses.data)
    texts_using = np.bincount(uses.indices, minlength=uses.shape[1])
    points_to = (uses.T @ centred) / (texts_using + CONTEXT_STEADYING)[:, None]
    return unit(said @ points_to.astype(np.float32))


def principal(rows: Floats) -> Floats:
    """The ≤192 directions in which `rows` (n, d) vary most, centred; unit rows."""
    n, width = rows.shape
    if width <= DIMENSIONS or n <= DIMENSIONS:
        return rows
    shift = rows[:ROWS_TO_LEARN].mean(axis=0, dtype=np.float64).astype(np.float32)
    some = rows[:ROWS_TO_LEARN] - shift
    spread = (some.T @ some).astype(np.float64)
    directions = scipy.linalg.eigh(spread, subset_by_index=[width - DIMENSIONS, width - 1])[1]
    turn = np.ascontiguousarray(directions[:, ::-1], dtype=np.float32)
    return np.vstack(in_blocks(n, 2048, lambda part: unit((rows[part] - shift) @ turn)))
