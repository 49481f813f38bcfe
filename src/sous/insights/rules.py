"""Pure decisions about themes: what is counted, when to build, what a summary may say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

import numpy as np

FEWEST_ITEMS = 30  # below it a theme is a coincidence
GROWN_BY = 0.2  # a build is due when this share of the items is new to it
MANY_NEW = 5_000
PAUSE_BETWEEN_BUILDS = timedelta(minutes=5)
MOST_TEXT = 2_000  # characters of an item that its vector sees
WEEKS = 12
# What PostgreSQL indexes of an item, word for word as in the index; a tsvector has an upper size.
RECENT_DAYS, BEFORE_DAYS = 28, 84
EMERGING_DAYS = 45  # after that a theme is not new any more


def meaning_of(title: str, text: str) -> str:
    """What the encoder reads: the title, unless the text begins with it, and the text."""
    title = title.strip()
    if title and not text.startswith(title):
        text = f"{title}\n{text}"
    return text[:MOST_TEXT]


def unpack(data: Sequence[bytes], width: int = 0) -> np.ndarray:
    """int8 (n, d) of what ``pack`` gave; a row of another width becomes zeros."""
    width = width or (len(data[0]) if data else 0)
    rows = np.zeros((len(data), width), np.int8)
    for index, row in enumerate(data):
        if len(row) == width:
            rows[index] = np.frombuffer(row, np.int8)
    return rows


def unit(rows: np.ndarray) -> np.ndarray:
    """float32 rows of length one; zeros stay zeros."""
    rows = np.asarray(rows, np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), np.float32)


def build_is_due(
    *, items: int, known: int, last_started: datetime | None, now: datetime, built: bool
) -> bool:
    """Whether the themes should be built again.

    ``items`` could be in themes now, ``known`` were seen by the last build. Never more often than
    every few minutes, and never with so few items that themes would be chance.
    """
    if items < FEWEST_ITEMS:
        return False
    if last_started is not None and now - last_started < PAUSE_BETWEEN_BUILDS:
        return False
    if not built:
        return True
    changed = abs(items - known)
    return changed >= max(FEWEST_ITEMS, GROWN_BY * known) or changed >= MANY_NEW


class Said(NamedTuple):
    """One item of a theme as far as it is counted.

    ``who`` is its account; ``voice`` tells who spoke where there is none, "" for nobody known.
    """

    item: int
    day: date
    who: int | None
    voice: str
    twin: int
    sentiment: float | None
    values: tuple[tuple[str, str], ...]  # (dimension, value)


@dataclass
class Counts:
    """What ``count`` found.

    ``behind``: item → the earlier item that says the same. ``repeated``: those of them that the
    same voice had said already, and that are not counted.
    """

    size: int
    days: dict[date, tuple[int, int, float, int]]
    accounts: dict[int, int]
    sentiments: list[int]
    mean: float | None
    splits: dict[str, dict[str, int]]
    behind: dict[int, int]
    repeated: set[int]


def count(rows: Iterable[Said]) -> Counts:
    """Count a theme's items, oldest first: the same said twice by one voice counts once."""
    first: dict[int, int] = {}
    counted: set[tuple[int, int | str]] = set()
    behind: dict[int, int] = {}
    repeated: set[int] = set()
    days: dict[date, list[float]] = {}
    day_accounts: dict[date, set[int]] = {}
    accounts: dict[int, int] = {}
    splits: dict[str, dict[str, int]] = {}
    sentiments, total = [0, 0, 0], 0.0
    size = 0
    for row in rows:
        if row.twin in first:
            behind[row.item] = first[row.twin]
            if (row.twin, row.who or row.voice) in counted:
                repeated.add(row.item)
                continue
        else:
            first[row.twin] = row.item
        counted.add((row.twin, row.who or row.voice))
        if row.who is not None:
            accounts[row.who] = accounts.get(row.who, 0) + 1
            day_accounts.setdefault(row.day, set()).add(row.who)
        size += 1
        tally = days.setdefault(row.day, [0, 0.0, 0])
        tally[0] += 1
        if row.sentiment is not None:
            tally[1] += row.sentiment
            tally[2] += 1
            total += row.sentiment
            sentiments[tone(row.sentiment)] += 1
        for dimension, value in row.values:
            values = splits.setdefault(dimension, {})
            values[value] = values.get(value, 0) + 1
    known = sum(sentiments)
    return Counts(
        size,
        {
            day: (int(n), len(day_accounts.get(day, ())), sentiment, int(judged))
            for day, (n, sentiment, judged) in sorted(days.items())
        },
        accounts,
        sentiments,
        round(total / known, 3) if known else None,
        splits,
        behind,
        repeated,
    )


def tone(sentiment: float) -> int:
    """0 negative, 1 mixed, 2 positive."""
    return 0 if sentiment < -0.25 else 2 if sentiment > 0.25 else 1


def weekly(days: Mapping[date, int], *, end: date, weeks: int = WEEKS) -> list[int]:
    """Counts of the ``weeks`` weeks that end with ``end``, oldest first."""
    found = [0] * weeks
    for day, n in days.items():
        back = (end - day).days // 7
        if 0 <= back < weeks and day <= end:
            found[weeks - 1 - back] += n
    return found


def before_and_now(days: Mapping[date, int], *, end: date) -> tuple[int, int]:
    """Counts of the 12 weeks before the last four, and of the last four."""
    now = sum(n for day, n in days.items() if 0 <= (end - day).days < RECENT_DAYS)
    before = sum(
        n for day, n in days.items() if RECENT_DAYS <= (end - day).days < RECENT_DAYS + BEFORE_DAYS
    )
    return before, now


def trend_words(direction: str, ratio: float, low: float, high: float, now: int) -> str:
    """The trend in words, with its interval: "Growing 1.8× (1.2–2.6×)"."""
    if direction == "growing":
        if ratio == float("inf") or ratio > 50:
            return "New in the last 4 weeks"
        return f"Growing {_times(ratio)} ({_span(low, high)})"
    if direction == "shrinking":
        return f"Shrinking to {_times(ratio)} ({_span(low, high)})"
    return "Steady" if now else "Quiet"


def _times(ratio: float) -> str:
    return f"{ratio:.1f}×" if ratio < 10 else f"{ratio:.0f}×"


def _span(low: float, high: float) -> str:
    top = "∞" if high == float("inf") or high > 99 else f"{high:.1f}"
    return f"{low:.1f}–{top}×"


CITATION = re.compile(r"\[((?:FB-\d+)(?:\s*,\s*FB-\d+)*)\]")


def cited_sentences(text: str, allowed: Iterable[int]) -> list[dict[str, object]]:
    """The sentences of a summary whose every claim cites items that were given; others dropped.

    A citation ``[FB-12, FB-15]`` may stand before or after the full stop. A sentence that cites
    even one item outside ``allowed`` is dropped too: it is made up.
    """
    known = set(allowed)
    tidy = re.sub(r"([.!?])\s*(\[FB-[^\]]*\])", r" \2\1", text)
    kept: list[dict[str, object]] = []
    for sentence in re.split(r"(?<=[.!?])\s+|\n+", tidy):
        cited = [int(ref[3:]) for group in CITATION.findall(sentence) for ref in _refs(group)]
        words = re.sub(r"\s+([.!?,])", r"\1", CITATION.sub("", sentence))
        words = " ".join(words.strip(" -*•").split())
        if cited and words and set(cited) <= known:
            kept.append({"text": words[:500], "items": list(dict.fromkeys(cited))})
    return kept


def _refs(group: str) -> list[str]:
    return [ref.strip() for ref in group.split(",")]


def week_start(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())
