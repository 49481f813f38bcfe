"""How much of a stranger's file we are willing to take on."""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file. Sizes are bytes, or characters where the name says so.

    The defaults take every real export we know of (a million rows, a gigabyte) and refuse what is
    made to hurt: an archive that unpacks to hundreds of times its size, a row of 300 MB.
    """

    file_bytes: int = 4 * GIB
    expanded_bytes: int = 4 * GIB
    workbook_bytes: int = 1 * GIB
    ratio: int = 300
    ratio_from_bytes: int = 128 * MIB
    row_chars: int = 8 * MIB
    cell_chars: int = 2 * MIB
    columns: int = 4_000
    depth: int = 64
    members: int = 10_000
    child_bytes: int = 2 * GIB
    child_seconds: int = 300
    sample_rows: int = 1_000
    sample_chars: int = 4 * MIB


def human_size(size: float) -> str:
    """A number of bytes as a person would say it: 1536 → "1.5 KiB"."""
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if size < 1024 or unit == "GiB":
            return f"{size:,.0f} {unit}" if unit == "bytes" else f"{size:,.1f} {unit}"
        size /= 1024
    return f"{size:,.1f} GiB"
