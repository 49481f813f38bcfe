"""The items that hold some words, by the database's own index."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from sous.feedback.models import Item
from sous.insights.queries.search.spelling import plain, vocabulary

NEWEST = 1_000  # of the matches are ranked: what is newer matters more
MOST_WORDS = 12
SAMPLE, OFTEN = 1_000, 10  # what so many of so many newest items have is common
SAID = "{title text author_name}"  # the columns of SQLite's index that hold words
ENDINGS = ("ing", "ed", "es", "s", "e")


@dataclass
class Asked:
    """A query taken apart: words with what they may also be, and phrases in quotes."""

    words: list[list[str]] = field(default_factory=list)
    phrases: list[list[str]] = field(default_factory=list)
    corrections: dict[str, str] = field(default_factory=dict)

    @property
    def terms(self) -> list[str]:
        """What is marked in the results."""
        return [
            *(stem for word in self.words for stem in word),
            *(" ".join(p) for p in self.phrases),
        ]

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.phrases


def read(query: str) -> Asked:
    """Take a query apart and look for typing mistakes."""
    asked = Asked()
    for phrase in re.findall(r'"([^"]+)"', query):
        words = _tokens(phrase)
        if words:
            asked.phrases.append(words[:MOST_WORDS])
    known = vocabulary()
    for word in _tokens(re.sub(r'"[^"]*"', " ", query))[:MOST_WORDS]:
        stems = list(dict.fromkeys([_stem(word), *_accented(word, query)]))
        meant = known.correction(word)
        if meant:
            asked.corrections[word] = meant
            stems.append(_stem(meant))
        asked.words.append(stems)
    return asked


def _accented(word: str, query: str) -> list[str]:
    """The word as it was typed, where that has accents: not every index drops them."""
    typed = (each.casefold() for each in re.findall(r"[^\W_]+", query))
    return [_stem(each) for each in typed if each != word and plain(each) == word][:1]


def _tokens(text: str) -> list[str]:
    return [plain(word) for word in re.findall(r"[^\W_]+", text)]


def _stem(word: str) -> str:
    """A word without its commonest endings, to be looked for as a beginning."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def items_with_words(asked: Asked, items: QuerySet[Item] | None, limit: int) -> list[int]:
    """Ids of items with all the words, best first. ``items`` narrows them down."""
    if asked.is_empty:
        return []
    if connection.vendor == "postgresql":
        return _postgres(asked, items, limit)
    return _sqlite(asked, items, limit)


def _sqlite(asked: Asked, items: QuerySet[Item] | None, limit: int) -> list[int]:
    parts = [" OR ".join(f'"{stem}"*' for stem in stems) for stems in asked.words]
    parts += ['"' + " ".join(phrase) + '"' for phrase in asked.phrases]
    match = f"{SAID} : ({' AND '.join(f'({part})' for part in parts)})"
    narrow, values = _narrowed(items)
    where = f"AND rowid IN ({narrow})" if narrow else ""
    sql = (
        "SELECT rowid FROM (SELECT rowid, rank FROM insights_words WHERE insights_words MATCH %s "  # noqa: S608 - built from our own texts; values are bound
        f"{where} ORDER BY rowid DESC LIMIT {NEWEST}) ORDER BY rank LIMIT {int(limit)}"
    )
    return _ids(sql, [match, *values])


def _postgres(asked: Asked, items: QuerySet[Item] | None, limit: int) -> list[int]:
    parts = [" | ".join(f"{stem}:*" for stem in stems) for stems in asked.words]
    parts += [" <-> ".join(phrase) for phrase in asked.phrases]
    match = " & ".join(f"({part})" for part in parts)
    narrow, values = _narrowed(items)
    where = f"AND id IN ({narrow})" if narrow else ""
    has = "words @@ to_tsquery('simple', %s)"
    # What is common is met on the way from the newest, where COALESCE keeps the planner from its
    # index; what is not is fetched by the index, where a table of its own keeps it from the way.
    source = f"SELECT id, words FROM feedback_item WHERE {has} {where}"  # noqa: S608 - values are bound
    if is_common(match):
        source = source.replace(has, f"COALESCE({has}, false)")
    else:
        source = f"WITH found AS MATERIALIZED ({source}) SELECT id, words FROM found"  # noqa: S608
    sql = (
        f"SELECT id FROM ({source} ORDER BY id DESC LIMIT 200) newest "  # noqa: S608
        f"ORDER BY ts_rank(words, to_tsquery('simple', %s)) DESC, id DESC LIMIT {int(limit)}"
    )
    return _ids(sql, [match, *values, match])


def is_common(match: str) -> bool:
    """PostgreSQL: whether so many of the newest items fit that walking the list finds a page."""
    sql = (
        "SELECT 1 FROM (SELECT words FROM feedback_item ORDER BY said_at DESC, id DESC LIMIT %s) "
        "newest WHERE words @@ to_tsquery('simple', %s) LIMIT %s"
    )
    return len(_ids(sql, [SAMPLE, match, OFTEN])) >= OFTEN


def _narrowed(items: QuerySet[Item] | None) -> tuple[str, Sequence[Any]]:
    if items is None:
        return "", ()
    sql, values = items.order_by().values("pk").query.sql_with_params()
    return sql, values


def _ids(sql: str, values: Sequence[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [int(row[0]) for row in cursor.fetchall()]
