"""Vectors for very many texts: a linear imitation of the encoder, learned on a sample.

A few thousand texts go through the real encoder. A ridge regression then learns to foretell their
vectors from two cheap descriptions: which words a text has (each word through the encoder's own
token embedding and on its own account) and which pairs of neighbouring words. Both are sums over
words, so the fitted map is two tables of 384 numbers a row, and encoding is adding up rows.

The regression is solved in its dual form (Saunders, Gammerman and Vovk 1998), one unknown per
sample text, so that its cost does not depend on how many words and pairs there are. The weights of
the parts and the penalty were chosen by held-out cosine on two public sets of short questions; the
optimum is flat (a factor of two on any of them moves the cosine by less than 0.01).
"""

from __future__ import annotations

import json
import os
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from scipy import linalg, sparse
from threadpoolctl import threadpool_limits

from sous.engines.vectors.encoder import CHUNK, MiniLM, Progress, default_encoder, unit
from sous.engines.vectors.errors import ModelUnusable
from sous.engines.vectors.tokens import Tokens

EXACT_UP_TO = 10_000  # texts; above, imitation agrees as well with people and is far sooner done
MIXED = 0.05  # share of texts that go through a second model, from which languages are mixed
MIXED_EXACT_UP_TO = 25_000  # imitation brings languages together less well: it is for more texts
SAMPLE = (2_500, 5_000)  # at least, at most; a fifth of the texts in between
WORD_WEIGHT, PAIR_WEIGHT, PENALTY = 0.5, 0.5, 0.2
FORMAT = 1


@dataclass(frozen=True)
class Bags:
    """Texts as sparse rows: `words` (n, vocabulary) counts, `pairs` (n, known pairs) counts."""

    words: sparse.csr_array
    pairs: sparse.csr_array


class FastEncoder:
    """Imitates MiniLM at some 50,000 texts a second. Fit it on a sample of what it is to encode.

    A text of the sample keeps its exact vector, so that a vector depends on its text alone.
    """

    dimensions = 384

    def __init__(
        self,
        *,
        name: str,
        tokens: Tokens,
        word_table: np.ndarray,
        word_weights: np.ndarray,
        pair_table: np.ndarray,
        pair_keys: np.ndarray,
        mean: np.ndarray,
        known: dict[str, np.ndarray],
        threads: int | None = None,
    ) -> None:
        self.name = name
        self._threads = threads or _cores()
        self._tokens = tokens
        self._word_table, self._word_weights = word_table, word_weights
        self._pair_table, self._pair_keys = pair_table, pair_keys
        self._mean = mean
        self._known = known

    @classmethod
    def fit(
        cls, sample: Sequence[str], vectors: np.ndarray | None = None, *, base: MiniLM | None = None
    ) -> FastEncoder:
        """Learn from `sample`; `vectors` are its rows out of `base`, computed here if not given."""
        base = base or default_encoder()
        if not len(sample):
            raise ModelUnusable("Fast vectors need at least one text to learn from.")
        if vectors is None:
            vectors = base.encode(sample)
        ids = base.tokens.pieces(sample)
        embedding = base.token_embedding
        seen = _word_counts(ids, len(embedding))
        holders = np.bincount(seen.indices, minlength=len(embedding))
        # A word in every text says nothing, a word in few says much.
        weights = np.sqrt(np.log((len(sample) + 1) / (holders + 1)) + 1e-3).astype(np.float32)
        keys = np.unique(_pair_stream(ids)[1])
        bags = Bags(_weighted(seen, weights), _pair_rows(ids, keys))
        # One thread: a library that splits a product among several rounds it accordingly.
        with threadpool_limits(1, user_api="blas"):
            means = bags.words @ embedding
            centre = means.mean(axis=0)
            spread = float(np.sqrt(((means - centre) ** 2).sum(axis=1).mean())) or 1.0
            level = (means - centre) / spread
            kernel = (
                level @ level.T
                + WORD_WEIGHT * (bags.words @ bags.words.T).toarray()
                + PAIR_WEIGHT * (bags.pairs @ bags.pairs.T).toarray()
            ).astype(np.float32)
            kernel[np.diag_indices_from(kernel)] += PENALTY
            mean = vectors.mean(axis=0)
            dual = linalg.solve(
                kernel, vectors - mean, assume_a="pos", overwrite_a=True, check_finite=False
            ).astype(np.float32)
            through = (level.T @ dual) / spread
            word_table = embedding @ through + WORD_WEIGHT * (bags.words.T @ dual)
        return cls(
            name=f"{base.name}, imitated",
            tokens=base.tokens,
            word_table=word_table,
            word_weights=weights,
            pair_table=np.asarray(PAIR_WEIGHT * (bags.pairs.T @ dual), np.float32),
            pair_keys=keys,
            mean=(mean - centre @ through).astype(np.float32),
            known=dict(zip(sample, vectors, strict=True)),
        )

    def encode(self, texts: Iterable[str], *, progress: Progress | None = None) -> np.ndarray:
        """Vectors float32 (n, 384), each of length one, near those of the imitated encoder."""
        total = len(texts) if isinstance(texts, Sequence) else None
        if total is not None:
            out = np.empty((total, self.dimensions), np.float32)
            done = 0
            for part in self.encode_stream(texts):
                out[done : done + len(part)] = part
                done += len(part)
                if progress is not None:
                    progress(done, total)
            return out
        parts = list(self.encode_stream(texts))
        return np.concatenate(parts) if parts else np.empty((0, self.dimensions), np.float32)

    def encode_stream(self, texts: Iterable[str]) -> Iterator[np.ndarray]:
        """The same, chunk by chunk in order, never holding more than a few chunks."""
        stream = iter(texts)
        workers = self._threads
        with ThreadPoolExecutor(workers) as pool:
            waiting = [pool.submit(self._chunk, part) for part in _take(stream, workers)]
            while waiting:
                ready = waiting.pop(0).result()
                waiting.extend(pool.submit(self._chunk, part) for part in _take(stream, 1))
                yield ready

    def _chunk(self, texts: list[str]) -> np.ndarray:
        ids = self._tokens.pieces(texts)
        words = _weighted(_word_counts(ids, len(self._word_table)), self._word_weights)
        rows = words @ self._word_table
        rows += _pair_rows(ids, self._pair_keys) @ self._pair_table
        rows += self._mean
        rows = unit(rows)
        for place, text in enumerate(texts):
            if text in self._known:
                rows[place] = self._known[text]
        return rows

    def forget_sample(self) -> None:
        """Keep what was learnt and none of the texts it was learnt from."""
        self._known = {}

    def save(self, path: Path) -> None:
        """Write all that was learned to one file, whole or not at all."""
        parts = {
            "format": np.array(FORMAT),
            "name": np.array(self.name),
            "word_table": self._word_table,
            "word_weights": self._word_weights,
            "pair_table": self._pair_table,
            "pair_keys": self._pair_keys,
            "mean": self._mean,
            "known_texts": np.frombuffer(json.dumps(list(self._known)).encode(), np.uint8),
            "known_rows": np.array(list(self._known.values()), np.float32),
        }
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            np.savez(file, allow_pickle=False, **parts)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)

    @classmethod
    def load(
        cls, path: Path, *, base: MiniLM | None = None, threads: int | None = None
    ) -> FastEncoder:
        """Read what `save` wrote. Raises ModelUnusable for another format."""
        with np.load(path, allow_pickle=False) as data:
            if int(data["format"]) != FORMAT:
                raise ModelUnusable("These fast vectors were saved by another version.")
            return cls(
                name=str(data["name"]),
                tokens=(base or default_encoder()).tokens,
                word_table=data["word_table"],
                word_weights=data["word_weights"],
                pair_table=data["pair_table"],
                pair_keys=data["pair_keys"],
                mean=data["mean"],
                known=dict(
                    zip(json.loads(data["known_texts"].tobytes()), data["known_rows"], strict=True)
                ),
                threads=threads,
            )


def encode_many(
    texts: Sequence[str],
    *,
    sample: int | None = None,
    exact_up_to: int = EXACT_UP_TO,
    base: MiniLM | None = None,
    progress: Progress | None = None,
) -> np.ndarray:
    """Vectors of `texts`: exact for few, imitated from a fair sample for many.

    Where languages are mixed, "few" goes further, if `base` has a second model for the others.

    `sample` is the number of texts to learn from, a fifth of all within SAMPLE if not given. The
    result for a text does not depend on the order of the others.
    """
    base = base or default_encoder()
    if len(texts) <= exact_up_to:
        return base.encode(texts, progress=progress)
    wanted = sample or min(max(len(texts) // 5, SAMPLE[0]), SAMPLE[1])
    some = fair_sample(texts, wanted)
    if len(texts) <= MIXED_EXACT_UP_TO and base.for_others(some).mean() >= MIXED:
        return base.encode(texts, progress=progress)
    return FastEncoder.fit(some, base=base).encode(texts, progress=progress)


def fair_sample(texts: Iterable[str], size: int = SAMPLE[1]) -> list[str]:
    """Up to `size` different texts, the same ones in whatever order the texts come.

    Those with the smallest checksums: as good as drawn by lot, for what is in a text says nothing
    about its checksum. Never holds more than a few times `size` of them.
    """
    lowest: dict[str, int] = {}
    limit = 1 << 32
    for text in texts:
        check = zlib.crc32(text.encode("utf-8", "replace"))
        if check <= limit and text not in lowest:
            lowest[text] = check
            if len(lowest) > 4 * size:
                lowest = dict(sorted(lowest.items(), key=_by_check)[:size])
                limit = max(lowest.values())
    return [text for text, _ in sorted(lowest.items(), key=_by_check)[:size]]


def _by_check(entry: tuple[str, int]) -> tuple[int, str]:
    return entry[1], entry[0]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _take(stream: Iterator[str], parts: int) -> Iterator[list[str]]:
    for _ in range(parts):
        if part := list(islice(stream, CHUNK)):
            yield part


def _flat(ids: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Row number and token of every token of every text."""
    lengths = np.fromiter((len(one) for one in ids), np.int64, len(ids))
    flat = np.fromiter((token for one in ids for token in one), np.int64, int(lengths.sum()))
    return np.repeat(np.arange(len(ids)), lengths), flat


def _word_counts(ids: list[list[int]], vocabulary: int) -> sparse.csr_array:
    """Which words each text has: 1.0 where it has one, however often."""
    rows, flat = _flat(ids)
    cells = np.unique(rows * vocabulary + flat)
    ones = np.ones(len(cells), np.float32)
    starts = np.searchsorted(cells, np.arange(len(ids) + 1) * vocabulary)
    return sparse.csr_array((ones, cells % vocabulary, starts), shape=(len(ids), vocabulary))


def _weighted(words: sparse.csr_array, weights: np.ndarray) -> sparse.csr_array:
    """Rows of length one, each word counting by its weight."""
    data = weights[words.indices]
    return _unit_rows(sparse.csr_array((data, words.indices, words.indptr), shape=words.shape))


def _pair_stream(ids: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Row number and key of every pair of neighbouring tokens; a key is (first << 32) + second."""
    rows, flat = _flat(ids)
    same = rows[:-1] == rows[1:]
    return rows[:-1][same], (flat[:-1][same] << 32) + flat[1:][same]


def _pair_rows(ids: list[list[int]], keys: np.ndarray) -> sparse.csr_array:
    """How often each known pair occurs; rows scaled by all pairs, the unknown ones included."""
    rows, found = _pair_stream(ids)
    if len(keys):
        places = np.minimum(np.searchsorted(keys, found), len(keys) - 1)
        known = keys[places] == found
    else:
        places = known = np.zeros(len(found), bool)
    scale = 1 / np.sqrt(np.maximum(np.bincount(rows, minlength=len(ids)), 1)).astype(np.float32)
    starts = np.searchsorted(rows[known], np.arange(len(ids) + 1))
    data = scale[rows[known]]
    return sparse.csr_array((data, places[known], starts), shape=(len(ids), len(keys)))


def _unit_rows(rows: sparse.csr_array) -> sparse.csr_array:
    sums = np.add.reduceat(np.append(rows.data**2, 0), rows.indptr[:-1])
    sums[np.diff(rows.indptr) == 0] = 1
    rows.data /= np.repeat(np.sqrt(sums), np.diff(rows.indptr))
    return rows
