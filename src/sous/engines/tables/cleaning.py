"""Text that every database and every spreadsheet can hold safely."""

from __future__ import annotations

import math
import re
from typing import Any

NUL = "\x00"
_INT64 = 2**63
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_RISKY = re.compile(r"'*[=+\-@\t\r]")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*%?\Z")
_SURROGATE = re.compile("[\ud800-\udfff]")


def guard(value: Any) -> Any:
    """A cell that no spreadsheet will run as a formula.

    Text that starts with `=`, `+`, `-`, `@`, a tab or a carriage return gets a leading `'`, except
    plain numbers such as `-5`. Text that already looks guarded gets one more, so that `unguard`
    always gives back what was written. Anything but text is returned as it is.
    """
    if isinstance(value, str) and _RISKY.match(value) and not _PLAIN_NUMBER.match(value):
        return "'" + value
    return value


def unguard(text: str) -> str:
    """Take off the one leading `'` that an export put before a formula sign."""
    return text[1:] if text[:1] == "'" and _GUARDED.match(text) else text


def clean_text(text: str) -> str:
    """Without NULs, and with lone surrogates shown as U+FFFD: storable as UTF-8 anywhere."""
    if NUL in text:
        text = text.replace(NUL, "")
    if not text.isascii() and _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def clean_value(value: Any) -> Any:
    """`clean_text` for every text inside a JSON value, keys included.

    NaN becomes None; infinities and whole numbers beyond 64 bits become text: no digit is lost.
    """
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None if math.isnan(value) else str(value)
    if isinstance(value, int) and not -_INT64 <= value < _INT64:
        return str(value)
    if isinstance(value, list):
        return [clean_value(each) for each in value]
    if isinstance(value, dict):
        return {clean_text(str(key)): clean_value(each) for key, each in value.items()}
    return value
