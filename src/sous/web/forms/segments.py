"""The builder of a segment's rule: rows of field, question and value, with or without script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from sous.customers.models import Segment
from sous.customers.rules import FIELDS, OPS, WITHOUT_VALUE
from sous.kernel.errors import Invalid, SousError

MOST = 20
HELP = {
    "words": "One value, or several with commas",
    "number": "A number",
    "days": "A number of days",
    "money": "An amount a year",
    "text": "Some letters of it",
    "property": "A value",
}


@dataclass
class Row:
    """One condition as it stands in the form."""

    number: int
    field: str = ""
    op: str = ""
    value: str = ""
    extra: str = ""  # the currency, or the name of the property
    error: str = ""
    owners: Sequence[tuple[str, str]] = ()

    @property
    def kind(self) -> str:
        """What kind of value the field takes; empty while none is chosen."""
        return FIELDS[self.field].kind if self.field in FIELDS else ""

    @property
    def ops(self) -> list[tuple[str, str]]:
        """The questions that fit the field; all of them while none is chosen."""
        known = FIELDS[self.field].ops if self.field in FIELDS else tuple(OPS)
        return [(op, OPS[op]) for op in known]

    @property
    def options(self) -> list[tuple[str, str]]:
        """The only values there are, where the field has such."""
        if self.kind == "person":
            return list(self.owners)
        return list(FIELDS[self.field].options) if self.field in FIELDS else []

    @property
    def takes_value(self) -> bool:
        return self.op not in WITHOUT_VALUE

    @property
    def extra_label(self) -> str:
        return {"money": "Currency", "property": "Property"}.get(self.kind, "")

    @property
    def help(self) -> str:
        return HELP.get(self.kind, "")

    def condition(self) -> dict[str, Any] | None:
        """The condition as the room reads it; None for a row that is empty."""
        if not self.field:
            return None
        found: dict[str, Any] = {"field": self.field, "op": self._fitting_op()}
        several = self.kind in {"words", "person", "purpose"} and found["op"] != "contains"
        if found["op"] not in WITHOUT_VALUE:
            words = [word.strip() for word in self.value.split(",")]
            found["value"] = [word for word in words if word] if several else self.value
        if self.kind == "money":
            found["currency"] = self.extra
        if self.kind == "property":
            found["name"] = self.extra
        return found

    def _fitting_op(self) -> str:
        """The question asked, or the field's first where the field was just changed."""
        known = FIELDS[self.field].ops if self.field in FIELDS else ()
        return self.op if self.op in known or not known else known[0]


@dataclass
class Builder:
    """The whole form, kept as it was typed."""

    name: str = ""
    description: str = ""
    match: str = "all"
    version: int | None = None
    rows: list[Row] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    owners: Sequence[tuple[str, str]] = ()

    @classmethod
    def empty(cls, owners: Sequence[tuple[str, str]]) -> "Builder":
        """A form with one row to fill in."""
        return cls(rows=[Row(0, owners=owners)], owners=owners)

    @classmethod
    def of(cls, segment: Segment, owners: Sequence[tuple[str, str]]) -> "Builder":
        """A form that shows a saved segment."""
        rows = [
            Row(
                number,
                each["field"],
                each["op"],
                _typed(each.get("value", "")),
                each.get("currency") or each.get("name") or "",
                owners=owners,
            )
            for number, each in enumerate(segment.rule["conditions"])
        ]
        return cls(
            segment.name,
            segment.description,
            segment.rule["match"],
            segment.version,
            rows,
            owners=owners,
        )

    @classmethod
    def posted(cls, data: QueryDict, owners: Sequence[tuple[str, str]]) -> "Builder":
        """The form as it was sent."""
        columns = [data.getlist(name) for name in ("field", "op", "value", "extra")]
        rows = []
        for number in range(min(MOST, len(columns[0]))):
            cells = [column[number] if number < len(column) else "" for column in columns]
            rows.append(Row(number, cells[0], cells[1], cells[2], cells[3], owners=owners))
        version = data.get("version", "")
        return cls(
            data.get("name", ""),
            data.get("description", ""),
            data.get("match", "all"),
            int(version) if version.isdecimal() and len(version) < 10 else None,
            rows or [Row(0, owners=owners)],
            owners=owners,
        )

    def step(self, data: Mapping[str, Any]) -> None:
        """Add a row or take one out, as the button that was pressed says."""
        taken = str(data.get("remove", ""))
        if taken.isdecimal():
            self.rows = [row for row in self.rows if row.number != int(taken)]
        if "add" in data and len(self.rows) < MOST:
            self.rows.append(Row(len(self.rows), owners=self.owners))
        self.rows = self.rows or [Row(0, owners=self.owners)]
        for number, row in enumerate(self.rows):
            row.number = number

    def rule(self) -> dict[str, Any]:
        """The rule as the room reads it, empty rows left out."""
        found = [row.condition() for row in self.rows]
        return {"match": self.match, "conditions": [each for each in found if each is not None]}

    def refused(self, error: SousError) -> None:
        """Put a refusal's messages where they belong."""
        fields = error.fields if isinstance(error, Invalid) else {}
        filled = [row for row in self.rows if row.condition() is not None]
        for name, message in fields.items():
            prefix, _, number = name.partition(".")
            if prefix == "conditions" and number.isdecimal() and int(number) < len(filled):
                filled[int(number)].error = message
            else:
                self.errors[name] = message
        if not fields:
            self.errors["form"] = error.message

    @property
    def fields(self) -> list[tuple[str, str]]:
        """All fields to choose from."""
        return [(name, each.label) for name, each in FIELDS.items()]


def _typed(value: Any) -> str:
    return ", ".join(str(each) for each in value) if isinstance(value, list) else str(value)
