from sous.customers.rules import Upserted
from sous.shapes.kernel import Shape


class RefusedRow(Shape):
    """A row that was not taken, counted from 0, and why."""

    row: int
    reason: str


class UpsertedShape(Shape):
    """What became of many rows; ``refs`` has one entry per row, null for refused ones."""

    created: int
    updated: int
    same: int
    refused: list[RefusedRow]
    refs: list[str | None]

    @classmethod
    def of(cls, done: Upserted, prefix: str) -> "UpsertedShape":
        return cls(
            created=done.created,
            updated=done.updated,
            same=done.same,
            refused=[RefusedRow(row=row, reason=text) for row, text in done.refused.items()],
            refs=[None if pk is None else f"{prefix}-{pk}" for pk in done.ids],
        )
