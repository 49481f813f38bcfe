"""UserVoice's two idea exports.

The full one has a row per idea and supporter: rows of one idea may stand anywhere, so they are put
together first. The analysis export has a row per idea under dotted headers, `suggestion.title`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sous.engines.tables import (
    CellError,
    Choices,
    Format,
    Grouping,
    Head,
    Outcome,
    Record,
    Refusal,
    Remark,
    Row,
    Table,
    Voter,
    cells,
    each_row,
    lenient_moment,
    outcome_of,
    raw_of,
    register,
    split_tags,
)

FULL = (
    "ideaId", "ideaTitle", "ideaDescription", "ideaCreatorEmailAddress", "ideaCreatorName",
    "forumName", "categoryName", "labels", "ideaListNames", "publicStatusName", "moderationState",
    "votersCount", "createdTimestamp", "publicStatusUpdateMessage",
    "publicStatusUpdatedTimestamp", "publicStatusCreatorEmailAddress", "userEmailAddress",
    "userName", "linkedIdeaCreationDate",
)  # fmt: skip
DOTTED = (
    "suggestion.id", "suggestion.title", "suggestion.body", "suggestion.portal_url",
    "suggestion.forum.name", "suggestion.category.name", "suggestion.status.name",
    "suggestion.labels.name", "suggestion.created_timestamp",
)  # fmt: skip
_PROPERTIES = ("forumName", "categoryName", "ideaListNames", "moderationState")


def recognise(head: Head) -> float:
    return head.resembles(("ideaId", "ideaTitle", "userEmailAddress"), FULL)


def recognise_dotted(head: Head) -> float:
    return max(
        head.resembles(("suggestion.id", "suggestion.title"), DOTTED),
        # Older exports call a suggestion an idea.
        0.8 if head.has("idea.id", "idea.title", "idea.status.name") else 0.0,
    )


def records(table: Table, choices: Choices) -> Iterator[Outcome]:
    with Grouping() as kept:
        for row in table.rows():
            outcome = outcome_of(row, idea)
            if isinstance(outcome, Refusal):
                yield outcome
                continue
            key = row.text("ideaId") or f"row {row.number}"
            if kept.first_time(key):
                kept.add(key, [row.number, dict(row)], "idea")
            if row.text("userEmailAddress", "userName"):
                at = cells.moment_or_none(row, "linkedIdeaCreationDate")
                kept.add(key, [row.text("userName"), row.text("userEmailAddress"), at], "voter")
        for key, ((number, values),) in kept.groups("idea"):
            record = idea(Row(values, table.header, number))
            record.row_number = number
            record.voters = _voters(kept.values(key, "voter"))
            record.votes = record.votes or len(record.voters)
            yield record


def _voters(found: list[list[Any]]) -> list[Voter]:
    """Each person once, with the earliest vote."""
    voters: dict[str, Voter] = {}
    for name, email, at in found:
        voters.setdefault(email.casefold() or name, Voter(name, email, lenient_moment(at)))
    return list(voters.values())


def idea(row: Row) -> Record:
    if not row.text("ideaTitle", "ideaDescription"):
        raise CellError("The idea has neither title nor description")
    replies = []
    if message := row.text("publicStatusUpdateMessage"):
        replies.append(
            Remark(
                message,
                author_email=row.text("publicStatusCreatorEmailAddress"),
                at=cells.moment_or_none(row, "publicStatusUpdatedTimestamp"),
            )
        )
    return Record(
        text=row.text("ideaDescription"),
        title=row.text("ideaTitle"),
        source="uservoice",
        source_id=row.text("ideaId"),
        created_at=cells.moment(row, "createdTimestamp"),
        author_name=row.text("ideaCreatorName"),
        author_email=row.text("ideaCreatorEmailAddress"),
        channel="portal",
        tags=split_tags(row.text("labels")),
        status=row.text("publicStatusName"),
        votes=cells.count(row, "votersCount"),
        replies=replies,
        properties={name: value for name in _PROPERTIES if (value := row.text(name))},
        raw=raw_of(row),
    )


def dotted_records(table: Table, choices: Choices) -> Iterator[Outcome]:
    return each_row(table, suggestion)


def suggestion(row: Row) -> Record:
    def text(*names: str) -> str:
        return row.text(
            *(f"{prefix}.{name}" for name in names for prefix in ("suggestion", "idea"))
        )

    names = ("forum.name", "category.name", "parent.id", "ticket.id", "admin_url")
    return Record(
        text=text("body"),
        title=text("title"),
        source="uservoice",
        source_id=text("id"),
        url=text("portal_url", "admin_url"),
        created_at=cells.moment(
            row, "suggestion.created_timestamp", "idea.created_timestamp", "suggestion.created_at"
        ),
        author_name=text("creator.name", "user.name"),
        author_email=text("creator.email_address", "user.email_address"),
        channel="portal",
        tags=split_tags(text("labels.name")),
        status=text("status.name"),
        votes=cells.count(row, "suggestion.supporters_count", "suggestion.votes_count"),
        properties={name: value for name in names if (value := text(name))},
        raw=raw_of(row),
    )


register(
    Format(
        key="uservoice-ideas",
        label="UserVoice ideas with supporters",
        vendor="uservoice",
        description="The full suggestions export: one row per idea and supporter, put together.",
        recognise=recognise,
        records=records,
        channel="portal",
    )
)
register(
    Format(
        key="uservoice-suggestions",
        label="UserVoice suggestions",
        vendor="uservoice",
        description="The analysis export: one row per suggestion, headers like suggestion.title.",
        recognise=recognise_dotted,
        records=dotted_records,
        channel="portal",
    )
)
