"""GitHub issues: REST payloads as a JSON array or JSON Lines, or `gh issue list --json`.

The REST API lists pull requests among the issues; they carry `pull_request` and are skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sous.engines.tables import (
    Choices,
    Format,
    Head,
    Outcome,
    Record,
    Remark,
    Row,
    Skipped,
    Table,
    as_text,
    cells,
    each_row,
    lenient_moment,
    raw_of,
    register,
    unique,
)

_REPOSITORY = re.compile(r"(?:https?://[^/]+/)(?:api/v3/)?(?:repos/)?([^/]+/[^/]+)")
_COUNTED = ("laugh", "hooray", "confused", "heart", "rocket", "eyes", "-1")


def recognise(head: Head) -> float:
    if head.kind not in ("json", "jsonl", "parquet"):
        return 0.0
    if not head.has("number", "title", "body", "state"):
        return 0.0
    rest = head.has("html_url") and any(name.startswith("user") for name in head.columns)
    listed = head.has("url") and any(name.startswith("author") for name in head.columns)
    return 1.0 if rest else 0.9 if listed else 0.0


def records(table: Table, choices: Choices) -> Iterator[Outcome]:
    return each_row(table, issue)


def issue(row: Row) -> Outcome:
    if row.get("pull_request") or "/pull/" in row.text("html_url", "url"):
        return Skipped(row.number, "a pull request is not an issue")
    url = row.text("html_url", "url")
    repository = _repository(row)
    number = row.text("number")
    reactions = row.get("reactions")
    return Record(
        text=row.text("body"),
        title=row.text("title"),
        source="github",
        source_id=f"{repository}#{number}" if repository else number,
        url=url,
        created_at=cells.moment(row, "created_at", "createdAt"),
        author_name=row.text("user.login", "author.login"),
        channel="issue tracker",
        product=repository,
        tags=_labels(row.get("labels")),
        status=row.text("state").lower(),
        votes=_thumbs_up(reactions, row),
        comments=_comments(row.get("comments")),
        properties=_properties(row, reactions),
        raw=raw_of(row),
    )


def _repository(row: Row) -> str:
    found = _REPOSITORY.match(row.text("repository_url", "html_url", "url"))
    return found[1] if found else ""


def _labels(labels: Any) -> list[str]:
    return unique(as_text(label) for label in labels) if isinstance(labels, list) else []


def _thumbs_up(reactions: Any, row: Row) -> int | None:
    if isinstance(reactions, dict):
        found = reactions.get("+1")
        return found if isinstance(found, int) else None
    for group in row.get("reactionGroups") or []:
        if isinstance(group, dict) and group.get("content") == "THUMBS_UP":
            users = group.get("users")
            count = users.get("totalCount") if isinstance(users, dict) else None
            return count if isinstance(count, int) else None
    return None


def _comments(comments: Any) -> list[Remark]:
    """Comments where a dump has them in place of their number."""
    found = []
    for each in comments if isinstance(comments, list) else []:
        if isinstance(each, str):
            found.append(Remark(each))
        elif isinstance(each, dict) and each.get("body"):
            person = each.get("user") or each.get("author")
            login = person.get("login") if isinstance(person, dict) else ""
            at = lenient_moment(each.get("created_at") or each.get("createdAt"))
            found.append(Remark(str(each["body"]), login or "", at=at))
    return found


def _properties(row: Row, reactions: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: row.text(path)
        for name, path in (
            ("state_reason", "state_reason"),
            ("milestone", "milestone.title"),
            ("closed_at", "closed_at"),
            ("author_association", "author_association"),
            ("author_type", "user.type"),
        )
        if row.text(path)
    }
    if isinstance(row.get("comments"), int):
        found["comments"] = row["comments"]
    if isinstance(reactions, dict):
        counts = {name: reactions[name] for name in _COUNTED if reactions.get(name)}
        if counts:
            found["reactions"] = counts
    assignees = row.get("assignees")
    if isinstance(assignees, list) and assignees:
        found["assignees"] = [
            str(each.get("login")) for each in assignees if isinstance(each, dict)
        ]
    return found


register(
    Format(
        key="github-issues",
        label="GitHub issues",
        vendor="github",
        description="Issues from the REST API or “gh issue list --json”. No pull requests.",
        recognise=recognise,
        records=records,
        channel="issue tracker",
    )
)
