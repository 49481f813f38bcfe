"""The one normal form of a piece of feedback, and what else a row can turn into."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from .cleaning import clean_value

REASON = "reason"
"""The column that files of refused rows have at their end, and that reading ignores."""

CHANNELS = (
    "support",
    "portal",
    "review",
    "survey",
    "sales",
    "interview",
    "issue tracker",
    "in_app",
    "email",
    "social",
    "other",
)


@dataclass(frozen=True, slots=True)
class Voter:
    """Someone who asked for the same thing without words."""

    name: str = ""
    email: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment under a piece of feedback, or our reply to it."""

    text: str
    author_name: str = ""
    author_email: str = ""
    at: datetime | None = None
    internal: bool = False
    """True for notes that customers never saw."""
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One answered question of a survey, or one turn of a conversation."""

    text: str
    label: str = ""
    author_name: str = ""
    at: datetime | None = None


@dataclass(slots=True)
class Record:
    """One piece of feedback, whatever file it came from.

    `text` is the customer's own words and may be empty only where `rating` is given; a title
    without text becomes the text. `source` is the vendor (`fider`), `source_id` its id there, ''
    where it has none: then `fingerprint()` is a stable stand-in. `created_at` is aware UTC.
    `revenue` is a Decimal in `currency` (ISO code, '' if unknown). `rating` is on a
    scale that ends at `rating_scale`. `channel` is one of CHANNELS.
    `raw` is the original row as JSON-able values: evidence that is never changed.
    """

    text: str = ""
    title: str = ""
    source: str = ""
    source_id: str = ""
    url: str = ""
    created_at: datetime | None = None
    author_name: str = ""
    author_email: str = ""
    account_name: str = ""
    account_domain: str = ""
    account_external_id: str = ""
    plan: str = ""
    revenue: Decimal | None = None
    currency: str = ""
    channel: str = "other"
    kind: str = ""
    rating: Decimal | None = None
    rating_scale: int | None = None
    language: str = ""
    product: str = ""
    app_version: str = ""
    tags: list[str] = field(default_factory=list)
    status: str = ""
    votes: int | None = None
    voters: list[Voter] = field(default_factory=list)
    comments: list[Remark] = field(default_factory=list)
    replies: list[Remark] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    properties: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)
    row_number: int = 0

    def __post_init__(self) -> None:
        if self.title and not self.text.strip():
            self.text, self.title = self.title, ""

    @property
    def anonymous(self) -> bool:
        """Without id, person and time: an equal one may well be someone else's ("Super", ★★★★★)."""
        return not (self.source_id or self.author_email or self.author_name or self.created_at)

    def fingerprint(self, occurrence: int = 1) -> str:
        """32 hex digits that stay the same while source, author, time, title and text do.

        `occurrence` tells equal anonymous records of one file apart, in the order of the file.
        """
        when = self.created_at.astimezone(UTC).isoformat() if self.created_at else ""
        who = (self.author_email or self.author_name).casefold()
        rating = "" if self.rating is None else str(self.rating.normalize())
        essence: list[str | int] = [
            self.source, who, when, self.title, self.text, rating, self.product,
        ]  # fmt: skip
        if occurrence > 1:
            essence.append(occurrence)
        packed = json.dumps(essence, ensure_ascii=True).encode()
        return hashlib.sha256(packed).hexdigest()[:32]

    def problem(self) -> str:
        """Why this cannot be stored, or ''."""
        if not self.text.strip() and self.rating is None:
            return "It has neither text nor rating"
        return ""

    def as_dict(self) -> dict[str, Any]:
        """JSON-able values; times as ISO 8601, decimals as text."""
        return {each.name: plain(getattr(self, each.name)) for each in fields(self)}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that cannot be imported as it is: someone should mend it and send it again."""

    row_number: int
    reason: str
    raw: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is fine but not feedback, such as a pull request. Counted by reason."""

    row_number: int
    reason: str


Outcome = Record | Refusal | Skipped


def plain(value: Any) -> Any:
    """Any value of this engine as JSON-able: the form that `raw` and `properties` are kept in."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, Voter | Remark | Part):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return str(value)


def raw_of(row: dict[str, Any]) -> dict[str, Any]:
    """A row as evidence: JSON-able, storable in any database."""
    raw: dict[str, Any] = {}
    for key, value in row.items():
        raw[key] = value if isinstance(value, str) else clean_value(plain(value))
    return raw


def split_tags(text: str) -> list[str]:
    """`["a","b"]`, `a, b`, `a; b` or `a|b` as a list without repeats, in order."""
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if isinstance(found, list):
            return unique(str(each).strip() for each in found)
    for mark in (";", "|", "\n"):
        if mark in text and "," not in text:
            return unique(text.split(mark))
    return unique(text.split(","))


def unique(texts: Iterable[str]) -> list[str]:
    """Stripped, without empty ones and repeats, in order."""
    return list(dict.fromkeys(text for each in texts if (text := each.strip())))
