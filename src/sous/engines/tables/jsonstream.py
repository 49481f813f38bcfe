"""A JSON text read piece by piece: one record is in memory, never the whole array."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any, NoReturn

from .cleaning import clean_value
from .errors import TableError
from .jsonvalues import JsonError, check_depth, is_odd
from .limits import Limits

_CHUNK = 512 * 1024
_SPACE = " \t\r\n\ufeff\x00"
_DECODER = json.JSONDecoder(strict=False)


class JsonStream:
    """A place in a JSON text, moving forward only. Raises TableError where the text is broken."""

    def __init__(self, stream: io.TextIOWrapper, name: str, limits: Limits) -> None:
        self._stream = stream
        self._name = name
        self._limits = limits
        self._text = ""
        self._at = 0
        self._base = 0
        self._done = False
        self.records = 0

    @property
    def consumed(self) -> int:
        """Characters behind us: close enough to bytes for a progress bar."""
        return self._base + self._at

    def _more(self, size: int = _CHUNK) -> bool:
        """Read on, forgetting what was consumed; False at the end."""
        if self._done:
            return False
        piece = self._stream.read(size)
        self._base += self._at
        self._text = self._text[self._at :] + piece
        self._at = 0
        self._done = not piece
        return bool(piece)

    def peek(self) -> str:
        """The next character that is not space, without taking it; '' at the end."""
        while True:
            while self._at < len(self._text):
                sign = self._text[self._at]
                if sign not in _SPACE:
                    return sign
                self._at += 1
            if not self._more():
                return ""

    def expect(self, wanted: str) -> str:
        """The next character, which must be one of `wanted`."""
        sign = self.peek()
        if sign == "":
            self._fail("the file ends in the middle")
        if sign not in wanted:
            self._fail(f"expected {' or '.join(wanted)}, found {sign}")
        return sign

    def take(self, wanted: str) -> str:
        """Take the next character, which must be one of `wanted`."""
        sign = self.expect(wanted)
        self._at += 1
        return sign

    def value(self) -> Any:
        """The next complete value."""
        self.peek()
        size = _CHUNK
        while True:
            try:
                found, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                fault = f"{error.msg}"
                place = error.pos
            except RecursionError:
                self._fail("it is nested too deeply")
            except ValueError:
                self._fail("it has a number of thousands of digits")
            else:
                if end < len(self._text) or not self._more(size):
                    return self._taken(found, end)
                continue
            if len(self._text) - self._at > self._limits.row_chars:
                self._fail(f"one record is longer than {self._limits.row_chars:,} characters")
            if not self._more(size):
                self._at = min(place, len(self._text))
                ended = self._at >= len(self._text) - 1 or "Unterminated" in fault
                self._fail("the file ends in the middle of a record" if ended else fault)
            size *= 2

    def _taken(self, found: Any, end: int) -> Any:
        text = self._text[self._at : end]
        try:
            check_depth(text, found, self._limits.depth)
        except JsonError as error:
            self._fail(str(error))
        self._at = end
        odd = is_odd(text) or "NaN" in text or "Infinity" in text
        return clean_value(found) if odd else found

    def members(self) -> Iterator[str]:
        """The keys of the object that comes next; the value of each must be taken in between."""
        self.take("{")
        if self.peek() == "}":
            self.take("}")
            return
        while True:
            key = self.value()
            if not isinstance(key, str):
                self._fail("expected a key in quotation marks")
            self.take(":")
            yield key
            if self.take(",}") == "}":
                return

    def elements(self) -> Iterator[None]:
        """One step per element of the array that comes next; each must be taken in between."""
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        while True:
            yield
            if self.take(",]") == "]":
                return

    def skip(self) -> None:
        """Pass over the next value; an array without holding it."""
        if self.peek() == "[":
            for _ in self.elements():
                self.value()
        else:
            self.value()

    def _fail(self, fault: str) -> NoReturn:
        raise TableError(
            f"This is not valid JSON: {fault}",
            where=f"{self._name}: character {self._base + self._at + 1:,}, "
            f"after {self.records:,} complete records",
            fix="Export it again; if it was cut short, the end is missing.",
        )
