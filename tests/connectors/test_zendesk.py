"""Zendesk: tickets as JSON in its three wrappings, and the CSV without bodies."""

from __future__ import annotations

import json

import pytest

from sous.engines.tables import Record, Refusal, Skipped, format_for
from tests.connectors.samples import SAMPLES, ZENDESK, ZENDESK_TICKET, outcomes, records, table_of


@pytest.mark.parametrize(
    "data",
    [
        json.dumps([ZENDESK_TICKET]),
        json.dumps(ZENDESK_TICKET) + "\n" + json.dumps(ZENDESK_TICKET),
        json.dumps({"users": [{"id": 7}], "tickets": [ZENDESK_TICKET], "count": 1}),
        json.dumps(ZENDESK_TICKET, indent=2),
    ],
)
def test_tickets_are_read_from_arrays_lines_answers_and_single_objects(data: str) -> None:
    ticket = records(data.encode())[0]
    assert (ticket.source_id, ticket.title, ticket.text) == (
        "35", "Cannot log in", "The login page hangs.",
    )  # fmt: skip


def test_customer_answers_replies_and_notes_are_told_apart() -> None:
    (ticket,) = records(SAMPLES["zendesk-json"])
    assert [(each.text, each.internal) for each in ticket.comments] == [
        ("VIP, be careful", True),
        ("Firefox", False),
    ]
    assert [reply.text for reply in ticket.replies] == ["Which browser?"]
    assert ticket.url == "https://acme.zendesk.com/agent/tickets/35"


def test_a_deleted_ticket_is_skipped() -> None:
    gone = {**ZENDESK_TICKET, "status": "deleted"}
    assert outcomes(json.dumps([gone]).encode()) == [Skipped(1, "the ticket was deleted")]


def test_the_csv_gives_the_subject_only_and_says_so() -> None:
    (ticket,) = records(SAMPLES["zendesk-csv"])
    assert (ticket.text, ticket.title, ticket.tags) == ("Cannot log in", "", ["login", "urgent"])
    assert (ticket.account_name, ticket.account_domain) == ("Northwind", "northwind.example")
    assert ticket.properties["Plan tier"] == "Gold"
    assert "only the subject" in format_for("zendesk-csv").description


def test_a_csv_ticket_without_subject_is_refused_with_the_reason() -> None:
    empty = ["1", "36"] + [""] * 29
    found = outcomes(table_of(ZENDESK, empty))
    assert isinstance(found[0], Refusal)
    assert found[0].reason.startswith("Subject: it is empty")
    assert not any(isinstance(each, Record) for each in found)
