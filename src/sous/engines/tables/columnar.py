"""Parquet as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .children import ChildTable
from .cleaning import clean_text, clean_value
from .errors import TableError
from .headers import Row, unique_names
from .limits import Limits
from .sources import Source
from .table import Table


def open_parquet(source: Source, limits: Limits) -> Table:
    """A table over Parquet, without holding it. Raises TableError when it is cut short."""
    if source.size < 12 or source.read_at(source.size - 4, 4) != b"PAR1":
        raise TableError(
            "The Parquet file is cut short: its end is missing",
            where=f"{source.name}: after {source.size:,} bytes",
            fix="Download or export it again.",
        )
    rows = ChildTable("parquet", source, limits)
    names, count = rows.meta.get("columns", []), int(rows.meta.get("rows", 0))
    if len(names) > limits.columns:
        raise TableError(
            f"It has {len(names):,} columns, more than the {limits.columns:,} this reads",
            where=source.name,
        )
    columns = unique_names(names)

    def make_rows(table: Table) -> Iterator[Row]:
        for number, values in enumerate(rows, start=1):
            if not number & 1023:
                table.progress = min(1.0, number / max(1, count))
            yield Row(zip(columns, map(_value, values), strict=True), table.header, number)

    return Table(
        kind="parquet",
        source=source,
        limits=limits,
        columns=columns,
        make_rows=make_rows,
        row_count=count,
    )


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    return clean_value(value) if isinstance(value, list | dict) else value
