"""Intercom conversations: the API's JSON, and the CSV with a row per message that tools make."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sous.engines.tables import (
    Choices,
    Format,
    Grouping,
    Head,
    Outcome,
    Part,
    Record,
    Refusal,
    Remark,
    Row,
    Skipped,
    Table,
    as_text,
    cells,
    each_row,
    lenient_moment,
    outcome_of,
    parse_number,
    raw_of,
    register,
    split_tags,
    text_of_html,
    unique,
)

MESSAGES = (
    "message_id", "message_body", "message_type", "message_created_at", "message_author_type",
    "message_author_id", "message_author_name", "message_author_email",
    "message_author_companies", "conversation_tags", "conversation_id", "conversation_state",
    "conversation_created_at", "app_id", "app_name",
)  # fmt: skip
_PEOPLE = ("user", "lead", "contact")


def recognise_json(head: Head) -> float:
    if head.kind not in ("json", "jsonl"):
        return 0.0
    parts = any(name.startswith("conversation_parts") for name in head.columns)
    source = any(name.startswith("source.") for name in head.columns)
    return 1.0 if source and (parts or head.has("conversation_rating", "state")) else 0.0


def recognise_csv(head: Head) -> float:
    return head.resembles(
        ("message_body", "message_author_type", "conversation_id", "message_created_at"), MESSAGES
    )


def json_records(table: Table, choices: Choices) -> Iterator[Outcome]:
    return each_row(table, conversation)


def conversation(row: Row) -> Outcome:
    source = _object(row.get("source"))
    text = text_of_html(as_text(source.get("body")))
    author = _object(source.get("author"))
    comments: list[Remark] = []
    replies: list[Remark] = []
    for part in _items(row.get("conversation_parts"), "conversation_parts"):
        body = text_of_html(as_text(part.get("body")))
        if not body:
            continue
        person = _object(part.get("author"))
        internal = part.get("part_type") == "note"
        remark = Remark(
            body,
            as_text(person.get("name")),
            as_text(person.get("email")),
            lenient_moment(part.get("created_at")),
            internal=internal,
            source_id=as_text(part.get("id")),
        )
        theirs = person.get("type") in _PEOPLE
        (comments if theirs or internal else replies).append(remark)
    if not text and not comments:
        return Skipped(row.number, "nobody wrote anything in this conversation")
    if not text or author.get("type") in ("admin", "bot", "team"):
        # We wrote first: what the customer said is in the answers.
        if text:
            replies.insert(0, Remark(text, as_text(author.get("name"))))
        said = [each for each in comments if not each.internal]
        if not said:
            return Skipped(row.number, "no customer wrote in this conversation")
        text = "\n\n".join(each.text for each in said)
        comments = [each for each in comments if each.internal]
        author = {"name": said[0].author_name, "email": said[0].author_email}
    rating = parse_number(row.value("conversation_rating.rating"))
    return Record(
        text=text,
        title=text_of_html(as_text(source.get("subject"))) or row.text("title"),
        source="intercom",
        source_id=row.text("id"),
        url=as_text(source.get("url")),
        created_at=cells.moment(row, "created_at"),
        author_name=as_text(author.get("name")),
        author_email=as_text(author.get("email")),
        channel="support",
        rating=rating,
        rating_scale=5 if rating is not None else None,
        tags=unique(as_text(tag) for tag in _items(row.get("tags"), "tags")),
        status=row.text("state"),
        comments=comments,
        replies=replies,
        properties={name: row.text(name) for name in ("priority", "updated_at") if row.text(name)},
        raw=raw_of(row),
    )


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _items(value: Any, key: str) -> list[Any]:
    """A list, also where Intercom wraps it as `{"type": "list", key: […]}`."""
    found = value.get(key) or value.get("data") if isinstance(value, dict) else value
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def csv_records(table: Table, choices: Choices) -> Iterator[Outcome]:
    with Grouping() as kept:
        for row in table.rows():
            outcome = outcome_of(row, message)
            if isinstance(outcome, Refusal):
                yield outcome
            else:
                kept.add(
                    row.text("conversation_id") or f"row {row.number}", [row.number, dict(row)]
                )
        for _, found in kept.groups():
            yield _thread([Row(values, table.header, number) for number, values in found])


def message(row: Row) -> Record:
    return Record(
        text=text_of_html(row.text("message_body")),
        created_at=cells.moment(row, "message_created_at"),
    )


def _thread(rows: list[Row]) -> Outcome:
    """The messages of one conversation, in time; the customer's own become the text."""
    timed = [(cells.moment(row, "message_created_at"), row) for row in rows]
    timed.sort(key=lambda each: (each[0] is None, each[0].timestamp() if each[0] else 0.0))
    parts: list[Part] = []
    replies: list[Remark] = []
    customer: Row | None = None
    for at, row in timed:
        body = text_of_html(row.text("message_body"))
        name = row.text("message_author_name")
        if not body:
            continue
        if row.text("message_author_type").casefold() in _PEOPLE:
            customer = customer or row
            parts.append(Part(body, author_name=name, at=at))
        else:
            email = row.text("message_author_email")
            replies.append(Remark(body, name, email, at, source_id=row.text("message_id")))
    first = rows[0]
    if customer is None:
        return Skipped(first.number, "no customer wrote in this conversation")
    return Record(
        text="\n\n".join(part.text for part in parts),
        source="intercom",
        source_id=first.text("conversation_id"),
        created_at=cells.moment_or_none(first, "conversation_created_at") or timed[0][0],
        author_name=customer.text("message_author_name"),
        author_email=customer.text("message_author_email"),
        account_name=next(iter(split_tags(customer.text("message_author_companies"))), ""),
        channel="support",
        product=first.text("app_name"),
        tags=split_tags(first.text("conversation_tags")),
        status=first.text("conversation_state"),
        parts=parts if len(parts) > 1 else [],
        replies=replies,
        raw={"messages": [raw_of(row) for row in rows]},
        row_number=first.number,
    )


register(
    Format(
        key="intercom-json",
        label="Intercom conversations (JSON)",
        vendor="intercom",
        description="Conversations as Intercom's API gives them, with their parts.",
        recognise=recognise_json,
        records=json_records,
        channel="support",
    )
)
register(
    Format(
        key="intercom-messages",
        label="Intercom messages (CSV)",
        vendor="intercom",
        description="A row per message, put together to conversations.",
        recognise=recognise_csv,
        records=csv_records,
        channel="support",
    )
)
