"""Any table at all, read through a mapping that was guessed and may be corrected."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from . import cells
from .aliases import FIELDS
from .dates import decide_dates
from .formats import Choices, Format, each_row, register
from .guessing import as_rating, guess_mapping, guess_scale
from .headers import Row, as_text
from .mapping import VALUES, Mapping
from .numbers import decide_decimal_comma
from .record import CHANNELS, REASON, Outcome, Record, plain, raw_of, split_tags, unique
from .table import Head, Table

_TEXTS = frozenset(FIELDS) - VALUES - {"tags"}
_CHANNEL_WORDS = {
    "support": ("support", "zendesk", "intercom", "helpdesk", "ticket", "chat", "email", "mail",
                "phone", "call"),
    "review": ("review", "store", "google play", "play store", "app store", "trustpilot", "g2",
               "capterra"),
    "survey": ("survey", "typeform", "nps", "csat", "form", "umfrage", "enquête", "encuesta"),
    "portal": ("portal", "board", "forum", "community", "canny", "uservoice", "fider", "widget"),
    "sales": ("sales", "crm", "salesforce", "hubspot", "gong", "vertrieb"),
    "interview": ("interview", "research", "usability", "user test"),
    "issue tracker": ("issue", "github", "gitlab", "jira", "linear", "tracker", "bug"),
}  # fmt: skip


def channel_of(text: str) -> str:
    """The channel that a word such as `Zendesk` or `Play Store` stands for, `other` if none."""
    low = text.casefold().strip()
    if low in CHANNELS:
        return low
    for channel, words in _CHANNEL_WORDS.items():
        if any(word in low for word in words):
            return channel
    return "other"


def recognise(head: Head) -> float:
    """Anything with columns can be read; any vendor format that fits is the better choice."""
    return 0.1 if head.columns else 0.0


def guess_for(table: Table) -> Mapping:
    """The guessed mapping for an opened table. The reason column of a refused file is ignored,
    unless it is the only one with words: then it is the reason that customers gave."""
    head = table.head()
    if head.columns[-1:] == (REASON,):
        mapping = guess_mapping(head.columns[:-1], head.rows)
        if "text" in mapping.columns:
            mapping.ignored = [REASON]
            return mapping
    return guess_mapping(head.columns, head.rows)


def records(table: Table, choices: Choices) -> Iterator[Outcome]:
    mapping = choices.mapping or guess_for(table)
    mapping.check(table.columns)
    reader = _Reader(table, mapping)
    return each_row(table, reader.record)


class _Reader:
    """A mapping bound to the columns of one table."""

    def __init__(self, table: Table, mapping: Mapping) -> None:
        self.mapping = mapping
        header = table.header
        self.column = {
            name: header.find(column) or column if column not in header.columns else column
            for name, column in mapping.columns.items()
        }
        self.day_first, self.decimal_comma = self._reading(table)
        self.scale = mapping.rating_scale or self._scale(table)
        used = {*self.column.values(), *mapping.ignored}
        self.texts = [each for each in self.column.items() if each[0] in _TEXTS]
        constants = mapping.constants.items()
        self.fixed = [(name, value) for name, value in constants if name in _TEXTS]
        self.rest = [column for column in table.columns if column not in used]

    def _reading(self, table: Table) -> tuple[bool, bool | None]:
        """Day order and decimal mark: as chosen, else as a new guess over the sample says."""
        day_first, comma = self.mapping.day_first, self.mapping.decimal_comma
        if day_first is None and "created_at" in self.column:
            day_first = decide_dates(table.head().samples(self.column["created_at"])).day_first
        if comma is None and "revenue" in self.column:
            comma = decide_decimal_comma(table.head().samples(self.column["revenue"]))
        return bool(day_first), comma

    def _scale(self, table: Table) -> int | None:
        if "rating" not in self.column:
            return None
        found = [as_rating(value) for value in table.head().samples(self.column["rating"])]
        return guess_scale(max((value for value in found if value is not None), default=0.0))

    def tags(self, row: Row) -> list[str]:
        column = self.column.get("tags")
        if column is None:
            return split_tags(self.mapping.constants.get("tags", ""))
        value = row.value(column)
        if isinstance(value, list):
            return unique(as_text(each) for each in value)
        texts = row.every(column)
        return split_tags(texts[0]) if len(texts) == 1 else unique(texts)

    def record(self, row: Row) -> Outcome:
        column = self.column
        record = Record(source="table", raw=raw_of(row))
        for name, value in self.fixed:
            setattr(record, name, value)
        for name, where in self.texts:
            if found := row.text(where):
                setattr(record, name, found)
        if record.title and not record.text:
            record.text, record.title = record.title, ""
        said, record.channel = record.channel, channel_of(record.channel)
        record.currency = record.currency.upper()[:3]
        if "created_at" in column:
            record.created_at = cells.moment(row, column["created_at"], day_first=self.day_first)
        if "rating" in column:
            self._rate(record, *cells.rating(row, column["rating"]))
        if "votes" in column:
            record.votes = cells.count(row, column["votes"])
        if "revenue" in column:
            where, comma = column["revenue"], self.decimal_comma
            record.revenue, currency = cells.money(row, where, decimal_comma=comma)
            record.currency = currency or record.currency
        record.tags = self.tags(row)
        record.properties = self._properties(row)
        if "channel" in column and said.casefold() not in (record.channel, ""):
            record.properties[column["channel"]] = said
        return record

    def _rate(self, record: Record, rating: Decimal | None, scale: int | None) -> None:
        if rating is not None and (record.text or self.mapping.rating_only):
            record.rating, record.rating_scale = rating, scale or self.scale

    def _properties(self, row: Row) -> dict[str, Any]:
        return {
            name: plain(value)
            for name in self.rest
            if (value := row.value(name)) is not None and value != ""
        }


GENERIC = register(
    Format(
        key="table",
        label="Any table",
        vendor="table",
        description="One piece of feedback per row; which column is what can be corrected.",
        recognise=recognise,
        records=records,
        mappable=True,
    )
)
