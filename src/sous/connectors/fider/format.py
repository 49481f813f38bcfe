"""The posts CSV of Fider's administration page, and its backup zip."""

from __future__ import annotations

from collections.abc import Iterator

from sous.engines.tables import (
    Choices,
    Format,
    Head,
    Outcome,
    Record,
    Remark,
    Row,
    Table,
    cells,
    each_row,
    raw_of,
    register,
    split_tags,
)

from . import backup

POSTS = (
    "number", "title", "description", "created_at", "created_by", "votes_count", "comments_count",
    "status", "responded_by", "responded_at", "response", "original_number", "original_title",
    "tags",
)  # fmt: skip


def recognise_posts(head: Head) -> float:
    return head.resembles(("number", "votes_count", "original_number", "responded_at"), POSTS)


def posts(table: Table, choices: Choices) -> Iterator[Outcome]:
    return each_row(table, post)


def post(row: Row) -> Outcome:
    replies = []
    if response := row.text("response"):
        replies.append(
            Remark(
                text=response,
                author_name=row.text("responded_by"),
                at=cells.moment(row, "responded_at"),
            )
        )
    properties = {
        name: value
        for name in ("comments_count", "original_number", "original_title")
        if (value := row.text(name)) and value != "0"
    }
    return Record(
        text=row.text("description"),
        title=row.text("title"),
        source="fider",
        source_id=row.text("number"),
        created_at=cells.moment(row, "created_at"),
        author_name=row.text("created_by"),
        channel="portal",
        tags=split_tags(row.text("tags")),
        status=row.text("status"),
        votes=cells.count(row, "votes_count"),
        replies=replies,
        properties=properties,
        raw=raw_of(row),
    )


register(
    Format(
        key="fider-posts",
        label="Fider posts",
        vendor="fider",
        description="The CSV from Fider's “Export posts”: title, description, votes, status, tags.",
        recognise=recognise_posts,
        records=posts,
        channel="portal",
    )
)
register(
    Format(
        key="fider-backup",
        label="Fider backup",
        vendor="fider",
        description="The zip of Fider's “Export all data”: posts with voters, comments and tags.",
        recognise=backup.recognise,
        records=backup.records,
        channel="portal",
    )
)
