"""Jira: repeated headers, locale dates, comments in a cell."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sous.engines.tables import Refusal
from tests.connectors.samples import JIRA, JIRA_CLOUD, SAMPLES, outcomes, records, table_of


def cloud(created: str, *, comment: str = "") -> list[str]:
    return [
        "ACME-8", "10008", "Slow list", "Story", "Done", "ACME", "Acme", "ann@acme.example",
        created, "perf", "", "ui", "Sprint 1", "Sprint 2", "*bold*", "5", comment, "",
    ]  # fmt: skip


def test_the_classic_columns_are_read_and_wiki_markup_stays() -> None:
    (issue,) = records(SAMPLES["jira-issues"])
    assert issue.text == "h2. Steps\n* open"
    assert (issue.source_id, issue.kind, issue.votes, issue.tags) == ("ACME-7", "Bug", 3, ["auth"])


def test_repeated_headers_give_all_their_values() -> None:
    (issue,) = records(table_of(JIRA_CLOUD, cloud("14/Jul/25 3:42 PM")))
    assert issue.tags == ["perf", "ui"]
    assert issue.properties["Sprint"] == ["Sprint 1", "Sprint 2"]
    assert issue.properties["Custom field (Story Points)"] == "5"
    assert (issue.author_name, issue.author_email) == ("", "ann@acme.example")


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        (["14/Jul/25 3:42 PM"], datetime(2025, 7, 14, 15, 42, tzinfo=UTC)),
        (["6/7/2025 16:14", "6/21/2025 16:14"], datetime(2025, 6, 7, 16, 14, tzinfo=UTC)),
        (["06/07/2025 16:14", "21/06/2025 16:14"], datetime(2025, 7, 6, 16, 14, tzinfo=UTC)),
    ],
)
def test_the_day_order_is_decided_over_the_whole_file(dates: list[str], first: datetime) -> None:
    assert records(table_of(JIRA_CLOUD, *map(cloud, dates)))[0].created_at == first


def test_a_comment_cell_is_date_author_and_body() -> None:
    cell = "12/May/24 9:00 AM;bob@acme.example;It is; really slow\nfor me too"
    (issue,) = records(table_of(JIRA_CLOUD, cloud("11/May/24 3:00 PM", comment=cell)))
    (comment,) = issue.comments
    assert comment.text == "It is; really slow\nfor me too"
    assert (comment.author_email, comment.at) == (
        "bob@acme.example", datetime(2024, 5, 12, 9, tzinfo=UTC),
    )  # fmt: skip


def test_unquoted_commas_in_labels_make_a_row_too_wide_and_it_is_refused() -> None:
    header, _, row = SAMPLES["jira-issues"].decode().partition("\n")
    wide = row.replace(",auth,", ",auth,login,sso,")
    found = outcomes(f"{header}\n{row}{wide}".encode())
    assert isinstance(found[1], Refusal)
    assert found[1].row_number == 3
    assert "32 values but the header has 30 columns" in found[1].reason


def test_an_issue_without_a_summary_is_refused() -> None:
    (found,) = outcomes(table_of(JIRA, ["", "ACME-9", "10009"]))
    assert isinstance(found, Refusal)
    assert found.reason == "Summary: it is empty"


def test_the_reason_of_an_earlier_refusal_is_no_property() -> None:
    header, _, row = SAMPLES["jira-issues"].decode().partition("\n")
    (issue,) = records(f"{header.rstrip()},reason\n{row.rstrip()},why not\n".encode())
    assert (issue.source, "reason" in issue.properties) == ("jira", False)
