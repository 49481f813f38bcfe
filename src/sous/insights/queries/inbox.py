"""What the inbox asks this room: which feedback stands in a theme, has some words, or a tag."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import (
    BooleanField,
    Exists,
    F,
    Func,
    OuterRef,
    QuerySet,
    Sum,
    TextField,
    Value,
)
from django.db.models.expressions import Col, RawSQL
from django.db.models.functions import Cast, Coalesce, StrIndex

from sous.feedback.models import Item
from sous.insights.models import Membership, Theme
from sous.insights.queries.search.spelling import plain
from sous.insights.queries.search.words import SAID, is_common
from sous.insights.queries.themes import theme_id
from sous.kernel.actors import Actor

MANY = 5_000
"""With more items than this in it, a set is looked up item by item rather than sorted whole."""
MOST_WORDS = 8
UNSPACED = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Scripts that put no space between words: an index of words does not find what is inside."""


def within_theme(items: QuerySet[Item], value: str, actor: Actor) -> QuerySet[Item]:
    """The items of a theme or of a group of themes; ``value`` is like TH-9 or 9."""
    pk = theme_id(value)
    themes = [pk, *Theme.objects.filter(parent=pk).values_list("pk", flat=True)]
    members = Membership.objects.filter(theme__in=themes)
    size = Theme.objects.filter(pk__in=themes, is_group=False).aggregate(n=Sum("items"))["n"] or 0
    if size > MANY:  # walk the items in their order and look up each one's theme
        return items.filter(Exists(members.filter(pk=OuterRef("pk"))))
    return items.filter(pk__in=members.values("item"))


def name_of_theme(value: str) -> str:
    """The name of a theme, for people."""
    found = Theme.objects.filter(pk=theme_id(value)).first()
    return str(found) if found else "gone"


def with_words(items: QuerySet[Item], text: str) -> QuerySet[Item] | None:
    """The items with all these words in title, text or the author's name.

    A word may also stand in the plural or singular; of the last one the beginning is enough.
    """
    words = [word for word in text.casefold().split() if re.search(r"[^\W_]", word)][:MOST_WORDS]
    if not words or UNSPACED.search(text):
        return None
    if connection.vendor == "postgresql":
        parts = [_lexemes([word, plain(word)], ":*" if word is words[-1] else "") for word in words]
        return _words_on_postgres(items, " & ".join(parts))
    parts = [" OR ".join(map(_quoted, _numbers(word))) for word in words[:-1]]
    parts.append(f"{_quoted(words[-1])}*")
    return _in_index(items, f"{SAID} : ({' AND '.join(f'({part})' for part in parts)})")


def _numbers(word: str) -> list[str]:
    return [word, f"{word}s", *([word[:-1]] if len(word) > 3 and word.endswith("s") else [])]


def with_tag(items: QuerySet[Item], tag: str) -> QuerySet[Item] | None:
    """The items with exactly this tag."""
    if connection.vendor == "postgresql":
        tagged = Item.objects.filter(tags__contains=[tag]).order_by()
        few = list(tagged.values_list("pk", flat=True)[: MANY + 1])
        if len(few) <= MANY:
            return items.filter(pk__in=few)
        return items.filter(tags__contains=[tag])
    if not re.search(r"[^\W_]", tag):
        return None
    stored = json.dumps(tag)
    found = _in_index(items, f"tags : {_quoted(stored)}")
    # the index knows words in a row; the list itself knows where a tag begins and ends
    at = StrIndex(Cast("tags", TextField()), Value(stored))
    return found.alias(tag_at=at).filter(tag_at__gt=0)


def _quoted(word: str) -> str:
    """A word as FTS5 takes it: as a string."""
    return '"' + word.replace('"', '""') + '"'


def _in_index(items: QuerySet[Item], match: str) -> QuerySet[Item]:
    """SQLite: what the index gives; walking the list where that is much, else by its ids."""
    sql = "SELECT rowid FROM insights_words WHERE insights_words MATCH %s"
    few = _ids(f"{sql} LIMIT {MANY + 1}", [match])
    if len(few) <= MANY:
        return items.filter(pk__in=few)
    return items.alias(own=F("pk") + 0).filter(own__in=RawSQL(sql, [match]))  # noqa: S611


def _lexemes(forms: list[str], ending: str) -> str:
    """One word as to_tsquery takes it: whole, or with ``:*`` what begins so."""
    every = forms if ending else [each for form in forms for each in _numbers(form)]
    escaped = (form.replace("\\", "\\\\").replace("'", "''") for form in dict.fromkeys(every))
    return "(" + " | ".join(f"'{form}'{ending}" for form in escaped) + ")"


def _words_on_postgres(items: QuerySet[Item], match: str) -> QuerySet[Item]:
    """The same there: what is common among the newest is met on the way, what is not is fetched."""
    if not is_common(match):
        found = "SELECT id FROM feedback_item WHERE words @@ to_tsquery('simple', %s)"
        sql = f"WITH found AS MATERIALIZED ({found}) SELECT id FROM found LIMIT %s"  # noqa: S608
        few = _ids(sql, [match, MANY + 1])
        if len(few) <= MANY:
            return items.filter(pk__in=few)
    query = Func(Value("simple"), Value(match), function="to_tsquery")
    has = Func(Words(), query, template="%(expressions)s", arg_joiner=" @@ ", output_field=_YES)
    return items.filter(Coalesce(has, False))  # the index has no use for that: the list is walked


def _ids(sql: str, values: Sequence[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [int(row[0]) for row in cursor.fetchall()]


_YES = BooleanField()
_WORDS = TextField()
_WORDS.set_attributes_from_name("words")


class Words(F):
    """PostgreSQL's column of words, which no model knows, in the table of the items."""

    def __init__(self) -> None:
        super().__init__("pk")

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Col:
        """That column, under whatever name the query has for the table."""
        found: Any = super().resolve_expression(*args, **kwargs)
        return Col(found.alias, _WORDS)
