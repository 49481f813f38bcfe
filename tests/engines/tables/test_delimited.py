"""Delimited text: delimiter, header, preamble, ragged rows, quotes."""

from __future__ import annotations

import pytest

from sous.engines.tables import TableError, open_table


def rows_of(data: bytes | str) -> list[dict[str, str]]:
    with open_table(data.encode() if isinstance(data, str) else data) as table:
        return [dict(row) for row in table]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiter_is_found(mark: str) -> None:
    data = f"id{mark}text\n1{mark}Works well\n2{mark}Too slow\n"
    assert rows_of(data) == [{"id": "1", "text": "Works well"}, {"id": "2", "text": "Too slow"}]


def test_quoted_newlines_and_delimiters_stay_in_their_cell() -> None:
    data = 'id,text\n1,"two\nlines, and a ""quote"""\n'
    assert rows_of(data) == [{"id": "1", "text": 'two\nlines, and a "quote"'}]


def test_repeated_headers_keep_every_value() -> None:
    with open_table(b"Summary,Labels,Labels,Labels\nLogin fails,a,,c\n") as table:
        assert table.columns == ("Summary", "Labels", "Labels (2)", "Labels (3)")
        (row,) = table
        assert row.every("labels") == ["a", "c"]


def test_headers_match_in_any_spelling() -> None:
    with open_table(b"IDEA-TITLE,votes_count\nDark mode,3\n") as table:
        (row,) = table
        assert (row.text("Idea Title"), row.text("Votes Count")) == ("Dark mode", "3")


def test_short_rows_are_padded_and_wide_rows_are_a_problem_of_their_own() -> None:
    with open_table(b"id,title,text\n1,a\n2,b,c,d,e\n3,d,e\n") as table:
        rows = list(table)
    assert [row.number for row in rows] == [2, 3, 4]
    assert dict(rows[0]) == {"id": "1", "title": "a", "text": ""}
    assert "5 values but the header has 3 columns" in rows[1].problem
    assert rows[1]["(beyond the last column)"] == "d,e"
    assert rows[2].problem == ""


def test_lines_before_the_header_are_left_out_with_a_note() -> None:
    data = "Feedback export\n\nid,title,text\n1,a,b\n2,c,d\n"
    with open_table(data.encode()) as table:
        assert table.columns == ("id", "title", "text")
        assert table.notes == ["1 line before the header left out"]
        assert [row.number for row in table] == [4, 5]


def test_one_column_of_prose_keeps_its_commas() -> None:
    data = "Feedback\nI like it, but it is slow\nNo, really, no\nFine\n"
    assert [row["Feedback"] for row in rows_of(data)] == [
        "I like it, but it is slow",
        "No, really, no",
        "Fine",
    ]


def test_texts_without_a_header_are_not_lost() -> None:
    data = "The export button does nothing.\nPlease add dark mode.\n"
    assert [row["text"] for row in rows_of(data)] == [
        "The export button does nothing.",
        "Please add dark mode.",
    ]


def test_formula_guard_is_taken_off() -> None:
    assert rows_of("id,text\n1,'=SUM(A1)\n2,'tis fine\n") == [
        {"id": "1", "text": "=SUM(A1)"},
        {"id": "2", "text": "'tis fine"},
    ]


def test_an_unclosed_quote_is_named() -> None:
    with open_table(b'id,text\n1,fine\n2,"never closed\n3,swallowed\n') as table:
        rows = list(table)
    assert [bool(row.problem) for row in rows] == [False, True]
    assert "never closed" in rows[1].problem


def test_header_only_has_columns_and_no_rows() -> None:
    with open_table(b"id,text\n") as table:
        assert (table.columns, list(table)) == (("id", "text"), [])


@pytest.mark.parametrize("data", [b"", b"\n\n  \n"])
def test_empty_files_say_so(data: bytes) -> None:
    with pytest.raises(TableError, match=r"empty|blank"):
        open_table(data)


def test_a_separator_at_every_lines_end_is_no_extra_value() -> None:
    assert rows_of("id,text\n1,a,\n2,b,\n") == [
        {"id": "1", "text": "a"},
        {"id": "2", "text": "b"},
    ]


def test_one_shifted_row_is_refused_even_where_its_extra_cell_is_empty() -> None:
    with open_table(b"id,labels,text,note\n1,a,b,\n2,a,c,b,\n3,a,b,\n") as table:
        assert [bool(row.problem) for row in table] == [False, True, False]


def test_a_header_above_rows_with_unquoted_commas_stays_the_header() -> None:
    with open_table(b"date,comment\nnow,slow, really\nthen,bad, very\n") as table:
        assert table.columns == ("date", "comment")
        assert [bool(row.problem) for row in table] == [True, True]


def test_the_beginning_of_a_table_is_its_head_and_no_more() -> None:
    rows = "".join(f"{number},text\n" for number in range(3_000))
    with open_table(f"id,words\n{rows}".encode()) as table:
        start = table.beginning()
        assert (start.columns, len(list(start)), len(list(table))) == (table.columns, 1_000, 3_000)


@pytest.mark.parametrize(
    "lines",
    [
        ["The export never finishes"],
        ["I like it, but it is slow", "Great, thank you"],
        ["Please add dark mode", "The export fails when the list is long", "Too slow"],
        ["How do I export?", "Where is my invoice?"],
    ],
)
def test_pasted_lines_are_texts_each(lines: list[str]) -> None:
    assert [row["text"] for row in rows_of("\n".join(lines))] == lines


@pytest.mark.parametrize("header", ["Feedback", "Customer comment", "What should we change?"])
def test_a_heading_above_texts_is_no_text(header: str) -> None:
    data = f"{header}\nPlease add dark mode to it\nThe export fails when the list is long\n"
    assert [row[header] for row in rows_of(data)] == [
        "Please add dark mode to it",
        "The export fails when the list is long",
    ]


def test_a_space_behind_separators_is_no_part_of_quotation() -> None:
    assert rows_of('id, text, stars\n1, "slow, very", 2\n2, fine, 5\n') == [
        {"id": "1", "text": "slow, very", "stars": "2"},
        {"id": "2", "text": "fine", "stars": "5"},
    ]


def test_backslashes_before_quotation_marks_are_understood() -> None:
    data = 'id,text,stars\n"1","He said \\"no, never\\" twice","2"\n"2","C:\\\\temp","5"\n'
    assert rows_of(data) == [
        {"id": "1", "text": 'He said "no, never" twice', "stars": "2"},
        {"id": "2", "text": "C:\\temp", "stars": "5"},
    ]


@pytest.mark.parametrize("text", ["C:\\temp\\", 'a \\"word\\" b', "\\n", 'json {"a": "x\\"y"}'])
def test_backslashes_stay_where_quotation_marks_are_doubled(text: str) -> None:
    doubled = text.replace('"', '""')
    data = f'id,text\n1,"{doubled}"\n2,"plain ""words"" here"\n'
    assert rows_of(data)[0] == {"id": "1", "text": text}
