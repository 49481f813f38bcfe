"""Jira's CSV export: headers repeat (Labels, Sprint, Comment), dates follow the locale."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sous.engines.tables import (
    REASON,
    CellError,
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
    fold,
    parse_moment,
    raw_of,
    register,
    unique,
)

KNOWN = (
    "Summary", "Issue key", "Issue id", "Issue Type", "Status", "Project key", "Project name",
    "Priority", "Resolution", "Assignee", "Reporter", "Creator", "Created", "Updated", "Resolved",
    "Votes", "Labels", "Description",
)  # fmt: skip
_USED = frozenset(
    map(
        fold,
        (
            "Summary",
            "Issue key",
            "Description",
            "Created",
            "Reporter",
            "Labels",
            "Status",
            "Votes",
            "Comment",
            "Issue Type",
            "Project name",
            "Environment",
            "Affects Version/s",
            "Affects versions",
        ),
    )
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_COMMENT = re.compile(r"(?P<date>[^;\n]{6,40});(?P<author>[^;\n]{0,200});(?P<body>.*)\Z", re.DOTALL)


def recognise(head: Head) -> float:
    return head.resembles(("Summary", "Issue key", "Issue id"), KNOWN)


def records(table: Table, choices: Choices) -> Iterator[Outcome]:
    order = cells.day_first(table, "Created", "Updated", "Resolved")
    return each_row(table, lambda row: issue(row, order))


def issue(row: Row, day_first: bool = False) -> Record:
    """One issue; wiki markup in the description stays as Jira wrote it."""
    if not row.text("Summary", "Description"):
        raise CellError("Summary: it is empty")
    reporter = row.text("Reporter", "Creator")
    email = reporter if _EMAIL.match(reporter) else ""
    return Record(
        text=row.text("Description"),
        title=row.text("Summary"),
        source="jira",
        source_id=row.text("Issue key", "Issue id"),
        created_at=cells.moment(row, "Created", day_first=day_first),
        author_name="" if email else reporter,
        author_email=email,
        channel="issue tracker",
        kind=row.text("Issue Type"),
        product=row.text("Project name", "Project key"),
        app_version=", ".join(row.every("Affects Version/s") or row.every("Affects versions")),
        tags=unique(row.every("Labels")),
        status=row.text("Status"),
        votes=cells.count(row, "Votes"),
        comments=[comment(text, day_first) for text in _comments(row)],
        properties=_properties(row),
        raw=raw_of(row),
    )


def _comments(row: Row) -> list[str]:
    return row.every("Comment") or row.every("Comments")


def comment(cell: str, day_first: bool) -> Remark:
    """`date;author;body`; a cell of any other shape is all body."""
    found = _COMMENT.match(cell)
    if found:
        try:
            at = parse_moment(found["date"], day_first=day_first)
        except CellError:
            at = None
        if at is not None:
            author = found["author"].strip()
            email = author if _EMAIL.match(author) else ""
            return Remark(found["body"].strip(), "" if email else author, email, at)
    return Remark(cell)


def _properties(row: Row) -> dict[str, object]:
    """Everything else, repeated headers as one list."""
    found: dict[str, object] = {}
    for column in row.header.columns:
        base = re.sub(r" \(\d+\)\Z", "", column)
        if fold(base) in _USED or base in found or base == REASON:
            continue
        values = row.every(base)
        if values:
            found[base] = values if len(values) > 1 else values[0]
    return found


register(
    Format(
        key="jira-issues",
        label="Jira issues",
        vendor="jira",
        description="The CSV of an issue search, all fields or the current ones.",
        recognise=recognise,
        records=records,
        channel="issue tracker",
    )
)
