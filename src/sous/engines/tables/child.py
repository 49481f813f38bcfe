"""Runs in a process of its own: turns a workbook or Parquet file into lines of JSON on stdout.

Started by children.py as a script, with bounds on memory and processor time, because the libraries
that parse these formats hold a whole sheet or row group and may be brought down by a bad file. The
first line tells about the table, each next line is a row as an array, the last one is `{"end": 1}`;
a failure is `{"error": …}`. Imports nothing of the house: it must start fast.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

import orjson

BATCH_BYTES = 4 * 1024 * 1024


def bound(memory: int, seconds: int) -> None:
    """Limit this process; where the system cannot, go on without."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds)):
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        resource.setrlimit(kind, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def workbook(path: str) -> Iterator[Any]:
    """The first visible sheet with at least two rows; `first` is how many rows are above it."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_path(path)
    visible = [
        each.name for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible
    ]
    names = visible or book.sheet_names
    chosen = None
    for name in names:
        found = book.get_sheet_by_name(name)
        if chosen is None or (chosen.total_height < 2 <= found.total_height):
            chosen = found
        if chosen.total_height >= 2:
            break
    if chosen is None:
        raise ValueError("the workbook has no sheets")
    first = chosen.start[0] if chosen.start else 0
    yield {"sheet": chosen.name, "sheets": names, "rows": chosen.height, "first": first}
    for row in chosen.iter_rows():
        yield [cell(value) for value in row]


def cell(value: Any) -> Any:
    """A spreadsheet cell as JSON: whole floats as integers, durations as text."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, datetime.timedelta):
        return str(value)
    return value


def parquet(path: str) -> Iterator[Any]:
    """Row by row, in batches of a few megabytes."""
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    import pyarrow as pa
    import pyarrow.parquet as pq

    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    file = pq.ParquetFile(path, memory_map=False)
    meta = file.metadata
    columns = file.schema_arrow.names
    yield {"columns": columns, "rows": meta.num_rows}
    size = sum(meta.row_group(place).total_byte_size for place in range(meta.num_row_groups))
    each = max(1, size // max(1, meta.num_rows))
    rows = max(1, min(2_000, BATCH_BYTES // each))
    for batch in file.iter_batches(batch_size=rows, use_threads=False):
        lists = [column.to_pylist() for column in batch.columns]
        yield from map(list, zip(*lists, strict=True))


def fallback(value: Any) -> Any:
    """What orjson does not know: bytes as text, the rest as its own words."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, tuple):
        return list(value)
    return str(value)


def encode(value: Any) -> bytes:
    try:
        return orjson.dumps(value, default=fallback, option=orjson.OPT_NON_STR_KEYS)
    except TypeError:  # whole numbers beyond 64 bits, lone surrogates
        return json.dumps(value, default=fallback).encode()


def main() -> None:
    kind, path, memory, seconds, longest = sys.argv[1:6]
    bound(int(memory), int(seconds))
    out = sys.stdout.buffer
    try:
        for number, item in enumerate({"xlsx": workbook, "parquet": parquet}[kind](path)):
            line = encode(item)
            if len(line) > int(longest):
                raise ValueError(f"row {number} is longer than {int(longest):,} characters")
            out.write(line + b"\n")
        out.write(b'{"end":1}\n')
    except BrokenPipeError:
        os._exit(0)
    except MemoryError:
        out.write(b'{"error":"memory"}\n')
    except BaseException as error:
        out.write(encode({"error": str(error)[:300] or type(error).__name__}) + b"\n")
    with contextlib.suppress(BrokenPipeError):
        out.flush()
    os._exit(0)  # the parsing libraries need no farewell, and some hang in it


if __name__ == "__main__":
    main()
