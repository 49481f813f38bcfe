"""Names that a person recognises: the words and short phrases a theme says and others do not.

A phrase counts by how often the theme says it, and by how much more often than all texts do; it
may hold stop words inside, never at its ends. Names are made distinct from each other, largest
theme first. A theme in several languages is named in that of most of its texts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from math import log, sqrt

import numpy as np

from sous.engines.themes.corpus import READ_AHEAD
from sous.engines.themes.stopwords import stop_words_of
from sous.engines.themes.types import Ints
from sous.engines.themes.words import tokens

LONGEST_PHRASE = 3
CANDIDATES = 40
KEYWORDS = 8
OFTEN, TELLING = 0.75, 1.5  # powers of how often the theme says it, and of the log of how much more
LEAST_MORE = 1.05  # keeps the log above zero where nothing is said more often than elsewhere
PHRASE = 0.35  # what each further word of a phrase adds
WHOLE = 0.65  # share of a word's uses that are in one phrase, from which the phrase names it
PAUSE = re.compile(r"[.!?;:,]+(?:\s|$)|[()\[\]\"“”„«»…—–\n]")  # no phrase reaches across one
ENOUGH_WORDS = 3  # in a name
TEXTS_FOR_LANGUAGE = 40  # of one theme
OWN_SHARE = 0.25  # of these, from which a theme counts as written in a language
ENOUGH_TO_COPY = 8  # phrases, below which texts are alike without being copies
COPIED = 0.5
ENOUGH_TEXTS = 4  # of a theme, from which one text alone cannot name it
TEXTS_READ = 400  # of one theme: enough to know its words


@dataclass(frozen=True)
class Naming:
    name: str
    keywords: tuple[str, ...]


def phrases(words: Sequence[str], stop: Set[str]) -> set[str]:
    """Distinct words and phrases of a tokenised text that could stand in a name."""
    bare = [word in stop or len(word) < 2 or word.isdigit() for word in words]
    found = set()
    for start in range(len(words)):
        if bare[start]:
            continue
        for end in range(start + 1, min(start + LONGEST_PHRASE, len(words)) + 1):
            if not bare[end - 1]:
                found.add(" ".join(words[start:end]))
    return found


class Said:
    """What a group says: in how many of its `texts` each phrase occurs, copies left out."""

    def __init__(self, stop: Set[str]) -> None:
        self.stop = stop
        self.texts = 0
        self.phrases: Counter[str] = Counter()
        self._first: dict[str, int] = {}

    def hear(self, text: str) -> None:
        if self.texts == TEXTS_READ:
            return
        parts = PAUSE.split(text[:READ_AHEAD])
        found = set().union(*(phrases(tokens(part), self.stop) for part in parts))
        if not self._copied(found):
            self.texts += 1
            self.phrases.update(found)

    def _copied(self, found: Set[str]) -> bool:
        """Whether one earlier text said most of it first: a forwarded or a repeated message."""
        if len(found) >= ENOUGH_TO_COPY:
            said_by = Counter(self._first[p] for p in found if p in self._first)
            if max(said_by.values(), default=0) >= COPIED * len(found):
                return True
        for phrase in found:
            self._first.setdefault(phrase, self.texts)
        return False


def name_groups(
    texts: Sequence[str], labels: Ints, groups: int, languages: Sequence[str] | None = None
) -> list[Naming]:
    """A name and keywords for each of `groups` groups of texts; −1 belongs to none.

    `languages`: the code of each text's, "" where unknown; found here if not given.
    """
    if languages is None:
        from sous.engines.vectors import tongues  # only when it is needed, as with the encoder

        languages = tongues(texts)
    labels = _in_main_language(languages, labels, groups)
    said = [Said(stop) for stop in _stops_of(texts, labels, groups)]
    for text, label in zip(texts, labels, strict=True):
        if label >= 0:
            said[label].hear(text)
    everywhere: Counter[str] = Counter()
    for one in said:
        for phrase, count in one.phrases.items():
            everywhere[phrase] += count
    total = max(1, sum(one.texts for one in said))
    taken: set[str] = set()
    namings: list[Naming] = []
    for one in said:
        ranked = _ranked(one, everywhere, total)
        keywords = _spread(ranked, one.stop)
        name = _name(ranked, keywords, taken)
        taken.add(name.casefold())
        namings.append(Naming(name, tuple(keywords)))
    return namings


def _in_main_language(codes: Sequence[str], labels: Ints, groups: int) -> Ints:
    """`labels`, with −1 for texts that are plainly in another language than most of their group."""
    tallies = [Counter[str]() for _ in range(groups)]
    for code, label in zip(codes, labels, strict=True):
        if label >= 0 and code:
            tallies[label][code] += 1
    main = [max(tally, key=lambda code: (tally[code], code), default="") for tally in tallies]
    kept = [
        label if label < 0 or code in ("", main[label]) else -1
        for code, label in zip(codes, labels, strict=True)
    ]
    return np.array(kept, dtype=np.int64)


def _stops_of(texts: Sequence[str], labels: Ints, groups: int) -> list[Set[str]]:
    """The stop words of the whole, and those of the languages that each group is written in."""
    shared = stop_words_of(tokens(text) for text in texts)
    own: list[list[str]] = [[] for _ in range(groups)]
    for text, label in zip(texts, labels, strict=True):
        if label >= 0 and len(own[label]) < TEXTS_FOR_LANGUAGE:
            own[label].append(text)
    return [shared | stop_words_of(map(tokens, some), share=OWN_SHARE) for some in own]


def _ranked(said: Said, everywhere: Counter[str], total: int) -> list[tuple[float, str]]:
    scored = []
    for phrase, count in said.phrases.items():
        if count < 2 and said.texts >= ENOUGH_TEXTS:
            continue
        inside = surely(count, said.texts)
        more = inside * (total + 1) / (everywhere[phrase] + 1)
        words = phrase.count(" ") + 1
        telling = inside**OFTEN * log(max(more, LEAST_MORE)) ** TELLING
        scored.append((more > 1, telling * (1 + PHRASE * (words - 1)), phrase))
    # what is said more often than elsewhere; all that is said where nothing is
    apart = any(more for more, _, _ in scored)
    best = [(score, phrase) for more, score, phrase in scored if more or not apart]
    best.sort(key=lambda pair: (-pair[0], pair[1]))
    return _whole(best[:CANDIDATES], said.phrases)


def surely(count: int, size: int) -> float:
    """The share that `count` of `size` shows, less one standard error (Wilson 1927)."""
    share = count / size
    spread = sqrt((share * (1 - share) + 1 / (4 * size)) / size)
    return (share + 1 / (2 * size) - spread) / (1 + 1 / size)


def _whole(ranked: list[tuple[float, str]], counter: Counter[str]) -> list[tuple[float, str]]:
    """Parts give way to the phrase they mostly stand in: "passe" to "mot de passe"."""
    kept: list[tuple[float, str]] = []
    for score, phrase in ranked:
        wholes = [
            other
            for _, other in ranked
            if f" {phrase} " in f" {other} "
            and other != phrase
            and counter[other] >= WHOLE * counter[phrase]
        ]
        whole = max(wholes, key=lambda w: (counter[w], w), default=phrase)
        if all(whole != name for _, name in kept):
            kept.append((score, whole))
    return kept


def _spread(ranked: list[tuple[float, str]], stop: Set[str]) -> list[str]:
    """The best phrases, none made only of words that stand already."""
    chosen: list[str] = []
    seen: list[str] = []
    for _, phrase in ranked:
        words = [w for w in phrase.split() if w not in stop]
        new = [w for w in words if not any(_alike(w, other) for other in seen)]
        if new:
            chosen.append(phrase)
            seen += new
        if len(chosen) == KEYWORDS:
            break
    return chosen


def _alike(word: str, other: str) -> bool:
    """Whether two words say the same in a name: count, counts, counting; transfer, transferred."""
    short, long = sorted((word, other), key=len)
    if short[:6] == long[:6] and len(short) >= 6:
        return True
    return long.startswith(short) if len(short) >= 4 else long in (short, short + "s")


def _name(ranked: list[tuple[float, str]], keywords: list[str], taken: set[str]) -> str:
    if not keywords:
        return _free("other", taken)
    parts = [keywords[0]]
    for extra in keywords[1:]:
        if _words_in(parts) >= ENOUGH_WORDS and ", ".join(parts).casefold() not in taken:
            break
        # "activate" gives way to "activate my card": nothing is said twice
        parts = [part for part in parts if f" {part} " not in f" {extra} "] + [extra]
    return _free(", ".join(parts), taken)


def _words_in(parts: list[str]) -> int:
    return sum(len(part.split()) for part in parts)


def _free(name: str, taken: set[str]) -> str:
    name = name[:1].upper() + name[1:]
    if name.casefold() not in taken:
        return name
    number = 2
    while f"{name} ({number})".casefold() in taken:
        number += 1
    return f"{name} ({number})"
