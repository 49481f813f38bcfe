"""The one exception of this engine: what happened, where, and what to do about it."""

from __future__ import annotations


class TableError(Exception):
    """A file cannot be read, or a mapping cannot be used.

    `what` says what is wrong, `where` names the byte, row, column or member, and `fix` says what
    the person who has the file can do. `str(error)` is all three as one sentence for a reader.
    """

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        self.what = what
        self.where = where
        self.fix = fix
        super().__init__(what, where, fix)

    def __str__(self) -> str:
        sentence = f"{self.what} ({self.where})." if self.where else f"{self.what}."
        return f"{sentence} {self.fix}".strip()


class MappingError(TableError):
    """A column mapping does not fit its table. `problems` has one sentence per fault."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "; ".join(problems), fix="Choose other columns for these fields and try again."
        )


class CellError(ValueError):
    """One cell cannot be understood. Readers turn it into a refusal of its row."""
