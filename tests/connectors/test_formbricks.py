"""Formbricks Hub: fields of one submission put together."""

from __future__ import annotations

import json
from decimal import Decimal

from sous.engines.tables import Record, Refusal, Skipped
from tests.connectors.samples import FORMBRICKS, outcomes, records, table_of


def row(submission: str, field: str, kind: str, text: str = "", number: str = "") -> list[str]:
    return ["2024-05-03T10:00:00Z", "survey", "s1", "Exit survey", field, f"Ask {field}", kind, "",
            text, number, "en", "u1", "t1", submission]  # fmt: skip


def test_a_score_and_closed_answers_go_along_with_the_words() -> None:
    data = table_of(
        FORMBRICKS,
        row("a", "why", "text", "Too expensive"),
        row("b", "why", "text", "Too slow"),
        row("a", "score", "nps", number="3"),
        row("a", "plan", "categorical", "Pro"),
        row("b", "also", "text", "No dark mode"),
    )
    first, second, third = records(data)
    assert (first.source_id, first.text, first.rating, first.rating_scale) == (
        "a:why", "Too expensive", Decimal(3), 10,
    )  # fmt: skip
    assert first.properties["Ask plan"] == "Pro"
    assert [(each.source_id, each.rating) for each in (second, third)] == [
        ("b:why", None),
        ("b:also", None),
    ]


def test_a_score_alone_is_a_rating_and_a_closed_answer_alone_is_skipped() -> None:
    data = table_of(
        FORMBRICKS,
        row("a", "score", "csat", number="4"),
        row("b", "plan", "categorical", "Pro"),
        row("c", "why", "text", ""),
    )
    unanswered, rated, closed = outcomes(data)
    assert unanswered == Skipped(4, "the field was not answered")
    assert isinstance(rated, Record)
    assert (rated.rating, rated.rating_scale) == (Decimal(4), 5)
    assert closed == Skipped(3, "a closed answer without any words")


def test_a_score_outside_its_scale_is_refused() -> None:
    (found,) = outcomes(table_of(FORMBRICKS, row("a", "score", "nps", number="-4")))
    assert isinstance(found, Refusal)
    assert found.reason == "value_number: “-4” is no nps score"


def test_json_lines_are_read_with_metadata() -> None:
    record = {
        "collected_at": "2024-05-03T10:00:00Z", "source_type": "review", "field_id": "f",
        "field_type": "text", "value_text": "Nice", "metadata": {"country": "NZ"},
        "tenant_id": "t", "submission_id": "s",
    }  # fmt: skip
    (found,) = records((json.dumps(record) + "\n").encode() * 1)
    assert (found.text, found.channel) == ("Nice", "review")
    assert found.properties["metadata"] == {"country": "NZ"}
