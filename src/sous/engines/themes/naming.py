"""Names that a person recognises: the words and short phrases a theme says and others do not.

Class-based tf-idf over words and phrases of two or three words; a phrase may hold stop words
inside, never at its ends. Names are made distinct from each other, largest theme first. A theme in
several languages is named in that of most of its texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from math import log

import numpy as np

from sous.engines.themes.stopwords import stop_words_of
from sous.engines.themes.types import Ints
from sous.engines.themes.words import tokens

LONGEST_PHRASE = 3
CANDIDATES = 40
KEYWORDS = 8
WHOLE = 0.65  # share of a word's uses that are in one phrase, from which the phrase names it
ENOUGH_WORDS = 3  # in a name
TEXTS_FOR_LANGUAGE = 40  # of one theme
OWN_SHARE = 0.25  # of these, from which a theme counts as written in a language
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
    stops = _stops_of(texts, labels, groups)
    said = [Counter[str]() for _ in range(groups)]
    read = [0] * groups
    for text, label in zip(texts, labels, strict=True):
        if label >= 0 and read[label] < TEXTS_READ:
            read[label] += 1
            said[label].update(phrases(tokens(text), stops[label]))
    everywhere: Counter[str] = Counter()
    for counter in said:
        for phrase, count in counter.items():
            everywhere[phrase] += count
    total = max(1, sum(read))
    taken: set[str] = set()
    namings: list[Naming] = []
    for counter, size, stop in zip(said, read, stops, strict=True):
        ranked = _ranked(counter, size, everywhere, total)
        keywords = _spread(ranked, stop)
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


def _ranked(
    counter: Counter[str], size: int, everywhere: Counter[str], total: int
) -> list[tuple[float, str]]:
    scored = []
    for phrase, count in counter.items():
        if count < 2 and size >= 4:
            continue
        inside = count / max(size, 1)
        expected = (everywhere[phrase] + 1) / (total + 1)
        words = phrase.count(" ") + 1
        score = inside * log(1 + inside / expected) * (1 + 0.35 * (words - 1))
        scored.append((score, phrase))
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    return _whole(scored[:CANDIDATES], counter)


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
    seen: set[str] = set()
    for _, phrase in ranked:
        words = {_stem(w) for w in phrase.split() if w not in stop}
        if words - seen:
            chosen.append(phrase)
            seen |= words
        if len(chosen) == KEYWORDS:
            break
    return chosen


def _stem(word: str) -> str:
    """Words that begin alike count as one: transfer, transfers, transferred."""
    return word[:6] if len(word) > 6 else word.rstrip("s")


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
