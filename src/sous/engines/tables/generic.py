"""Any table at all, read through a mapping that was guessed and may be corrected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import cells
from .dates import decide_dates
from .formats import Choices, Format, each_row, register
from .guessing import as_number, guess_mapping, guess_scale
from .headers import Row, as_text
from .mapping import Mapping
from .numbers import decide_decimal_comma
from .record import CHANNELS, Outcome, Record, plain, raw_of, split_tags, unique
from .table import Head, Table

REASON = "reason"
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
    """The guessed mapping for an opened table; the reason column of a refused file is ignored."""
    head = table.head()
    columns = [column for column in head.columns if column.casefold() != REASON]
    mapping = guess_mapping(columns, head.rows)
    mapping.ignored = [column for column in head.columns if column.casefold() == REASON]
    return mapping


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
        self.rest = [
            column for column in table.columns if column not in used and column.casefold() != REASON
        ]

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
        found = [as_number(value) for value in table.head().samples(self.column["rating"])]
        return guess_scale(max((value for value in found if value is not None), default=0.0))

    def text(self, row: Row, name: str) -> str:
        column = self.column.get(name)
        found = row.text(column) if column else ""
        return found or self.mapping.constants.get(name, "")

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
        rating = cells.number(row, column["rating"]) if "rating" in column else None
        amount, currency = (
            cells.money(row, column["revenue"], decimal_comma=self.decimal_comma)
            if "revenue" in column
            else (None, None)
        )
        text, title = self.text(row, "text"), self.text(row, "title")
        if rating is not None and not (text or title) and not self.mapping.rating_only:
            rating = None
        return Record(
            text=text,
            title=title,
            source="table",
            source_id=self.text(row, "source_id"),
            url=self.text(row, "url"),
            created_at=(
                cells.moment(row, column["created_at"], day_first=self.day_first)
                if "created_at" in column
                else None
            ),
            author_name=self.text(row, "author_name"),
            author_email=self.text(row, "author_email"),
            account_name=self.text(row, "account_name"),
            account_domain=self.text(row, "account_domain"),
            account_external_id=self.text(row, "account_external_id"),
            plan=self.text(row, "plan"),
            revenue=amount,
            currency=currency or self.text(row, "currency").upper()[:3],
            channel=channel_of(self.text(row, "channel")),
            kind=self.text(row, "kind"),
            rating=rating,
            rating_scale=self.scale if rating is not None else None,
            language=self.text(row, "language"),
            product=self.text(row, "product"),
            app_version=self.text(row, "app_version"),
            tags=self.tags(row),
            status=self.text(row, "status"),
            votes=cells.count(row, column["votes"]) if "votes" in column else None,
            properties=self._properties(row),
            raw=raw_of(row),
        )

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
