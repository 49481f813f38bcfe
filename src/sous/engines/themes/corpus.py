"""A corpus read once, as a stream: what is distinct, and which distinct texts to look at.

Two texts are the same if they differ only in case and white space. The distinct ones are kept in
the order of a hash of their content, so that nothing that follows depends on the order in which
texts arrive, and so that the first N of them are a fair sample of all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import numpy as np

from sous.engines.themes.types import Ints, Progress

READ_AHEAD = 2_000  # characters hashed and kept of one text: a theme shows long before its end


def normal(text: str) -> str:
    """The form in which two texts are compared."""
    return " ".join(text[:READ_AHEAD].split()).casefold()


def says_something(text: str) -> bool:
    """False for texts of nothing but white space, control and format characters."""
    return any(c.isprintable() and not c.isspace() for c in text)


def fingerprint(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")


@dataclass(frozen=True)
class Corpus:
    """`row[i]` is the distinct text that input i says (−1: it says nothing).

    Distinct text j was first seen at input `first[j]` and occurs `count[j]` times. `texts` holds
    the first `len(texts)` distinct texts, in order: all of them, or a fair sample.
    """

    row: Ints
    first: Ints
    count: Ints
    texts: list[str]

    @property
    def size(self) -> int:
        return len(self.row)

    @property
    def distinct(self) -> int:
        return len(self.first)

    @cached_property
    def languages(self) -> list[str]:
        """The language that each of `texts` is plainly in, "" where that cannot be said."""
        from sous.engines.vectors import tongues  # as with the encoder: only when it is needed

        return tongues(self.texts)

    @classmethod
    def read(
        cls, texts: Iterable[str | None], *, keep: int, progress: Progress | None = None
    ) -> Corpus:
        """Read `texts` once. Memory: eight bytes a text, and about `keep` texts."""
        hashes: list[int] = []
        kept: dict[int, str] = {}
        ceiling = 1 << 64
        for text in texts:
            plain = normal(text or "")
            if not says_something(plain):
                hashes.append(0)
                continue
            print_ = fingerprint(plain) or 1
            hashes.append(print_)
            if print_ < ceiling and print_ not in kept:
                kept[print_] = text or ""
                if len(kept) > 2 * keep + 1_000:
                    lowest = sorted(kept)[:keep]
                    ceiling = lowest[-1] + 1
                    kept = {h: kept[h] for h in lowest}
            if progress and len(hashes) % 50_000 == 0:
                progress("reading", len(hashes), 0)
        return cls._from_hashes(np.array(hashes, dtype=np.uint64), kept, keep)

    @classmethod
    def _from_hashes(cls, hashes: np.ndarray, kept: dict[int, str], keep: int) -> Corpus:
        values, first, row, count = np.unique(
            hashes, return_index=True, return_inverse=True, return_counts=True
        )
        row = row.astype(np.int64)
        if len(values) and values[0] == 0:  # the texts that say nothing
            first, count, row, values = first[1:], count[1:], row - 1, values[1:]
        texts = [kept[int(h)] for h in values[:keep]]
        return cls(row, first.astype(np.int64), count.astype(np.int64), texts)
