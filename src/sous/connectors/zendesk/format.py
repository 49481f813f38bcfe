"""Zendesk tickets.

JSON (an array, NDJSON, or the answer of the incremental API) has descriptions and comments. The CSV
export has no message bodies at all: its subject is all there is, and the description says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sous.engines.tables import (
    CellError,
    Choices,
    Format,
    Head,
    Outcome,
    Record,
    Remark,
    Row,
    Skipped,
    Table,
    cells,
    each_row,
    fold,
    lenient_moment,
    raw_of,
    register,
    split_tags,
    text_of_html,
    unique,
)

CSV = (
    "Summation column", "Id", "Requester", "Requester id", "Requester external id",
    "Requester email", "Requester domain", "Submitter", "Assignee", "Group", "Subject", "Tags",
    "Status", "Priority", "Via", "Ticket type", "Created at", "Updated at", "Assigned at",
    "Organization", "Due date", "Initially assigned at", "Solved at", "Resolution time",
    "Satisfaction Score", "Group stations", "Assignee stations", "Reopens", "Replies",
)  # fmt: skip
_USED = frozenset(
    map(
        fold,
        (
            "Summation column",
            "Id",
            "Requester",
            "Requester email",
            "Requester domain",
            "Subject",
            "Tags",
            "Status",
            "Ticket type",
            "Created at",
            "Organization",
        ),
    )
)
_SUFFIX = re.compile(r" \[(list|dec|flag|txt|int|date)\]\Z")


def recognise_csv(head: Head) -> float:
    if head.kind in ("json", "jsonl"):
        return 0.0
    return head.resembles(("Summation column", "Requester", "Subject", "Ticket type"), CSV)


def recognise_json(head: Head) -> float:
    if head.kind not in ("json", "jsonl"):
        return 0.0
    if not head.has("subject", "status") or "description" not in head.header:
        return 0.0
    if head.has("requester_id") or any(name.startswith("requester.") for name in head.columns):
        return 1.0
    return 0.0


def csv_records(table: Table, choices: Choices) -> Iterator[Outcome]:
    order = cells.day_first(table, "Created at", "Updated at", "Solved at")
    return each_row(table, lambda row: summary(row, order))


def summary(row: Row, day_first: bool = False) -> Record:
    """A ticket of the CSV: only its subject is in the customer's words."""
    if not row.text("Subject"):
        raise CellError("Subject: it is empty, and the CSV has no message text to import instead")
    email = row.text("Requester email")
    domain = row.text("Requester domain")
    properties = {_SUFFIX.sub("", name): value for name, value in cells.rest(row, _USED).items()}
    return Record(
        text=row.text("Subject"),
        source="zendesk",
        source_id=row.text("Id"),
        created_at=cells.moment(row, "Created at", day_first=day_first),
        author_name=row.text("Requester"),
        author_email=email,
        account_name=row.text("Organization"),
        account_domain=domain if "." in domain else "",
        channel="support",
        kind=row.text("Ticket type"),
        tags=_tags(row.text("Tags")),
        status=row.text("Status"),
        properties=properties,
        raw=raw_of(row),
    )


def _tags(text: str) -> list[str]:
    """Zendesk tags have no spaces and are separated by them, or by commas."""
    return split_tags(text) if "," in text else unique(text.split())


def json_records(table: Table, choices: Choices) -> Iterator[Outcome]:
    return each_row(table, ticket)


def ticket(row: Row) -> Outcome:
    """A ticket of the API, with its comments where the export embeds them."""
    if row.text("status") == "deleted":
        return Skipped(row.number, "the ticket was deleted")
    comments = [each for each in _list(row.get("comments")) if isinstance(each, dict)]
    text = row.text("description")
    first = _body(comments[0]) if comments else ""
    if comments and (not text or first.strip() == text):
        text = text or first
        comments = comments[1:]
    requester = row.get("requester_id") or row.value("requester.id")
    said: list[Remark] = []
    answered: list[Remark] = []
    for each in comments:
        ours = requester is not None and each.get("author_id") not in (None, requester)
        remark = _remark(each)
        (answered if ours and not remark.internal else said).append(remark)
    properties = {
        name: row.text(path)
        for name, path in (
            ("priority", "priority"),
            ("via", "via.channel"),
            ("satisfaction", "satisfaction_rating.score"),
            ("satisfaction_comment", "satisfaction_rating.comment"),
            ("updated_at", "updated_at"),
        )
        if row.text(path)
    }
    tags = row.get("tags")
    return Record(
        text=text,
        title=row.text("subject", "raw_subject"),
        source="zendesk",
        source_id=row.text("id"),
        url=_page(row.text("url")),
        created_at=cells.moment(row, "created_at"),
        author_name=row.text("requester.name"),
        author_email=row.text("requester.email"),
        account_name=row.text("organization.name"),
        account_external_id=row.text("organization_id", "organization.id"),
        channel="support",
        kind=row.text("type"),
        tags=unique(map(str, tags)) if isinstance(tags, list) else _tags(row.text("tags")),
        status=row.text("status"),
        comments=said,
        replies=answered,
        properties=properties,
        raw=raw_of(row),
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _body(comment: dict[str, Any]) -> str:
    plain = comment.get("plain_body") or comment.get("body")
    return str(plain) if plain else text_of_html(str(comment.get("html_body") or ""))


def _remark(comment: dict[str, Any]) -> Remark:
    author = comment.get("author")
    person = author if isinstance(author, dict) else {}
    return Remark(
        text=_body(comment),
        author_name=str(person.get("name") or ""),
        author_email=str(person.get("email") or ""),
        at=lenient_moment(comment.get("created_at")),
        internal=comment.get("public") is False,
        source_id=str(comment.get("id") or ""),
    )


def _page(url: str) -> str:
    """The page an agent opens, out of the API address of the same ticket."""
    return re.sub(r"/api/v2/tickets/(\d+)(\.json)?\Z", r"/agent/tickets/\1", url)


register(
    Format(
        key="zendesk-json",
        label="Zendesk tickets (JSON)",
        vendor="zendesk",
        description="Tickets as JSON or NDJSON, with descriptions and comments.",
        recognise=recognise_json,
        records=json_records,
        channel="support",
    )
)
register(
    Format(
        key="zendesk-csv",
        label="Zendesk tickets (CSV)",
        vendor="zendesk",
        description="The CSV has no message text: only the subject of each ticket can be imported. "
        "Export JSON to get the whole conversation.",
        recognise=recognise_csv,
        records=csv_records,
        channel="support",
    )
)
