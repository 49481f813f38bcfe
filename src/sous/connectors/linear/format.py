"""Linear's CSV export of issues, with or without its newer columns. Rows may end early."""

from __future__ import annotations

from collections.abc import Iterator

from sous.engines.tables import (
    CellError,
    Choices,
    Format,
    Head,
    Outcome,
    Record,
    Row,
    Table,
    cells,
    each_row,
    fold,
    raw_of,
    register,
    split_tags,
)

KNOWN = (
    "ID", "Team", "Title", "Description", "Status", "Estimate", "Priority", "Project ID",
    "Project", "Creator", "Assignee", "Labels", "Cycle Number", "Cycle Name", "Cycle Start",
    "Cycle End", "Created", "Updated", "Started", "Triaged", "Completed", "Canceled", "Archived",
    "Due Date", "Parent issue", "Initiatives", "Project Milestone ID", "Project Milestone",
    "SLA Status",
)  # fmt: skip
_USED = frozenset(
    map(fold, ("ID", "Title", "Description", "Created", "Creator", "Labels", "Status", "Project"))
)


def recognise(head: Head) -> float:
    return head.resembles(("ID", "Team", "Title", "Cycle Number", "Triaged"), KNOWN)


def records(table: Table, choices: Choices) -> Iterator[Outcome]:
    return each_row(table, issue)


def issue(row: Row) -> Record:
    if not row.text("Title", "Description"):
        raise CellError("Title: it is empty")
    creator = row.text("Creator")
    email = creator if "@" in creator and " " not in creator else ""
    return Record(
        text=row.text("Description"),
        title=row.text("Title"),
        source="linear",
        source_id=row.text("ID", "UUID"),
        created_at=cells.moment(row, "Created"),
        author_name="" if email else creator,
        author_email=email,
        channel="issue tracker",
        product=row.text("Project", "Team"),
        tags=split_tags(row.text("Labels")),
        status=row.text("Status"),
        properties=cells.rest(row, _USED),
        raw=raw_of(row),
    )


register(
    Format(
        key="linear-issues",
        label="Linear issues",
        vendor="linear",
        description="The CSV of a workspace's or team's issues.",
        recognise=recognise,
        records=records,
        channel="issue tracker",
    )
)
