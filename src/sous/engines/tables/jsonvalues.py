"""Single JSON values, parsed fast and kept storable whatever they contain."""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

from .cleaning import clean_value

_LONG_NUMBER = re.compile(r"[0-9]{19}")
_ODD_SIGNS = ("\\u0000", "\\ud", "\\uD", "\x00")


def is_odd(text: str) -> bool:
    """Whether a JSON text may hold what no database stores as it is, or orjson would round."""
    return any(sign in text for sign in _ODD_SIGNS) or _LONG_NUMBER.search(text) is not None


class JsonError(ValueError):
    """A JSON text that cannot be used, in words for a reader."""


def parse_json(text: str, depth: int) -> Any:
    """One JSON value. NaN, lone surrogates, NULs and huge numbers are made storable.

    Raises JsonError when it is no JSON or nested deeper than `depth`.
    """
    odd = is_odd(text)
    try:
        value = json.loads(text, strict=False) if odd else orjson.loads(text)
    except orjson.JSONDecodeError:
        odd = True
        value = _lenient(text)
    except (RecursionError, ValueError) as error:
        raise _fault(error) from error
    check_depth(text, value, depth)
    return clean_value(value) if odd else value


def _lenient(text: str) -> Any:
    """What orjson refuses but exports contain: NaN, lone surrogates, raw control characters."""
    try:
        return json.loads(text, strict=False)
    except (RecursionError, ValueError) as error:
        raise _fault(error) from error


def _fault(error: Exception) -> JsonError:
    if isinstance(error, RecursionError):
        return JsonError("it is nested too deeply")
    if isinstance(error, json.JSONDecodeError):
        return JsonError(f"{error.msg} at character {error.pos + 1:,}")
    if "digits" in str(error):
        return JsonError("it has a number of thousands of digits")
    return JsonError(str(error))


def check_depth(text: str, value: Any, depth: int) -> None:
    """Raise JsonError when a value is nested deeper than `depth`."""
    if text.count("[") + text.count("{") <= depth:
        return
    level: list[Any] = [value]
    for _ in range(depth):
        level = [
            each
            for container in level
            for each in (container.values() if isinstance(container, dict) else container)
            if isinstance(each, dict | list)
        ]
        if not level:
            return
    raise JsonError(f"it is nested more than {depth} levels deep")
