"""Which language a text is in, or silence where that cannot be said."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

# Under eight letters, half of the answers on real reviews were wrong ("top", "ok", "cool").
MIN_LETTERS = 8
MIN_CONFIDENCE = 0.6
# A text this clear may speak for the set it stands in.
CLEAR_LETTERS, CLEAR_CONFIDENCE = 30, 0.95
LONGEST = 2_000
NOT_WORDS = re.compile(r"https?://\S+|\S+@\S+|[\d_]+")

_lock = threading.Lock()

Named = tuple[str, float]


def language(text: str) -> Named:
    """(ISO 639-1 code, confidence 0…1) of a text; ("", confidence) when too short or unsure."""
    return _named(*_ranked(text), prior={})


def languages(texts: Sequence[str]) -> list[Named]:
    """The same for a set of texts, where the clear ones help with the doubtful.

    A short text in a set that is half French is more likely French than Occitan: the clear texts
    say how common each language is, and that is weighed with what a doubtful text looks like.
    """
    ranked = [_ranked(text) for text in texts]
    tally = Counter(
        ranking[0][0]
        for letters, ranking in ranked
        if letters >= CLEAR_LETTERS and ranking[0][1] >= CLEAR_CONFIDENCE
    )
    total = sum(tally.values())
    # With few clear texts the set says little; each language keeps a share for the unforeseen.
    prior = {code: (count + 0.05) / total for code, count in tally.items()} if total >= 20 else {}
    rare = 0.05 / total if total else 0.0
    return [_named(letters, ranking, prior=prior, rare=rare) for letters, ranking in ranked]


def _named(
    letters: int, ranking: list[Named], *, prior: dict[str, float], rare: float = 0.0
) -> Named:
    if letters < MIN_LETTERS or not ranking:
        return "", 0.0
    if prior:
        weighed = [(code, chance * prior.get(code, rare)) for code, chance in ranking]
        total = sum(chance for _, chance in weighed) or 1.0
        ranking = [(code, chance / total) for code, chance in weighed]
    code, confidence = max(ranking, key=lambda pair: pair[1])
    return (code if confidence >= MIN_CONFIDENCE else ""), round(confidence, 4)


def _ranked(text: str) -> tuple[int, list[Named]]:
    """The number of letters and the likeliest languages, best first."""
    text = NOT_WORDS.sub(" ", text[:LONGEST].encode("utf-8", "replace").decode("utf-8"))
    letters = sum(map(str.isalpha, text))
    if letters < MIN_LETTERS:
        return letters, []
    with _lock:  # the identifier keeps no promise about threads
        return letters, [(code, float(chance)) for code, chance in _identifier().rank(text)[:8]]


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def share_of_languages(named: Iterable[Named]) -> dict[str, int]:
    """How many texts are in each language, the commonest first; "" counts the silent ones."""
    return dict(Counter(code for code, _ in named).most_common())
