"""What somebody meant to type: the nearest word that occurs in the evidence.

Candidates share a form with one character left out (Garbe's symmetric deletes), then the true
distance decides (Damerau 1964, neighbouring characters swapped count one); ties go to the word that
occurs most.
"""

from __future__ import annotations

import threading
import time
import unicodedata
from collections import defaultdict

from sous.insights.models import Term

MOST = 20_000
KEEP = 300.0  # seconds


class Vocabulary:
    """The commonest words, ready to be found by a mistyped one."""

    def __init__(self, counts: dict[str, int]) -> None:
        self.counts = counts
        self._by_form: dict[str, list[str]] = defaultdict(list)
        for word in counts:
            if len(word) >= 4:
                for form in forms(word):
                    self._by_form[form].append(word)

    def correction(self, word: str) -> str | None:
        """The word that was probably meant; None where it is known or nothing is near."""
        word = plain(word)
        if len(word) < 4 or word.isdigit() or self._knows(word):
            return None
        most = 1 if len(word) < 6 else 2
        near: set[str] = set()
        for form in forms(word):
            near.update(self._by_form.get(form, ()))
        ranked = sorted(
            (distance(word, each), -self.counts[each], each)
            for each in near
            if abs(len(each) - len(word)) <= most
        )
        return ranked[0][2] if ranked and ranked[0][0] <= most else None

    def _knows(self, word: str) -> bool:
        stem = word.rstrip("s")
        return word in self.counts or stem in self.counts or f"{word}s" in self.counts


def plain(word: str) -> str:
    """Lower case without accents, as the index keeps it."""
    split = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in split if not unicodedata.combining(char))


def forms(word: str) -> set[str]:
    """A word, and all that is left of it without one character."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def distance(left: str, right: str) -> int:
    """Insertions, deletions, replacements and swaps of neighbours between two words."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        current = [i]
        for j, b in enumerate(right, start=1):
            best = min(current[-1] + 1, row[j] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                best = min(best, before[j - 2] + 1)
            current.append(best)
        before, row = row, current
    return row[-1]


_lock = threading.Lock()
_kept: tuple[float, Vocabulary] | None = None


def vocabulary() -> Vocabulary:
    """The vocabulary of this process, renewed every few minutes."""
    global _kept
    with _lock:
        now = time.monotonic()
        if _kept is None or now - _kept[0] > KEEP or not _kept[1].counts:
            counts = dict(Term.objects.order_by("-n", "pk").values_list("term", "n")[:MOST])
            _kept = (now, Vocabulary(counts))
        return _kept[1]


def forget() -> None:
    """Read the vocabulary again at the next search."""
    global _kept
    _kept = None
