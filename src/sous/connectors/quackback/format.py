"""Quackback's posts CSV, import template and export zip."""

from __future__ import annotations

from collections.abc import Iterator

from sous.engines.tables import (
    Choices,
    Format,
    Head,
    Outcome,
    Record,
    Row,
    Table,
    cells,
    each_row,
    raw_of,
    register,
    split_tags,
)

from . import archive

EXPORT = (
    "id", "title", "content", "status", "tags", "board", "author_name", "author_email",
    "vote_count", "created_at",
)  # fmt: skip
TEMPLATE = (
    "title", "content", "status", "tags", "board", "author_name", "author_email",
    "email_verified", "vote_count", "created_at", "source_id",
)  # fmt: skip
INTERMEDIATE = (
    "id", "title", "body", "author_email", "author_name", "board", "status", "moderation", "tags",
    "vote_count", "created_at",
)  # fmt: skip


def recognise(head: Head) -> float:
    return max(
        head.resembles(("id", "title", "content", "board", "vote_count"), EXPORT),
        head.resembles(("title", "content", "board", "vote_count", "email_verified"), TEMPLATE),
        head.resembles(("id", "title", "body", "board", "moderation", "vote_count"), INTERMEDIATE),
    )


def post(row: Row) -> Record:
    """One post without what other files know about it."""
    properties = {
        name: value
        for name in ("board", "moderation", "email_verified")
        if (value := row.text(name))
    }
    return Record(
        text=row.text("content", "body"),
        title=row.text("title"),
        source="quackback",
        source_id=row.text("id", "source_id"),
        created_at=cells.moment(row, "created_at"),
        author_name=row.text("author_name"),
        author_email=row.text("author_email"),
        channel="portal",
        tags=split_tags(row.text("tags")),
        status=row.text("status"),
        votes=cells.count(row, "vote_count"),
        properties=properties,
        raw=raw_of(row),
    )


def records(table: Table, choices: Choices) -> Iterator[Outcome]:
    return each_row(table, post)


def recognise_zip(head: Head) -> float:
    known = head.member_has("posts.csv", "title", "board", "vote_count")
    return 1.0 if known else 0.0


def zip_records(table: Table, choices: Choices) -> Iterator[Outcome]:
    with archive.collect(table) as kept, table.member("posts.csv") as posts:
        yield from each_row(posts, lambda row: archive.complete(post(row), kept))


register(
    Format(
        key="quackback-posts",
        label="Quackback posts",
        vendor="quackback",
        description="posts.csv of a Quackback export, or its import template.",
        recognise=recognise,
        records=records,
        channel="portal",
    )
)
register(
    Format(
        key="quackback-export",
        label="Quackback export",
        vendor="quackback",
        description="The export zip: posts with their comments, replies and voters.",
        recognise=recognise_zip,
        records=zip_records,
        channel="portal",
    )
)
