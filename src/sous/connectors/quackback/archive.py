"""What the other files of a Quackback export know about a post."""

from __future__ import annotations

from collections.abc import Iterator

from sous.engines.tables import (
    Grouping,
    Record,
    Remark,
    Row,
    Table,
    Voter,
    lenient_moment,
)

_YES = {"true", "t", "1", "yes"}


def collect(table: Table) -> Grouping:
    """Comments, votes and notes by post. The caller closes it."""
    kept = Grouping()
    for name in ("post_comments.csv", "comments.csv"):
        for row in _rows(table, name):
            kept.add(row.text("post_id"), _comment(row), "comment")
    for row in _rows(table, "notes.csv"):
        kept.add(row.text("post_id"), {**_comment(row), "internal": True}, "comment")
    for name in ("post_votes.csv", "votes.csv"):
        for row in _rows(table, name):
            vote = [row.text("voter_email"), row.text("created_at")]
            kept.add(row.text("post_id"), vote, "vote")
    return kept


def complete(record: Record, kept: Grouping) -> Record:
    """The post with its voters, comments and our replies."""
    for comment in kept.values(record.source_id, "comment"):
        ours = comment.pop("ours")
        remark = Remark(**{**comment, "at": lenient_moment(comment["at"])})
        (record.replies if ours and not remark.internal else record.comments).append(remark)
    record.voters = [
        Voter(email=email, at=lenient_moment(at))
        for email, at in kept.values(record.source_id, "vote")
    ]
    return record


def _rows(table: Table, name: str) -> Iterator[Row]:
    if table.has_member(name):
        with table.member(name) as member:
            yield from (row for row in member.rows() if not row.problem)


def _comment(row: Row) -> dict[str, object]:
    return {
        "text": row.text("content", "body"),
        "author_name": row.text("author_name"),
        "author_email": row.text("author_email"),
        "at": row.text("created_at"),
        "internal": row.text("is_private").casefold() in _YES,
        "ours": row.text("is_team_member", "is_staff").casefold() in _YES,
        "source_id": row.text("id"),
    }
