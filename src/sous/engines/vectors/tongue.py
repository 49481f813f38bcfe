"""Which language a text is plainly in: cheap for English, wary with the rest.

A text of which one word in eight can only be English is English; to see that takes a few millionths
of a second. All others are shown to a language identifier, and are taken for foreign only if it all
but rules English out and knows them for a language that is widely written. Where that is not so,
the answer is silence, and MiniLM encodes the text as it encodes English.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

ENGLISH, UNKNOWN = "en", ""
MIN_LETTERS = 12
MAX_CHANCE_OF_ENGLISH = 0.005
MIN_CHANCE_OF_KNOWN = 0.5
LONGEST = 600
NOT_WORDS = re.compile(r"https?://\S+|\S+@\S+|[\d_]+")
# Words that no other widely written language has in common use.
_WORDS = """
    about after again always and any are aren't because been before being can can't cannot could
    couldn't did didn't does doesn't don't down each even every from get gets getting got has
    hasn't haven't having how i'd i'll i'm i've if into isn't it it's its just like make makes
    many more most much need needs never not now only or other our out please should shouldn't
    some still such than that that's the their them then there there's these they this those
    through too up used using very wasn't wants were what what's when where which while who why
    with won't work works would wouldn't you you're your
"""
ENGLISH_WORDS = frozenset(_WORDS.split())
# As common in English, and a word elsewhere too: two of them are worth one.
SHARED_WORDS = frozenset(
    ["but", "by", "do", "for", "had", "have", "i", "my", "to", "use", "want", "will"]
)
_CODES = """
    ar bg bn ca cs da de el es et eu fa fi fr gl he hi hr hu id is it ja ka ko lt lv mk ms nb nl
    nn no pl pt ro ru sk sl sq sr sv ta te th tr uk ur vi zh wuu yue
"""
WIDELY_WRITTEN = frozenset(_CODES.split())


def tongue(text: str) -> str:
    """ISO 639 code of the language that `text` is plainly in, "" where that cannot be said."""
    words = set(text[:LONGEST].lower().split())
    weight = 2 * len(words & ENGLISH_WORDS) + len(words & SHARED_WORDS)
    if weight >= max(2, len(words) / 4):
        return ENGLISH
    text = NOT_WORDS.sub(" ", text[:LONGEST].encode("utf-8", "replace").decode("utf-8"))
    if _letters(text) < MIN_LETTERS:
        return UNKNOWN
    with _lock:  # the identifier keeps no promise about threads
        ranking = _identifier().rank(text)
    chances = {code: float(chance) for code, chance in ranking}
    if chances.get(ENGLISH, 0.0) > MAX_CHANCE_OF_ENGLISH:
        return ENGLISH if ranking[0][0] == ENGLISH else UNKNOWN
    if sum(chances.get(code, 0.0) for code in WIDELY_WRITTEN) < MIN_CHANCE_OF_KNOWN:
        return UNKNOWN
    return max(WIDELY_WRITTEN, key=lambda code: (chances.get(code, 0.0), code))


def tongues(texts: Iterable[str]) -> list[str]:
    """The same for each text."""
    return [tongue(text) for text in texts]


def _letters(text: str) -> int:
    """Letters; one beyond the alphabets, where a sign is a word, counts four times."""
    return sum(1 if ord(sign) < 0x2E80 else 4 for sign in text if sign.isalpha())


_lock = threading.Lock()


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
