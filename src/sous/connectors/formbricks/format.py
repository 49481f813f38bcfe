"""The Formbricks Hub record: one row per answered field of a submission.

Every text field becomes a record. The other fields of the same submission go along: the first
score as its rating, the rest as properties. Rows of one submission may stand anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
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
    Row,
    Skipped,
    Table,
    cells,
    channel_of,
    outcome_of,
    parse_number,
    raw_of,
    register,
)

KNOWN = (
    "collected_at", "source_type", "source_id", "source_name", "field_id", "field_label",
    "field_type", "field_group_id", "value_text", "value_number", "value_boolean", "value_date",
    "language", "user_id", "tenant_id", "submission_id",
)  # fmt: skip
SCALES = {"nps": 10, "csat": 5, "ces": 7, "rating": 5}


def recognise(head: Head) -> float:
    return head.resembles(("source_type", "field_id", "field_type", "submission_id"), KNOWN)


def records(table: Table, choices: Choices) -> Iterator[Outcome]:
    with Grouping() as kept:
        for row in table.rows():
            outcome = outcome_of(row, answer)
            if isinstance(outcome, Record):
                key = f"{row.text('tenant_id')}\n{row.text('submission_id') or row.number}"
                kept.add(key, [row.number, dict(row)])
            else:
                yield outcome
        for _, found in kept.groups():
            yield from _submission([Row(row, table.header, number) for number, row in found])


def answer(row: Row) -> Outcome:
    """One answered field by itself."""
    text = row.text("value_text")
    if not text and _value(row) is None:
        return Skipped(row.number, "the field was not answered")
    submission, field = row.text("submission_id"), row.text("field_id")
    properties: dict[str, Any] = {
        name: row.text(name)
        for name in ("source_name", "user_id", "tenant_id", "field_group_label")
        if row.text(name)
    }
    metadata = row.get("metadata")
    if isinstance(metadata, dict) and metadata:
        properties["metadata"] = metadata
    return Record(
        text=text if row.text("field_type") in ("text", "") else "",
        source="formbricks",
        source_id=f"{submission}:{field}" if submission else "",
        created_at=cells.moment(row, "collected_at"),
        author_email=_email(row.text("user_id")),
        channel=_channel(row),
        language=row.text("language"),
        parts=[Part(text, label=row.text("field_label", "field_id"))] if text else [],
        properties=properties,
        raw=raw_of(row),
    )


def _submission(rows: list[Row]) -> Iterator[Outcome]:
    """The text answers of a submission, with what its other answers say."""
    texts = [row for row in rows if row.text("field_type") == "text" and row.text("value_text")]
    scored = next((row for row in rows if row.text("field_type") in SCALES), None)
    others = {
        row.text("field_label", "field_id"): _value(row)
        for row in rows
        if row not in texts and row is not scored
    }
    if not texts and scored is None:
        yield from (Skipped(row.number, "a closed answer without any words") for row in rows)
        return
    for place, row in enumerate(texts or [row for row in rows if row is scored]):
        record = answer(row)
        if not isinstance(record, Record):
            yield record
            continue
        record.row_number = row.number
        record.properties.update(others)
        if row.text("field_label"):
            record.properties["question"] = row.text("field_label")
        if place == 0 and scored is not None:
            fault = _rate(record, scored)
            if fault:
                yield Refusal(scored.number, fault, raw_of(scored))
                if not record.text:
                    continue
        yield record


def _rate(record: Record, row: Row) -> str:
    """Put a score on a record; why not, if it is outside its scale."""
    value = _value(row)
    rating = parse_number(value) if isinstance(value, int | float | str) else None
    scale = SCALES[row.text("field_type")]
    if rating is None or not Decimal(0) <= rating <= Decimal(max(scale, 10)):
        return f"value_number: “{value}” is no {row.text('field_type')} score"
    record.rating = rating
    record.rating_scale = scale if rating <= scale else 10
    return ""


def _value(row: Row) -> Any:
    """The one filled value of a row, whatever its type."""
    for name in ("value_number", "value_boolean", "value_date", "value_text", "value_id"):
        value = row.value(name)
        if value is not None:
            return value
    return None


def _email(user: str) -> str:
    return user if "@" in user and " " not in user else ""


def _channel(row: Row) -> str:
    found = channel_of(row.text("source_type"))
    return found if found != "other" else channel_of(row.text("source_name"))


register(
    Format(
        key="formbricks-hub",
        label="Formbricks Hub records",
        vendor="formbricks",
        description="Feedback records, one per answered field; submissions are put together.",
        recognise=recognise,
        records=records,
    )
)
