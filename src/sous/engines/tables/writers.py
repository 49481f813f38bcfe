"""CSV and Excel out, which no spreadsheet mistakes for a program, and refused rows to mend."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from .cleaning import clean_text, guard
from .headers import as_text
from .record import REASON, Refusal

_EXCEL_CELL = 32_767


def write_csv(
    out: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, delimiter: str = ","
) -> int:
    """Write guarded CSV (UTF-8 with mark, as Excel wants it); gives the number of rows.

    Constant memory. `out` stays open.
    """
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow([_cell(column) for column in columns])
    count = 0
    for row in rows:
        writer.writerow([_cell(value) for value in row])
        count += 1
    text.flush()
    text.detach()
    return count


def write_xlsx(out: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write a workbook of one sheet in constant memory; texts are never formulas or links.

    A text beyond Excel's 32,767 characters is cut with `…`. Gives the number of rows.
    """
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet("Rows")
    bold = book.add_format({"bold": True})
    for place, column in enumerate(columns):
        sheet.write_string(0, place, _excel_text(guard(column)), bold)
    count = 0
    for count, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(count, place, value)
            elif (text := _cell(value)) != "":
                sheet.write_string(count, place, _excel_text(text))
    sheet.freeze_panes(1, 0)
    book.close()
    return count


def refused_file(
    refusals: Iterable[Refusal], kind: str = "csv", columns: Sequence[str] | None = None
) -> bytes:
    """The refused rows with their original columns and a `reason`, to mend and import again.

    `kind` is csv or xlsx. `columns` gives the order of the original file; without it the columns
    come as the rows have them. The reason column is ignored when the file is read again.
    """
    kept = list(refusals)
    order: dict[str, None] = dict.fromkeys(columns or ())
    for refusal in kept:
        order.update(dict.fromkeys(refusal.raw))
    out = io.BytesIO()
    write_refused(out, kept, list(order), kind)
    return out.getvalue()


def write_refused(
    out: BinaryIO, refusals: Iterable[Refusal], columns: Sequence[str], kind: str = "csv"
) -> int:
    """Like `refused_file` in constant memory; of each row, only these columns are written."""
    names = [name for name in columns if name != REASON]
    rows = (
        [*(_original(refusal.raw.get(name)) for name in names), refusal.reason]
        for refusal in refusals
    )
    return (write_xlsx if kind == "xlsx" else write_csv)(out, [*names, REASON], rows)


def _original(value: Any) -> Any:
    """A raw value as a cell: nested JSON stays JSON, so that nothing is lost."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value


def _cell(value: Any) -> Any:
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return "" if value is None else value
    text = value if isinstance(value, str) else as_text(value)
    return guard(clean_text(text))


def _excel_text(text: str) -> str:
    return text if len(text) <= _EXCEL_CELL else text[: _EXCEL_CELL - 1] + "…"
