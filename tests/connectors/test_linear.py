"""Linear: thirty and thirty-four columns, rows that end early, guarded cells."""

from __future__ import annotations

from tests.connectors.samples import LINEAR, LINEAR_NEW, outcomes, records, table_of


def row(width: int) -> list[str]:
    cells = ["ENG-4", "Eng", "'=Slow list", "Takes 4 s", "Todo", "", "High", "", "Speed", "Ann",
             "", "perf, list", "", "", "", "", "2024-05-03T10:00:00.000Z"]  # fmt: skip
    return cells + [""] * (width - len(cells))


def test_both_generations_are_read() -> None:
    for header in (LINEAR, LINEAR_NEW):
        (issue,) = records(table_of(header, row(len(header.split(",")))))
        assert (issue.source, issue.source_id, issue.title) == ("linear", "ENG-4", "=Slow list")
        assert (issue.tags, issue.product, issue.author_name) == (["perf", "list"], "Speed", "Ann")


def test_rows_that_end_one_field_early_are_complete() -> None:
    data = table_of(LINEAR, row(29), row(30), row(29))
    assert len(records(data)) == 3


def test_a_record_knows_its_row() -> None:
    assert [each.row_number for each in outcomes(table_of(LINEAR, row(30), row(30)))] == [2, 3]
