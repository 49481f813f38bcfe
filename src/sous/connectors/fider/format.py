"""The posts CSV of Fider's administration page."""

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

POSTS = (
    "number", "title", "description", "created_at", "created_by", "votes_count", "comments_count",
    "status", "responded_by", "responded_at", "response", "original_number", "original_title",
    "tags",
)  # fmt: skip


def recognise_posts(head: Head) -> float:
    if head.has("number", "votes_count", "original_number", "responded_at"):
        return 0.5 + 0.5 * head.share(POSTS)
    return 0.0


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
