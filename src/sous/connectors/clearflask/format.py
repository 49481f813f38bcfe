"""ClearFlask: posts as CSV, or the export zip with comments and people beside them."""

from __future__ import annotations

from collections.abc import Iterator

from sous.engines.tables import (
    Choices,
    Format,
    Grouping,
    Head,
    Header,
    Outcome,
    Record,
    Remark,
    Row,
    Table,
    cells,
    each_row,
    lenient_moment,
    raw_of,
    register,
    split_tags,
)

POSTS = (
    "ideaId", "authorUserId", "created", "title", "description", "response", "categoryId",
    "statusId", "tagIds", "funded", "fundersCount", "fundGoal", "voteValue", "votersCount",
    "expressionsValue", "expressions",
)  # fmt: skip
_REQUIRED = ("ideaId", "authorUserId", "voteValue", "statusId")


def recognise(head: Head) -> float:
    return head.resembles(_REQUIRED, POSTS)


def recognise_zip(head: Head) -> float:
    return 1.0 if _member(head.member_headers, _REQUIRED) else 0.0


def _member(headers: dict[str, Header], columns: tuple[str, ...]) -> str:
    """The file in a zip that has these columns, whatever it is called."""
    for name, header in headers.items():
        if all(column in header for column in columns):
            return name
    return ""


def records(table: Table, choices: Choices) -> Iterator[Outcome]:
    return each_row(table, lambda row: post(row, None))


def zip_records(table: Table, choices: Choices) -> Iterator[Outcome]:
    headers = table.member_headers
    with Grouping() as kept:
        for row in _rows(table, _member(headers, ("userId", "emailVerified"))):
            kept.add(row.text("userId"), [row.text("name"), row.text("email")], "user")
        for row in _rows(table, _member(headers, ("commentId", "ideaId"))):
            name, email = kept.first(row.text("authorUserId"), "user") or ("", "")
            comment = [row.text("content"), name, email, row.text("created"), row.text("commentId")]
            kept.add(row.text("ideaId"), comment, "comment")
        with table.member(_member(headers, _REQUIRED)) as posts:
            yield from each_row(posts, lambda row: post(row, kept))


def _rows(table: Table, name: str) -> Iterator[Row]:
    if name:
        with table.member(name) as member:
            yield from (row for row in member.rows() if not row.problem)


def post(row: Row, kept: Grouping | None) -> Record:
    author = row.text("authorUserId")
    name, email = (kept.first(author, "user") if kept else None) or ("", "")
    comments = []
    for text, who, mail, at, key in kept.values(row.text("ideaId"), "comment") if kept else ():
        comments.append(Remark(text, who, mail, lenient_moment(at), source_id=key))
    response = row.text("response")
    properties = {
        column: value
        for column in ("categoryId", "funded", "fundersCount", "expressions", "voteValue")
        if (value := row.text(column)) and value != "0"
    }
    if author and not email:
        properties["authorUserId"] = author
    return Record(
        text=row.text("description"),
        title=row.text("title"),
        source="clearflask",
        source_id=row.text("ideaId"),
        created_at=cells.moment(row, "created"),
        author_name=name,
        author_email=email,
        channel="portal",
        tags=split_tags(row.text("tagIds")),
        status=row.text("statusId"),
        votes=cells.count(row, "votersCount"),
        comments=comments,
        replies=[Remark(response)] if response else [],
        properties=dict(properties),
        raw=raw_of(row),
    )


register(
    Format(
        key="clearflask-posts",
        label="ClearFlask posts",
        vendor="clearflask",
        description="The posts CSV of a ClearFlask export.",
        recognise=recognise,
        records=records,
        channel="portal",
    )
)
register(
    Format(
        key="clearflask-export",
        label="ClearFlask export",
        vendor="clearflask",
        description="The export zip: posts with comments and people.",
        recognise=recognise_zip,
        records=zip_records,
        channel="portal",
    )
)
