"""App Store reviews: JSON:API of App Store Connect, and the public customer reviews feed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sous.engines.tables import (
    Choices,
    Format,
    Head,
    Outcome,
    Record,
    Row,
    Skipped,
    Table,
    cells,
    each_row,
    parse_number,
    raw_of,
    register,
)


def recognise(head: Head) -> float:
    if head.has("attributes.rating", "attributes.reviewerNickname"):
        return 1.0
    return 0.0


def recognise_feed(head: Head) -> float:
    return 1.0 if head.has("im:rating.label", "content.label") else 0.0


def records(table: Table, choices: Choices) -> Iterator[Outcome]:
    return each_row(table, review)


def review(row: Row) -> Outcome:
    if row.text("type") not in ("customerReviews", ""):
        return Skipped(row.number, "not a customer review")
    territory = row.text("attributes.territory")
    return Record(
        text=row.text("attributes.body"),
        title=row.text("attributes.title"),
        source="appstore",
        source_id=row.text("id"),
        created_at=cells.moment(row, "attributes.createdDate"),
        author_name=row.text("attributes.reviewerNickname"),
        channel="review",
        rating=cells.number(row, "attributes.rating"),
        rating_scale=5,
        properties={"territory": territory} if territory else {},
        raw=raw_of(row),
    )


def feed_records(table: Table, choices: Choices) -> Iterator[Outcome]:
    return each_row(table, entry)


def entry(row: Row) -> Outcome:
    """An entry of the feed, where every value is wrapped as `{"label": …}`."""
    if "im:rating" not in row:
        return Skipped(row.number, "the entry describes the app, it is no review")
    return Record(
        text=_label(row, "content"),
        title=_label(row, "title"),
        source="appstore",
        source_id=_label(row, "id"),
        created_at=cells.moment(row, "updated.label"),
        author_name=row.text("author.name.label"),
        channel="review",
        rating=parse_number(_label(row, "im:rating")),
        rating_scale=5,
        app_version=_label(row, "im:version"),
        votes=cells.count(row, "im:voteSum.label"),
        raw=raw_of(row),
    )


def _label(row: Row, key: str) -> str:
    value: Any = row.get(key)
    return str(value.get("label", "")).strip() if isinstance(value, dict) else ""


register(
    Format(
        key="appstore-reviews",
        label="App Store reviews",
        vendor="appstore",
        description="The JSON that App Store Connect's API gives for customerReviews.",
        recognise=recognise,
        records=records,
        channel="review",
    )
)
register(
    Format(
        key="appstore-feed",
        label="App Store reviews feed",
        vendor="appstore",
        description="The public JSON feed of the newest customer reviews.",
        recognise=recognise_feed,
        records=feed_records,
        channel="review",
    )
)
