"""Any table of text comes back as it was written, in every kind of file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sous.engines.tables import (
    Refusal,
    guard,
    open_table,
    refused_file,
    unguard,
    write_csv,
    write_xlsx,
)

SLOW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
COLUMNS = ["id", "Text", "note", "Größe"]

cells = st.text(
    st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=40
)
rows = st.lists(
    st.tuples(st.integers(0, 10**9).map(str), cells, cells, cells), min_size=1, max_size=12
)


def as_csv(table: list[tuple[str, ...]], delimiter: str = ",") -> bytes:
    out = io.BytesIO()
    write_csv(out, COLUMNS, table, delimiter=delimiter)
    return out.getvalue()


def as_xlsx(table: list[tuple[str, ...]]) -> bytes:
    out = io.BytesIO()
    write_xlsx(out, COLUMNS, table)
    return out.getvalue()


def as_parquet(table: list[tuple[str, ...]]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    columns = [pa.array(column, pa.string()) for column in zip(*table, strict=True)]
    pq.write_table(pa.table(columns, names=COLUMNS), out)
    return out.getvalue()


def back(data: bytes) -> list[tuple[str, ...]]:
    with open_table(data) as table:
        assert list(table.columns) == COLUMNS
        found = list(table)
    assert [row.problem for row in found] == [""] * len(found)
    return [tuple(row[column] or "" for column in COLUMNS) for row in found]


@given(rows)
@settings(max_examples=120, deadline=None)
def test_csv_comes_back(table: list[tuple[str, ...]]) -> None:
    assert back(as_csv(table)) == table


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
@given(table=rows)
@settings(max_examples=40, deadline=None)
def test_other_separators_come_back(delimiter: str, table: list[tuple[str, ...]]) -> None:
    assert back(as_csv(table, delimiter)) == table


@given(rows, st.sampled_from(["utf-16", "utf-16-le", "utf-8"]))
@settings(max_examples=40, deadline=None)
def test_encodings_come_back(table: list[tuple[str, ...]], codec: str) -> None:
    head = ["1", "plain words to tell the encoding by", "", ""]
    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS, head, *[[guard(cell) for cell in row] for row in table]])
    assert back(out.getvalue().encode(codec))[1:] == table


@given(rows)
@settings(max_examples=60, deadline=None)
def test_json_lines_and_json_come_back(table: list[tuple[str, ...]]) -> None:
    items = [dict(zip(COLUMNS, row, strict=True)) for row in table]
    assert back("\n".join(json.dumps(item) for item in items).encode()) == table
    assert back(json.dumps(items, ensure_ascii=False).encode()) == table
    assert back(json.dumps({"total": 1, "data": items}, indent=1).encode()) == table


@given(rows)
@SLOW
def test_parquet_comes_back(table: list[tuple[str, ...]]) -> None:
    assert back(as_parquet(table)) == table


@given(
    st.lists(
        st.tuples(
            st.integers(1, 10**9).map(str),
            *[st.text(st.characters(whitelist_categories=("L", "N", "P", "S", "Zs")), max_size=30)]
            * 3,
        ),
        min_size=1,
        max_size=8,
    )
)
@SLOW
def test_workbooks_come_back(table: list[tuple[str, ...]]) -> None:
    assert back(as_xlsx(table)) == table


@given(st.text(max_size=30))
def test_a_guarded_cell_is_no_formula_and_comes_back(text: str) -> None:
    guarded = guard(text)
    assert unguard(guarded) == text or guarded == text
    assert guarded[:1] not in ("=", "@", "\t", "\r")
    if guarded[:1] in ("+", "-"):
        assert guarded.strip("+-%").replace(",", "").replace(".", "").isdigit()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_refused_rows_can_be_sent_again(kind: str) -> None:
    source = b"Text,Labels,Labels,When\n=bad,a,b,soon\nworse,c,,never\n"
    with open_table(source) as table:
        columns = table.columns
        refusals = [Refusal(row.number, f"why {row.number}", dict(row)) for row in table]
    with open_table(refused_file(refusals, kind, columns)) as again:
        assert again.columns == (*columns, "reason")
        found = list(again)
    assert [row["reason"] for row in found] == ["why 2", "why 3"]
    assert [{name: row[name] for name in columns} for row in found] == [
        refusal.raw for refusal in refusals
    ]
    assert found[0].every("Labels") == ["a", "b"]


def test_a_row_that_was_too_wide_stays_refused_until_it_is_mended() -> None:
    with open_table(b"id,text\n1,a,b\n2,c\n") as table:
        wide, _ = table
        data = refused_file([Refusal(wide.number, wide.problem, dict(wide))])
    with open_table(data) as again:
        (row,) = again
    assert row.problem.startswith("There are still values under (beyond the last column)")


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_writers_keep_numbers_and_count_rows(write: Callable[..., int]) -> None:
    out = io.BytesIO()
    assert write(out, ["n", "text"], ([n, None] for n in (1, 2.5, -3))) == 3
    with open_table(out.getvalue()) as table:
        assert [row["n"] for row in table] == ["1", "2.5", "-3"]
