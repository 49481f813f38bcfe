"""Files made to hurt, or broken on the way: a clear refusal, bounded memory, nothing left over."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from sous.engines.tables import (
    GENERIC,
    Limits,
    Mapping,
    Record,
    Refusal,
    TableError,
    open_table,
    read,
    write_csv,
    write_xlsx,
)

MEBI = 1024 * 1024

# Opens the file, reads all of it, and tells how it ended and how much memory that took.
READER = textwrap.dedent(
    """
    import json, resource, sys, threading
    resource.setrlimit(resource.RLIMIT_AS, (1536 * 2**20, 1536 * 2**20))
    from sous.engines.tables import TableError, open_table
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows, problems, fault = 0, 0, ""
    try:
        with open_table(sys.argv[1]) as table:
            for row in table:
                rows += 1
                problems += bool(row.problem)
    except TableError as error:
        fault = str(error)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"rows": rows, "problems": problems, "fault": fault,
                      "mebibytes": (peak - idle) // 1024}))
    """
)


def read_bounded(path: Path) -> dict[str, int | str]:
    """What reading the whole file gives, in a process that may use 1.5 GiB and 100 seconds."""
    source = str(Path(__file__).parents[3] / "src")
    done = subprocess.run(
        [sys.executable, "-c", READER, str(path)],
        capture_output=True,
        text=True,
        timeout=100,
        env={**os.environ, "PYTHONPATH": source, "TMPDIR": str(path.parent)},
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    assert list(path.parent.iterdir()) == [path]
    return json.loads(done.stdout)


def write_parts(path: Path, parts: Iterable[bytes]) -> Path:
    with path.open("wb") as out:
        for part in parts:
            out.write(part)
    return path


def refused(data: bytes, name: str | None = None, limits: Limits | None = None) -> str:
    """The message with which a file is refused, at opening or while reading."""
    with (
        pytest.raises(TableError) as caught,
        open_table(data, name=name, limits=limits or Limits()) as table,
    ):
        for row in table:
            assert row.problem, dict(row)
    return str(caught.value)


# Too much of everything


def test_a_300_mb_line_is_refused_in_little_memory(tmp_path: Path) -> None:
    path = write_parts(tmp_path / "line.csv", [b"id,text\n1,"] + [b"x" * MEBI] * 300)
    found = read_bounded(path)
    assert "Row 2 is longer than 8,388,608 characters" in str(found["fault"])
    assert int(found["mebibytes"]) < 150


def test_an_unclosed_quote_above_a_large_file_is_refused_in_little_memory(tmp_path: Path) -> None:
    rows = [b"%d,some words about it\n" % number for number in range(400_000)]
    path = write_parts(tmp_path / "quote.csv", [b'id,text\n1,"never closed\n', *rows])
    found = read_bounded(path)
    assert "quotation mark" in str(found["fault"])
    assert int(found["mebibytes"]) < 150


def test_a_single_json_line_of_100_mb_is_refused(tmp_path: Path) -> None:
    parts = [b'{"text": "a"}\n{"text": "'] + [b"y" * MEBI] * 100 + [b'"}\n']
    found = read_bounded(write_parts(tmp_path / "line.jsonl", parts))
    assert "Line 2 is longer than" in str(found["fault"])
    assert int(found["mebibytes"]) < 150


def test_a_parquet_cell_of_40_mb_is_refused(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "cell.parquet"
    pq.write_table(pa.table({"text": pa.array(["a", "z" * (40 * MEBI)])}), path)
    found = read_bounded(path)
    assert "row 2 is longer than 8,388,608 characters" in str(found["fault"])
    assert int(found["mebibytes"]) < 100


def test_a_gzip_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb", compresslevel=6) as out:
        out.write(b"id,text\n")
        for _ in range(140):
            out.write(b"0" * MEBI)
    found = read_bounded(path)
    assert "archive bomb" in str(found["fault"])
    assert int(found["mebibytes"]) < 100


def test_a_zip_bomb_is_refused_by_what_it_declares(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for number in range(3):
            archive.writestr(f"part{number}.csv", b"id,text\n" + b"0" * (48 * MEBI))
    found = read_bounded(path)
    assert "archive bomb" in str(found["fault"])
    assert int(found["mebibytes"]) < 100


def test_a_zip_that_lies_about_its_sizes_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("posts.csv", b"id,text\n1,hello\n" * 50_000)
    data = bytearray(out.getvalue())
    place = data.rfind(b"PK\x01\x02")
    data[place + 24 : place + 28] = (100).to_bytes(4, "little")
    with pytest.raises(TableError, match=r"damaged|never closed|zip"):
        with open_table(bytes(data)) as table:
            found = list(table)
        # Where the reader stops at the declared size, no more than that may come out.
        if len(found) <= 7:
            raise TableError("The zip file gave only what it declared")


def test_a_workbook_bomb_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<row/>" * (24 * MEBI))
    found = read_bounded(path)
    assert "archive bomb" in str(found["fault"])
    assert int(found["mebibytes"]) < 100


def test_a_workbook_with_a_cell_at_the_far_corner_is_refused_not_allocated() -> None:
    data = workbook_with_sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    assert "memory" in refused(data)


def test_a_billion_laughs_workbook_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    data = workbook_with_sheet('<row r="1"><c r="A1"><v>&b;</v></c></row>', bomb)
    assert "XML entities" in refused(data)


def test_a_billion_laughs_xml_file_is_never_parsed() -> None:
    data = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol">]><x>&a;</x>'
    assert refused(data) == (
        "This is an XML file, not a table (the file). "
        "Export it as CSV, Excel (.xlsx), JSON, JSON Lines or Parquet."
    )


@pytest.mark.parametrize("sign", [b"[", b'{"a":', b'[{"a":'])
def test_json_nested_a_million_deep_is_refused(sign: bytes) -> None:
    assert "JSON" in refused(sign * 1_000_000)


def test_a_deeply_nested_record_among_good_ones_is_refused_alone() -> None:
    deep = '{"text": ' + "[" * 500 + "]" * 500 + "}"
    data = f'{{"text": "one"}}\n{deep}\n{{"text": "two"}}\n'.encode()
    with open_table(data) as table:
        assert [row.problem for row in table] == [
            "",
            "It is not valid JSON: it is nested more than 64 levels deep",
            "",
        ]


def test_too_many_columns_are_refused() -> None:
    header = ",".join(f"c{number}" for number in range(5_000))
    assert "5,000 columns, more than the 4,000" in refused(f"{header}\n".encode())


def test_a_file_beyond_the_limit_is_refused() -> None:
    message = refused(b"id,text\n1,a\n" * 100, limits=Limits(file_bytes=1_000))
    assert "at most 1,000 bytes are read" in message


def test_a_stream_without_end_is_refused_at_the_limit() -> None:
    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            return b"1,words\n" * 10_000

    with pytest.raises(TableError, match="at most"):
        open_table(Endless(), limits=Limits(file_bytes=MEBI))  # type: ignore[arg-type]


# Cut short


def parquet(rows: int = 5_000) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    texts = [f"text {number}" for number in range(rows)]
    pq.write_table(pa.table({"id": list(range(rows)), "text": texts}), out)
    return out.getvalue()


def xlsx() -> bytes:
    out = io.BytesIO()
    write_xlsx(out, ["id", "text"], ([number, f"text {number}"] for number in range(500)))
    return out.getvalue()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"id,text\n" + b"1,hello there\n" * 1_000)
    return out.getvalue()


def json_array() -> bytes:
    return json.dumps([{"id": number, "text": "hello"} for number in range(500)]).encode()


@pytest.mark.parametrize("make", [parquet, xlsx, zipped, json_array])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_file_that_was_cut_short_is_refused(make: Callable[[], bytes], share: float) -> None:
    whole = make()
    with (
        pytest.raises(TableError, match=r"damaged|cut short|ends in the middle|missing"),
        open_table(whole[: int(len(whole) * share)]) as table,
    ):
        list(table)


def test_a_gzip_that_was_cut_short_is_refused_before_a_row_is_read() -> None:
    whole = gzip.compress(b"id,text\n" + os.urandom(50_000).hex().encode())
    with pytest.raises(TableError, match="damaged or cut short"):
        open_table(whole[:20_000])


@pytest.mark.parametrize("place", [100, 2_000, 20_000])
def test_damaged_parquet_and_xlsx_never_crash_the_reader(place: int) -> None:
    for whole in (bytearray(parquet()), bytearray(xlsx())):
        whole[place % len(whole) : place % len(whole) + 64] = b"\xff" * 64
        try:
            with open_table(bytes(whole)) as table:
                list(table)
        except TableError as error:
            assert str(error)


# The wrong thing altogether


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf", "nothing but blank lines"),
        (b"   \n\t\n", "nothing but blank lines"),
        (gzip.compress(b"", mtime=0), "nothing in it"),
        (b"%PDF-1.7 ...", "This is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "This is a picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel (.xls)"),
        (b"<!DOCTYPE html><html></html>", "This is a web page"),
        (bytes(range(256)) * 40, "not a text file"),
        (b"PK\x05\x06" + b"\x00" * 18, "no table in the zip"),
    ],
)
def test_what_is_no_table_is_named(data: bytes, words: str) -> None:
    assert words in refused(data)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="There is no such file"):
        open_table(tmp_path / "gone.csv")


def test_a_password_protected_zip_is_named() -> None:
    data = bytearray(zipped())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + offset] |= 1
    assert "protected by a password" in refused(bytes(data))


def test_an_archive_in_an_archive_is_not_opened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("inner.csv", zipped())
    assert "another archive in the archive" in refused(out.getvalue())


def test_paths_out_of_an_archive_lead_nowhere(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../../evil.csv", b"id,text\n1,hello\n")
    with open_table(out.getvalue()) as table:
        assert [dict(row) for row in table] == [{"id": "1", "text": "hello"}]
    assert list(tmp_path.parent.glob("**/evil.csv")) == []


# Odd content that is read all the same


def test_nuls_are_taken_out() -> None:
    with open_table(b"id,text\n1,he\x00llo\n\x002,b\n") as table:
        assert [dict(row) for row in table] == [
            {"id": "1", "text": "hello"},
            {"id": "2", "text": "b"},
        ]


def test_json_oddities_become_storable_values() -> None:
    lines = [
        '{"text": "a\\u0000b", "n": NaN}',
        '{"text": "\\ud83d alone", "n": 1e999}',
        '{"text": "ok \\ud83d\\ude00", "n": 123456789012345678901234567890}',
        '{"text": "long", "n": ' + "9" * 5_000 + "}",
    ]
    with open_table("\n".join(lines).encode()) as table:
        rows = list(table)
    assert [dict(row) for row in rows[:3]] == [
        {"text": "ab", "n": None},
        {"text": "� alone", "n": "inf"},
        {"text": "ok 😀", "n": "123456789012345678901234567890"},
    ]
    assert "thousands of digits" in rows[3].problem


def test_a_formula_cell_arrives_as_text_and_leaves_guarded() -> None:
    with open_table(b"id,text\n1,=HYPERLINK(0)\n2,@SUM(1)\n") as table:
        texts = [row["text"] for row in table]
    assert texts == ["=HYPERLINK(0)", "@SUM(1)"]
    out = io.BytesIO()
    write_csv(out, ["text"], [[text] for text in texts])
    assert out.getvalue().decode("utf-8-sig").splitlines() == ["text", "'=HYPERLINK(0)", "'@SUM(1)"]


def test_dates_in_three_formats_in_one_column_are_all_read() -> None:
    data = (
        b'text,created_at\na,2024-05-03T10:00:00Z\nb,03.05.2024 10:00\nc,"May 3, 2024 10:00 AM"\n'
    )
    with open_table(data) as table:
        found = list(read(table, GENERIC))
    moments = {each.created_at.isoformat() for each in found if isinstance(each, Record)}  # type: ignore[union-attr]
    assert moments == {"2024-05-03T10:00:00+00:00"}
    assert len(found) == 3


def test_every_bad_row_is_refused_alone_with_its_reason() -> None:
    rows = ["good,2024-05-03,5", "bad,soon,4", "worse,2024-05-03,many", ",,", ",2024-05-04,"]
    data = "\n".join(["text,created_at,rating", *rows]).encode()
    mapping = Mapping({"text": "text", "created_at": "created_at", "rating": "rating"})
    with open_table(data) as table:
        found = list(read(table, GENERIC, mapping=mapping))
    assert [(each.row_number, each.reason) for each in found if isinstance(each, Refusal)] == [
        (3, "created_at: “soon” is not a date"),
        (4, "rating: “many” is not a number"),
        (6, "It has neither text nor rating"),
    ]


# Size


@pytest.mark.parametrize("kind", ["csv", "jsonl", "json", "parquet"])
def test_a_million_rows_are_read_in_flat_memory(kind: str, tmp_path: Path) -> None:
    rows = 1_000_000 if kind == "csv" else 100_000
    path = tmp_path / f"many.{kind}"
    if kind == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        texts = pa.array([f"The list is slow {n}" for n in range(rows)])
        pq.write_table(pa.table({"id": pa.array(range(rows)), "text": texts}), path)
    elif kind == "csv":
        write_parts(path, [b"id,text\n", *(b"%d,The list is slow\n" % n for n in range(rows))])
    elif kind == "jsonl":
        write_parts(path, (b'{"id":%d,"text":"The list is slow"}\n' % n for n in range(rows)))
    else:
        items = (
            b'%s{"id":%d,"text":"The list is slow"}' % (b"," if n else b"", n) for n in range(rows)
        )
        write_parts(path, [b'{"data":[', *items, b'],"hasMore":false}'])
    found = read_bounded(path)
    assert (found["rows"], found["problems"], found["fault"]) == (rows, 0, "")
    assert int(found["mebibytes"]) < 100


def workbook_with_sheet(rows: str, declaration: str = "") -> bytes:
    """A real workbook whose only sheet has these rows instead."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        f'<?xml version="1.0" encoding="UTF-8"?>{declaration}'
        f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    )
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx())) as original,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in original.namelist():
            changed = name == "xl/worksheets/sheet1.xml"
            archive.writestr(name, sheet if changed else original.read(name))
    return out.getvalue()
