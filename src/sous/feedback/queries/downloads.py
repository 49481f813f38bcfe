"""Items and refused rows as files, streamed in pieces."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import Any

import orjson

from sous.engines.tables import REASON, as_text, guard, write_xlsx
from sous.feedback.choices import RowOutcome
from sous.feedback.models import Item
from sous.feedback.queries.filters import Filter
from sous.feedback.queries.imports import import_by_id, import_rows, refused_columns
from sous.feedback.queries.items import items
from sous.kernel.actors import Actor
from sous.kernel.errors import Invalid
from sous.kernel.refs import make_ref

PIECE = 64 * 1024
BATCH = 500
EXPORTS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
}
COLUMNS = (
    "ref", "said_at", "text", "title", "channel", "state", "kind", "kind_by", "sentiment",
    "sentiment_by", "rating", "rating_scale", "votes", "language", "tags", "author_name",
    "author_email", "account", "plan", "revenue", "currency", "product", "app_version", "assignee",
    "source", "source_id", "url", "received_at",
)  # fmt: skip
XLSX_ROWS = 1_048_575


def export_items(actor: Actor, chosen: Filter, kind: str) -> Iterator[bytes]:
    """All items that fit as a file in pieces: ``csv``, ``xlsx`` or ``jsonl``.

    Cells that a spreadsheet would run as a formula are guarded; importing takes the guard off.
    """
    if kind not in EXPORTS:
        raise Invalid(f"“{kind[:20]}” is not a kind of file.", {"kind": "csv, xlsx or jsonl"})
    found = items(actor, chosen).iterator(chunk_size=BATCH)
    if kind == "jsonl":
        lines = (dict(zip(COLUMNS, _values(item), strict=True)) for item in found)
        return _joined(orjson.dumps(line, default=str) + b"\n" for line in lines)
    rows = (_values(item) for item in found)
    return csv_pieces(COLUMNS, rows) if kind == "csv" else xlsx_pieces(COLUMNS, rows)


def _values(item: Item) -> list[Any]:
    account, product, assignee = item.account, item.product, item.assignee
    known: dict[str, Any] = {
        "ref": make_ref(Item, item.pk),
        "account": account.name if account else "",
        "plan": account.plan if account else "",
        "revenue": account.revenue if account else None,
        "currency": account.currency if account else "",
        "product": product.name if product else "",
        "assignee": str(assignee) if assignee else "",
        "tags": ", ".join(item.tags),
        "said_at": item.said_at.isoformat(),
        "received_at": item.received_at.isoformat(),
    }
    return [known[name] if name in known else getattr(item, name) for name in COLUMNS]


def refused_file(actor: Actor, import_id: int) -> tuple[str, Iterator[bytes]]:
    """Name and pieces of the refused rows of an import, with a reason each, to mend and send again.

    Rows of JSON stay JSON, so that the file is recognised again; all others come as CSV.
    """
    imported = import_by_id(actor, import_id)
    rows = import_rows(actor, import_id, RowOutcome.REFUSED).select_related(None)
    stem = imported.name.rsplit(".", 1)[0] or "rows"
    found = rows.iterator(chunk_size=BATCH)
    if imported.file_kind in {"json", "jsonl", "parquet", "zip"}:
        lines = ({**(row.raw or {}), REASON: row.reason} for row in found)
        return f"{stem}-refused.jsonl", _joined(orjson.dumps(line) + b"\n" for line in lines)
    columns = refused_columns(imported)
    cells = (
        [*(as_text((row.raw or {}).get(name)) for name in columns[:-1]), row.reason]
        for row in found
    )
    return f"{stem}-refused.csv", csv_pieces(columns, cells)


def csv_pieces(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Guarded CSV with a byte order mark, as spreadsheets want it."""

    def lines() -> Iterator[bytes]:
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        yield b"\xef\xbb\xbf"
        writer.writerow([guard(column) for column in columns])
        for row in rows:
            writer.writerow(["" if cell is None else guard(cell) for cell in row])
            if buffer.tell() > PIECE:
                yield buffer.getvalue().encode("utf-8", "replace")
                buffer.seek(0)
                buffer.truncate()
        yield buffer.getvalue().encode("utf-8", "replace")

    return lines()


def xlsx_pieces(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A workbook. It is complete before its first byte can be sent."""
    with TemporaryFile() as file:
        write_xlsx(file, columns, _upto(rows, XLSX_ROWS))
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _upto(rows: Iterable[Sequence[Any]], most: int) -> Iterator[Sequence[Any]]:
    for number, row in enumerate(rows, start=1):
        if number > most:
            raise Invalid(f"Excel takes at most {most:,} rows. Export CSV or filter first.")
        yield row


def _joined(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines in pieces that are worth sending."""
    piece = bytearray()
    for line in lines:
        piece += line
        if len(piece) > PIECE:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece)
