"""Headers that are found whatever their case, spacing or number, and the rows below them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

_REPEAT = re.compile(r"^(.*) \((\d+)\)$", re.DOTALL)


@lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """`Idea Title`, `idea_title` and `IDEA-TITLE` all become `ideatitle`.

    Letters and digits of every script stay; a name of nothing but signs (`#`) stays as it is.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    kept = "".join(sign for sign in text if sign.isalnum())
    return kept or text.strip()


def unique_names(cells: Iterable[str]) -> list[str]:
    """Column names for a header row: blank ones numbered, repeats as `Labels`, `Labels (2)`."""
    names: list[str] = []
    taken: set[str] = set()
    for place, cell in enumerate(cells, start=1):
        base = " ".join(cell.split()) or f"column {place}"
        name, count = base, 1
        while name in taken:
            count += 1
            name = f"{base} ({count})"
        taken.add(name)
        names.append(name)
    return names


class Header:
    """The columns of a table, and the finding of them by any spelling."""

    def __init__(self, columns: Iterable[str]) -> None:
        self.columns: tuple[str, ...] = tuple(columns)
        self._index: dict[str, list[str]] = {}
        for column in self.columns:
            for key in {fold(column), fold(self._base(column))}:
                self._index.setdefault(key, []).append(column)

    def _base(self, column: str) -> str:
        found = _REPEAT.match(column)
        return found[1] if found and found[1] in self.columns else column

    def find(self, name: str) -> str | None:
        """The first column of that name, or None."""
        found = self._index.get(fold(name))
        return found[0] if found else None

    def find_all(self, name: str) -> list[str]:
        """Every column of that name, repeats included, in the order of the file."""
        return list(self._index.get(fold(name), ()))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and fold(name) in self._index

    def __len__(self) -> int:
        return len(self.columns)


class Row(dict[str, Any]):
    """One row: column → value, in the order of the file.

    `number` is what a spreadsheet would show beside it (the header is row 1); for JSON it is the
    place of the record or its line. `problem` is empty, or says why this row cannot be trusted.
    Values of delimited files are text; those of JSON and Parquet keep their types.
    """

    __slots__ = ("header", "number", "problem")

    def __init__(
        self,
        values: Mapping[str, Any] | Iterable[tuple[str, Any]],
        header: Header,
        number: int,
        problem: str = "",
    ) -> None:
        super().__init__(values)
        self.header = header
        self.number = number
        self.problem = problem

    def __missing__(self, name: str) -> Any:
        return self.value(name)

    def value(self, *names: str) -> Any:
        """The first value that is not empty among these names, or None.

        A name matches exactly, then as a dotted path into nested JSON, then in any spelling.
        """
        for name in names:
            found = dict.get(self, name)
            if found is None and "." in name:
                found = _walk(self, name)
            if found is None or found == "":
                found = self._any_spelling(name)
            if found is not None and found != "":
                return found
        return None

    def _any_spelling(self, name: str) -> Any:
        for column in self.header.find_all(name):
            found = dict.get(self, column)
            if found is None and "." in column:
                found = _walk(self, column)
            if found is not None and found != "":
                return found
        return None

    def text(self, *names: str) -> str:
        """Like `value`, as stripped text; lists are joined with commas, nothing is ''."""
        return as_text(self.value(*names))

    def every(self, name: str) -> list[str]:
        """All texts under a header that may be repeated, without the empty ones."""
        return [found for column in self.header.find_all(name) if (found := self.text(column))]

    def flat(self) -> Iterator[tuple[str, str]]:
        """(column, text) for each column of the table, nested JSON by its dotted path."""
        for column in self.header.columns:
            yield column, self.text(column)


def _walk(value: Any, path: str) -> Any:
    for part in path.split("."):
        if not isinstance(value, dict):
            return None
        value = dict.get(value, part)
    return value


def as_text(value: Any) -> str:
    """Any cell as stripped text: lists joined with commas, objects by their name or as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list):
        return ", ".join(text for each in value if (text := as_text(each)))
    if isinstance(value, dict):
        for key in ("name", "label", "title", "value"):
            if isinstance(value.get(key), str):
                return value[key].strip()
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return str(value)


def leaf_paths(value: Mapping[str, Any], depth: int = 3) -> Iterator[str]:
    """The dotted paths to every value of a JSON object that is not itself an object."""
    for key, each in value.items():
        if isinstance(each, dict) and depth > 1 and each:
            for path in leaf_paths(each, depth - 1):
                yield f"{key}.{path}"
        else:
            yield key
