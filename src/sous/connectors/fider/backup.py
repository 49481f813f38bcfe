"""The backup zip of a Fider site: one JSON file per table of its database.

Only posts, comments, votes, tags and users are opened. The backup also holds the secrets of login
providers and the settings of every person; they are never read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sous.engines.tables import (
    Choices,
    Grouping,
    Head,
    Outcome,
    Record,
    Remark,
    Row,
    Skipped,
    Table,
    Voter,
    cells,
    each_row,
    lenient_moment,
    raw_of,
)

STATUSES = {
    "0": "open", "1": "started", "2": "completed", "3": "declined", "4": "planned",
    "5": "duplicate", "6": "deleted",
}  # fmt: skip


def recognise(head: Head) -> float:
    return 1.0 if head.has_members("posts.json", "post_votes.json", "users.json") else 0.0


def records(table: Table, choices: Choices) -> Iterator[Outcome]:
    with Grouping() as kept:
        for row in _rows(table, "users.json"):
            kept.add(row.text("id"), [row.text("name"), row.text("email")], "user")
        for row in _rows(table, "tags.json"):
            kept.add(row.text("id"), row.text("name"), "tag")
        for row in _rows(table, "post_tags.json"):
            kept.add(row.text("post_id"), row.text("tag_id"), "tagged")
        for row in _rows(table, "post_votes.json"):
            vote = [row.text("user_id"), row.text("created_at")]
            kept.add(row.text("post_id"), vote, "vote")
        for row in _rows(table, "comments.json"):
            if not row.text("deleted_at"):
                comment = [row.text(name) for name in ("id", "user_id", "created_at", "content")]
                kept.add(row.text("post_id"), comment, "comment")
        with table.member("posts.json") as posts:
            yield from each_row(posts, lambda row: _post(row, kept))


def _rows(table: Table, name: str) -> Iterator[Row]:
    if table.has_member(name):
        with table.member(name) as member:
            yield from (row for row in member.rows() if not row.problem)


def _post(row: Row, kept: Grouping) -> Outcome:
    key = row.text("id")
    status = STATUSES.get(row.text("status"), row.text("status"))
    if status == "deleted":
        return Skipped(row.number, "the post was deleted")
    name, email = _person(kept, row.text("user_id"))
    voters = [_voter(kept, vote) for vote in kept.values(key, "vote")]
    tags = [str(kept.first(tag, "tag")) for tag in kept.values(key, "tagged")]
    replies = []
    if response := row.text("response"):
        author, _ = _person(kept, row.text("response_user_id"))
        at = cells.moment_or_none(row, "response_date")
        replies.append(Remark(text=response, author_name=author, at=at))
    return Record(
        text=row.text("description"),
        title=row.text("title"),
        source="fider",
        source_id=row.text("number") or key,
        created_at=cells.moment(row, "created_at"),
        author_name=name,
        author_email=email,
        channel="portal",
        language=row.text("language"),
        tags=[tag for tag in tags if tag != "None"],
        status=status,
        votes=len(voters),
        voters=voters,
        comments=[_comment(kept, comment) for comment in kept.values(key, "comment")],
        replies=replies,
        raw=raw_of(row),
    )


def _person(kept: Grouping, key: str) -> tuple[str, str]:
    name, email = kept.first(key, "user") or ("", "")
    return name, email


def _voter(kept: Grouping, vote: list[Any]) -> Voter:
    name, email = _person(kept, vote[0])
    return Voter(name, email, lenient_moment(vote[1]))


def _comment(kept: Grouping, comment: list[Any]) -> Remark:
    key, user, at, text = comment
    name, email = _person(kept, user)
    return Remark(text, name, email, lenient_moment(at), source_id=key)
