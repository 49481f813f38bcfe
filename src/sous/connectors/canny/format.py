"""Canny posts as its API lists them: an array, or `{"posts": […], "hasMore": …}`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sous.engines.tables import (
    Choices,
    Format,
    Head,
    Outcome,
    Record,
    Row,
    Table,
    as_text,
    cells,
    each_row,
    parse_number,
    raw_of,
    register,
    unique,
)


def recognise(head: Head) -> float:
    if head.kind not in ("json", "jsonl"):
        return 0.0
    board = any(name == "board" or name.startswith("board.") for name in head.columns)
    if board and head.has("id", "title", "details", "score"):
        return 1.0
    return 0.0


def records(table: Table, choices: Choices) -> Iterator[Outcome]:
    return each_row(table, post)


def post(row: Row) -> Record:
    company = _first(row.value("author.companies"))
    tags = row.get("tags")
    return Record(
        text=row.text("details"),
        title=row.text("title"),
        source="canny",
        source_id=row.text("id"),
        url=row.text("url"),
        created_at=cells.moment(row, "created"),
        author_name=row.text("author.name"),
        author_email=row.text("author.email"),
        account_name=as_text(company.get("name")),
        account_domain=as_text(company.get("domain")),
        account_external_id=as_text(company.get("id")),
        revenue=_spend(company),
        channel="portal",
        tags=unique(as_text(tag) for tag in tags) if isinstance(tags, list) else [],
        status=row.text("status"),
        votes=cells.count(row, "score"),
        properties=_properties(row),
        raw=raw_of(row),
    )


def _first(values: Any) -> dict[str, Any]:
    return values[0] if isinstance(values, list) and values and isinstance(values[0], dict) else {}


def _spend(company: dict[str, Any]) -> Decimal | None:
    """What the company pays a month; Canny names no currency."""
    return parse_number(company.get("monthlySpend"))


def _properties(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: row.text(path)
        for name, path in (
            ("board", "board.name"),
            ("category", "category.name"),
            ("owner", "owner.name"),
            ("on_behalf_by", "by.name"),
            ("eta", "eta"),
            ("status_changed_at", "statusChangedAt"),
        )
        if row.text(path)
    }
    fields = row.get("customFields")
    for each in fields if isinstance(fields, list) else []:
        if isinstance(each, dict) and each.get("name"):
            found[str(each["name"])] = each.get("value")
    issues = row.value("jira.linkedIssues")
    if isinstance(issues, list) and issues:
        found["jira_issues"] = [
            str(each.get("key") or each.get("id")) for each in issues if isinstance(each, dict)
        ]
    return found


register(
    Format(
        key="canny-posts",
        label="Canny posts",
        vendor="canny",
        description="The JSON that Canny's API gives for posts/list.",
        recognise=recognise,
        records=records,
        channel="portal",
    )
)
