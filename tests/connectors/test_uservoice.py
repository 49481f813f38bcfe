"""UserVoice: one row per idea and supporter, and dotted headers."""

from __future__ import annotations

from sous.engines.tables import Record, Refusal, open_table, read
from tests.connectors.samples import SAMPLES, USERVOICE, outcomes, records, table_of


def row(idea: str, title: str, voter: str, created: str = "2025-07-21 03:37:03") -> list[str]:
    return [
        idea, title, "Text of " + idea, "ann@x.example", "Ann", "General", "UI", "a, b", "",
        "planned", "published", "7", created, "", "", "", voter, voter.split("@")[0].title(),
        "2025-07-22 00:00:00",
    ]  # fmt: skip


def test_rows_of_one_idea_are_put_together_wherever_they_stand() -> None:
    data = table_of(
        USERVOICE,
        row("1", "Dark mode", "bob@y.example"),
        row("2", "SSO", "eve@z.example"),
        row("1", "Dark mode", "kim@y.example"),
        row("2", "SSO", ""),
        row("1", "Dark mode", "BOB@y.example"),
    )
    first, second = records(data)
    assert (first.source_id, first.votes, first.row_number) == ("1", 7, 2)
    assert [voter.email for voter in first.voters] == ["bob@y.example", "kim@y.example"]
    assert [voter.email for voter in second.voters] == ["eve@z.example"]
    assert first.tags == ["a", "b"]


def test_a_bad_row_is_refused_and_its_idea_stays() -> None:
    data = table_of(
        USERVOICE,
        row("1", "Dark mode", "bob@y.example"),
        row("1", "Dark mode", "kim@y.example", created="soon"),
    )
    refused, idea = outcomes(data)
    assert isinstance(refused, Refusal)
    assert refused.reason == "createdTimestamp: “soon” is not a date"
    assert isinstance(idea, Record)
    assert [voter.email for voter in idea.voters] == ["bob@y.example"]


def test_labels_may_be_a_json_array() -> None:
    (idea,) = records(SAMPLES["uservoice-ideas"])
    assert idea.tags == ["ui", "night"]
    assert [(reply.text, reply.author_email) for reply in idea.replies] == [
        ("Soon", "pm@acme.example")
    ]


def test_dotted_headers_are_read() -> None:
    (idea,) = records(SAMPLES["uservoice-suggestions"])
    assert (idea.title, idea.text, idea.status, idea.url) == (
        "SSO", "We need SAML", "under review", "https://x.example/9",
    )  # fmt: skip


def test_a_preview_does_not_read_the_whole_file() -> None:
    many = table_of(USERVOICE, *(row(str(n), "T", "bob@y.example") for n in range(2_500)))
    with open_table(many) as table:
        assert len(list(read(table.beginning()))) == 1_000
        assert len(list(read(table))) == 2_500


def test_a_zip_has_a_preview_too() -> None:
    with open_table(SAMPLES["quackback-export"]) as table:
        (post,) = read(table.beginning())
    assert isinstance(post, Record)
    assert [reply.text for reply in post.replies] == ["Soon"]
