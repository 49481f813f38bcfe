"""Typeform: a column per question, HTML in headers, closed and open answers."""

from __future__ import annotations

from decimal import Decimal

from sous.engines.tables import Record, Skipped
from tests.connectors.samples import SAMPLES, TYPEFORM, outcomes, records, table_of

TIMES = ["2024-05-03 09:58:00", "", "2024-05-03 10:00:00"]


def row(key: str, like: str, change: str, score: str) -> list[str]:
    return [key, "Ann", like, change, score, "Pro", "a@x.example", "completed", *TIMES, "n", ""]


def test_each_free_answer_is_a_record_and_the_score_counts_once() -> None:
    first, second = records(SAMPLES["typeform-responses"])
    assert (first.source_id, second.source_id) == ("r1:3", "r1:4")
    assert first.parts[0].label == "What do you like most?"
    assert (first.rating, first.rating_scale, second.rating) == (Decimal(9), 10, None)
    assert (first.author_name, first.author_email) == ("Ann", "ann@northwind.example")
    assert first.properties["Which plan are you on?"] == "Pro"


def test_answers_together_is_one_record_with_parts() -> None:
    (response,) = records(SAMPLES["typeform-responses"], answers="together")
    assert response.source_id == "r1"
    assert [part.text for part in response.parts] == [
        "The search is very fast",
        "Please add a dark mode soon",
    ]
    assert response.text.startswith("What do you like most?\nThe search is very fast\n\n")


def test_a_score_without_words_stays_and_an_empty_response_is_skipped() -> None:
    data = table_of(
        TYPEFORM,
        row("r1", "I like the very fast search", "Nothing comes to mind", "9"),
        row("r2", "", "", "3"),
        row("r3", "", "", ""),
    )
    found = outcomes(data)
    scored, empty = found[-2:]
    assert isinstance(scored, Record)
    assert (scored.source_id, scored.text, scored.rating) == ("r2", "", Decimal(3))
    assert empty == Skipped(4, "a response without words or a rating")
