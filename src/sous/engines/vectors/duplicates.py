"""Which texts are the same message: equal but for what mail, forms and keyboards do to a text.

Case, punctuation, spaces, accents written in two ways, quoted replies and signatures are taken off
first; what is then equal is one message. What is nearly equal is found by MinHash over runs of four
characters (Broder 1997) and then verified. Nearly equal is judged warily: "is now working" and "is
not working" differ by two characters, so a short text must be equal, and a pair whose numbers or
negations differ is never one message.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from rensa import RMinHash

GRAM, PERMUTATIONS, BAND, SEED = 4, 64, 4, 1
SHORT = 40  # characters after tidying: below this, only equal texts are duplicates
ALIKE = 0.85  # share of common four-character runs
ALIKE_IN_MEANING = 0.90  # cosine, where vectors are given

QUOTED = re.compile(r"^\s*>.*$", re.MULTILINE)
REPLY = re.compile(
    r"^\s*(?:-{2,}\s*(?:original message|ursprüngliche nachricht|message d.origine|"
    r"mensaje original|forwarded message)\s*-{2,}"
    r"|on\b.{4,120}\bwrote:|am\b.{4,120}\bschrieb\b.{0,80}:|le\b.{4,120}\ba écrit\s*:"
    r"|el\b.{4,120}\bescribió:|from:\s.{1,120})\s*$",
    re.IGNORECASE | re.MULTILINE,
)
DELIMITER = re.compile(r"^\s*(?:--|__+|—)\s*$", re.MULTILINE)
DEVICE = re.compile(
    r"^\s*(?:sent from (?:my|the)|get outlook for|gesendet von|von meinem .{1,40} gesendet"
    r"|envoyé (?:de|depuis)|enviado desde)\b.*$",
    re.IGNORECASE | re.MULTILINE,
)
FAREWELL = re.compile(
    r"^\s*(?:(?:kind|best|warm|many)\s+)?(?:regards|wishes|thanks|thank you|cheers|sincerely"
    r"|yours(?: sincerely| truly)?|mit freundlichen grüßen|(?:viele|liebe|beste|schöne) grüße"
    r"|gruß|mfg|cordialement|bien à vous|merci|cdlt|saludos|un saludo|atentamente|gracias)"
    r"[\s,.!]*$",
    re.IGNORECASE | re.MULTILINE,
)
SIGNATURE_LINES, SIGNATURE_LINE = 6, 60
WORDS = re.compile(r"\w+")
# fmt: off
NEGATIONS = frozenset((
    "not", "no", "never", "none", "cannot", "cant", "dont", "doesnt", "didnt", "wont", "isnt",
    "arent", "wasnt", "without", "nor", "nicht", "kein", "keine", "keinen", "nie", "ohne", "ne",
    "pas", "jamais", "sans", "aucun", "aucune", "ni", "nunca", "sin", "ningún", "ninguna", "nada",
))
# fmt: on


def near_duplicates(texts: Sequence[str], vectors: np.ndarray | None = None) -> np.ndarray:
    """For each text the index of the first text that says the same (int64; its own if none does).

    With `vectors` (float32 rows of length one), a nearly equal pair must also be alike in meaning.
    """
    tidied = [essence(text) for text in texts]
    first: dict[str, int] = {}
    groups = np.fromiter(
        (first.setdefault(text, index) for index, text in enumerate(tidied)), np.int64, len(texts)
    )
    members = np.array([i for text, i in first.items() if len(text) >= SHORT], np.int64)
    pairs = _candidates([tidied[index] for index in members])
    parents = np.arange(len(texts))
    for left, right in members[pairs]:
        one, other = _root(parents, left), _root(parents, right)
        if one == other or not _same_message(tidied[left], tidied[right]):
            continue
        if vectors is not None and float(vectors[left] @ vectors[right]) < ALIKE_IN_MEANING:
            continue
        parents[max(one, other)] = min(one, other)
    return np.fromiter((_root(parents, index) for index in groups), np.int64, len(texts))


def same_message(left: str, right: str) -> bool:
    """Whether two texts say the same, by their words alone."""
    one, other = essence(left), essence(right)
    if one == other:
        return True
    return min(len(one), len(other)) >= SHORT and _same_message(one, other)


def essence(text: str) -> str:
    """The words of a message, in lower case, without quoted replies and signature.

    A text that has no words (only signs or emoji) stays as it is, spaces apart.
    """
    text = unicodedata.normalize("NFKC", text)
    body = _without_signature(_without_reply(text))
    words = WORDS.findall(body.casefold().replace("'", "").replace("’", ""))
    return " ".join(words) or " ".join(text.split())


def _without_reply(text: str) -> str:
    if (match := REPLY.search(text)) and text[: match.start()].strip():
        text = text[: match.start()]
    stripped = QUOTED.sub("", text)
    return stripped if stripped.strip() else text


def _without_signature(text: str) -> str:
    if "\n" not in text:
        return text
    text = DEVICE.sub("", text)
    for pattern in (DELIMITER, FAREWELL):
        for match in pattern.finditer(text):
            tail = [line for line in text[match.end() :].splitlines() if line.strip()]
            brief = len(tail) <= SIGNATURE_LINES and all(len(x) <= SIGNATURE_LINE for x in tail)
            if brief and text[: match.start()].strip():
                text = text[: match.start()]
                break
    return text


def _candidates(texts: Sequence[str]) -> np.ndarray:
    """Pairs (n, 2) of positions that share a band of their MinHash, each with a lower one first."""
    if len(texts) < 2:
        return np.empty((0, 2), np.int64)
    hashes, offsets = _grams(texts)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(hashes, offsets, PERMUTATIONS, SEED)
    digests = np.array(matrix.to_rows(), np.uint64)
    found = []
    for start in range(0, PERMUTATIONS, BAND):
        key = np.zeros(len(texts), np.uint64)
        for column in range(start, start + BAND):
            key = key * np.uint64(0x9E3779B97F4A7C15) + digests[:, column]
        order = np.argsort(key, kind="stable")
        same = key[order][1:] == key[order][:-1]
        # Each text against the one before it in its bucket and against the bucket's first: enough
        # to join a bucket of any size without comparing all its pairs.
        head = np.maximum.accumulate(np.where(np.append(False, same), 0, np.arange(len(order))))
        later = order[1:][same]
        found.append(np.stack([order[:-1][same], later], 1))
        found.append(np.stack([order[head[1:][same]], later], 1))
    return np.unique(np.sort(np.concatenate(found), axis=1), axis=0)


def _grams(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Hashes of every run of four characters, text after text, and where each text starts."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "replace"), np.uint32)
    lengths = np.fromiter((len(text) for text in texts), np.int64, len(texts))
    starts = np.concatenate([[0], np.cumsum(lengths)])
    count = len(codes) - GRAM + 1
    hashes = np.zeros(count, np.uint64)
    for place in range(GRAM):
        hashes = hashes * np.uint64(0x100000001B3) + codes[place : place + count]
    hashes ^= hashes >> np.uint64(29)
    keep = np.ones(count, bool)
    for place in range(1, GRAM):  # a run must not begin in one text and end in the next
        ends = starts[1:-1] - place
        keep[ends[(ends >= 0) & (ends < count)]] = False
    sizes = lengths - GRAM + 1
    return hashes[keep], np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint64)


def _same_message(left: str, right: str) -> bool:
    one, other = left.split(), right.split()
    if _telling(one) != _telling(other):
        return False
    grams = [{text[i : i + GRAM] for i in range(len(text) - GRAM + 1)} for text in (left, right)]
    return len(grams[0] & grams[1]) >= ALIKE * len(grams[0] | grams[1])


def _telling(words: list[str]) -> list[str]:
    """The words whose change changes the message: numbers and negations."""
    return sorted(
        word for word in words if word in NEGATIONS or any(sign.isdigit() for sign in word)
    )


def _root(parents: np.ndarray, index: int) -> int:
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = parents[index]
    return int(index)
