"""Productboard: notes of the API with HTML, and CSV with headers that vary."""

from __future__ import annotations

import json

from sous.engines.tables import Skipped
from tests.connectors.samples import PRODUCTBOARD, SAMPLES, outcomes, records


def test_the_words_of_html_are_kept_and_the_original_too() -> None:
    (note,) = records(SAMPLES["productboard-notes"])
    assert note.text == "They need SSO & audit logs.\n\n- soon"
    assert note.raw["content"].startswith("<p>")
    assert (note.author_email, note.channel, note.status) == (
        "kim@northwind.example", "sales", "unprocessed",
    )  # fmt: skip


def test_a_plain_array_is_read_too() -> None:
    (note,) = records(json.dumps(PRODUCTBOARD["data"]).encode())
    assert note.source_id == "n1"


def test_an_empty_note_is_skipped() -> None:
    empty = {**PRODUCTBOARD["data"][0], "title": "", "content": ""}
    assert outcomes(json.dumps([empty]).encode()) == [Skipped(1, "the note is empty")]


def test_the_csv_is_read_by_its_aliases() -> None:
    (note,) = records(SAMPLES["productboard-csv"])
    assert (note.title, note.text, note.author_name, note.account_domain, note.tags) == (
        "SSO", "They need SAML", "Kim", "northwind.example", ["sso", "saml"],
    )  # fmt: skip
