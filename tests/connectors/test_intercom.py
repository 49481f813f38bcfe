"""Intercom: conversations and their parts, and messages one by one."""

from __future__ import annotations

import copy
import json

from sous.engines.tables import Skipped
from tests.connectors.samples import INTERCOM, INTERCOM_JSON, SAMPLES, outcomes, records, table_of


def test_a_conversation_is_told_apart_by_who_wrote() -> None:
    (talk,) = records(SAMPLES["intercom-json"])
    assert (talk.text, talk.author_email, talk.tags) == (
        "Invoices are wrong", "ann@northwind.example", ["billing"],
    )  # fmt: skip
    assert [(each.text, each.internal) for each in talk.comments] == [
        ("refund?", True),
        ("Thanks", False),
    ]
    assert [reply.text for reply in talk.replies] == ["Looking"]


def test_where_we_wrote_first_the_customers_answers_are_the_text() -> None:
    talk = copy.deepcopy(INTERCOM_JSON["conversations"][0])
    talk["source"]["author"] = {"type": "admin", "name": "Sam"}
    (record,) = records(json.dumps([talk]).encode())
    assert record.text == "Thanks"
    assert [reply.text for reply in record.replies] == ["Invoices are wrong", "Looking"]


def test_an_outbound_message_nobody_answered_is_skipped() -> None:
    talk = copy.deepcopy(INTERCOM_JSON["conversations"][0])
    talk["source"]["author"] = {"type": "admin"}
    talk["conversation_parts"] = {"conversation_parts": []}
    assert outcomes(json.dumps([talk]).encode()) == [
        Skipped(1, "no customer wrote in this conversation")
    ]


def message(at: str, kind: str, text: str, talk: str = "77") -> list[str]:
    return [
        "m", text, "comment", f"2017-11-14 21:{at}:00", kind, "1", "u", kind.title(),
        f"{kind}@x.example", "", "", talk, "open", "2017-11-14 21:00:00", "", "", "a", "Acme",
    ]  # fmt: skip


def test_messages_are_put_together_in_time_wherever_they_stand() -> None:
    data = table_of(
        INTERCOM,
        message("20", "user", "And it is urgent"),
        message("05", "user", "Other talk", talk="78"),
        message("10", "admin", "Hello"),
        message("00", "user", "It is broken"),
        message("30", "admin", "Only us", talk="79"),
    )
    first, second, third = outcomes(data)
    assert first.text == "It is broken\n\nAnd it is urgent"  # type: ignore[union-attr]
    assert [reply.text for reply in first.replies] == ["Hello"]  # type: ignore[union-attr]
    assert second.text == "Other talk"  # type: ignore[union-attr]
    assert third == Skipped(6, "no customer wrote in this conversation")
