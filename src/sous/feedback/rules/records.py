"""How a record of a file becomes the fields of an item."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from sous.engines.tables import Record, plain
from sous.feedback.choices import Channel, JudgedBy, Kind
from sous.feedback.rules.words import clean_text, sentiment_of_rating, words_digest

CHANNELS = {channel.value: channel for channel in Channel} | {
    channel.label.lower(): channel for channel in Channel
}
KIND_WORDS = {
    Kind.PROBLEM: {"problem", "bug", "issue", "incident", "complaint", "defect", "error", "crash"},
    Kind.REQUEST: {
        "request",
        "feature",
        "idea",
        "suggestion",
        "enhancement",
        "improvement",
        "wish",
    },
    Kind.PRAISE: {"praise", "compliment", "kudos", "love", "thanks"},
    Kind.QUESTION: {"question", "query", "howto", "inquiry"},
}
MAX_VOTES = 2**31 - 1
MAX_TAGS, MAX_TAG = 50, 60
MAX_MAIL, MAX_ID = 254, 200

SOURCE_FIELDS = (
    "text", "title", "url", "channel", "said_at", "author_name", "author_email", "rating",
    "rating_scale", "app_version", "votes", "parts", "properties", "raw", "tags", "kind", "kind_by",
    "sentiment", "sentiment_by", "language", "digest", "checksum",
)  # fmt: skip
"""The fields of an item that its source decides, and that a newer file may change."""


@dataclass(frozen=True)
class RowOptions:
    """What was chosen for a whole import. ``products`` maps a name in lower case to an id."""

    received_at: datetime
    channel: str = ""
    product_id: int | None = None
    products: dict[str, int] = field(default_factory=dict)


def key_of(source: str, source_id: str) -> str:
    """What an item with an id of its source is recognised by: 32 hex digits."""
    return _hash(f"{source}\0{source_id}".encode())


def record_key(record: Record, occurrence: int = 1) -> str:
    """What a record is recognised by when it is sent again: its source's id, else its contents.

    Of equal records that name neither a person nor a time, each is one of its own.
    """
    if record.source_id:
        return key_of(record.source[:40], record.source_id[:MAX_ID])
    return record.fingerprint(occurrence)


def kind_of_word(word: str) -> str:
    """The kind that a source's own word stands for ("Feature request"), or empty."""
    parts = set(re.findall(r"[a-z]+", word.lower()))
    parts |= {part.removesuffix("s") for part in parts}
    found = [kind for kind, words in KIND_WORDS.items() if parts & words]
    if Kind.REQUEST in found:  # "feature request", "improvement request for an issue"
        return Kind.REQUEST
    return found[0] if found else ""


def item_values(record: Record, options: RowOptions) -> dict[str, Any]:
    """The fields of an item for ``record``, without those that need the database."""
    text = clean_text(record.text)
    rating = float(record.rating) if record.rating is not None else None
    scale = float(record.rating_scale) if record.rating_scale and rating is not None else None
    sentiment = sentiment_of_rating(rating, scale)
    kind = kind_of_word(record.kind)
    properties = _properties(record, kind, options)
    url = record.url if record.url.startswith(("https://", "http://")) else ""
    product = options.products.get(record.product.strip().lower(), options.product_id)
    values: dict[str, Any] = {
        "text": text,
        "title": " ".join(record.title.split())[:500],
        "source": record.source[:40],
        "source_id": record.source_id[:MAX_ID],
        "url": url[:1000],
        "channel": options.channel or CHANNELS.get(record.channel, Channel.OTHER),
        "author_name": record.author_name[:200],
        "author_email": record.author_email[:MAX_MAIL],
        "rating": rating,
        "rating_scale": scale,
        "app_version": record.app_version[:40],
        "votes": max(0, min(record.votes or len(record.voters), MAX_VOTES)),
        "parts": _parts(record),
        "properties": properties,
        "tags": sorted({tag[:MAX_TAG] for tag in record.tags})[:MAX_TAGS],
        "kind": kind,
        "kind_by": JudgedBy.SOURCE if kind else JudgedBy.NOBODY,
        "sentiment": sentiment,
        "sentiment_by": JudgedBy.RATING if sentiment is not None else JudgedBy.NOBODY,
        "language": record.language[:2].lower() if record.language[:2].isalpha() else "",
        "product_id": product,
    }
    said = record.created_at.isoformat() if record.created_at else ""
    sums = orjson.dumps([said, *values.values()], default=str, option=orjson.OPT_SORT_KEYS)
    values["checksum"] = _hash(sums)
    values["digest"] = words_digest(text) if text else ""
    values["said_at"] = record.created_at or options.received_at
    values["raw"] = record.raw
    return values


def _properties(record: Record, kind: str, options: RowOptions) -> dict[str, Any]:
    """What the file says beyond our fields, kept under its own names."""
    properties = dict(record.properties)
    extra = {"status": record.status, "plan": record.plan}
    if not kind:
        extra["kind"] = record.kind
    if record.product.strip().lower() not in options.products:
        extra["product"] = record.product
    properties.update({name: value for name, value in extra.items() if value})
    return properties


def _parts(record: Record) -> list[dict[str, Any]]:
    """Comments, replies and answers as plain data: what, text, and by whom and when if known."""
    found = [("answer", part) for part in record.parts]
    remarks = [("comment", remark) for remark in record.comments]
    remarks += [("reply", remark) for remark in record.replies]
    return [
        {"what": what, **{name: value for name, value in plain(part).items() if value}}
        for what, part in [*found, *remarks]
    ]


def _hash(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()
