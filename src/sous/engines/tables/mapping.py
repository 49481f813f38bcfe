"""Which column of a generic table means what: guessed, corrected by a person, kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from .aliases import FIELDS
from .errors import MappingError
from .headers import Header
from .record import CHANNELS

LABELS = {
    "text": "Text",
    "title": "Title",
    "source_id": "Id in the source",
    "url": "Link",
    "created_at": "Date",
    "author_name": "Person",
    "author_email": "Person’s e-mail",
    "account_name": "Account",
    "account_domain": "Account’s domain",
    "account_external_id": "Account’s id",
    "plan": "Plan",
    "revenue": "Revenue",
    "currency": "Currency",
    "channel": "Channel",
    "kind": "Kind",
    "rating": "Rating",
    "language": "Language",
    "product": "Product",
    "app_version": "Version",
    "tags": "Tags",
    "status": "Status",
    "votes": "Votes",
}


VALUES = frozenset(["created_at", "rating", "revenue", "votes"])
"""Fields that are no text: a column gives them, never a constant."""


@dataclass(slots=True)
class Mapping:
    """field → column for a generic table, and how to read the cells.

    `columns` has one column per field of FIELDS; columns that no field uses and that are not in
    `ignored` become properties. `constants` gives a field the same value in every row (for example
    `{"channel": "support"}`). `day_first` and `decimal_comma` are decided over a sample when None.
    `rating_only` lets rows through that have a rating but no text. `reasons` says, per field, why
    the guess was made, with its certainty 0…1 in `certainty`; both are for people and do not
    change what is read.
    """

    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    day_first: bool | None = None
    decimal_comma: bool | None = None
    rating_scale: int | None = None
    rating_only: bool = True
    reasons: dict[str, str] = field(default_factory=dict)
    certainty: dict[str, float] = field(default_factory=dict)

    def problems(self, columns: Iterable[str]) -> list[str]:
        """One sentence per fault, each naming its field and column; empty when it can be used."""
        header = Header(columns)
        found: list[str] = []
        used: dict[str, str] = {}
        for name, column in self.columns.items():
            if name not in FIELDS:
                found.append(f"There is no field “{name}” (for column “{column}”)")
            elif column not in header:
                found.append(f"{LABELS[name]}: the file has no column “{column}”")
            elif column in used:
                found.append(
                    f"{LABELS[name]}: column “{column}” is already used for {LABELS[used[column]]}"
                )
            else:
                used[column] = name
        for name in self.constants:
            if name not in FIELDS:
                found.append(f"There is no field “{name}” to give a fixed value")
            elif name in VALUES:
                found.append(f"{LABELS[name]}: it cannot have the same value in every row")
        channel = self.constants.get("channel", "")
        if channel and channel not in CHANNELS:
            found.append(f"Channel: “{channel}” is none of {', '.join(CHANNELS)}")
        if not {"text", "title"} & set(self.columns) and not (
            self.rating_only and "rating" in self.columns
        ):
            found.append("Text: no column is chosen for it")
        return found

    def check(self, columns: Iterable[str]) -> None:
        """Raise MappingError when there are problems."""
        if found := self.problems(columns):
            raise MappingError(found)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Mapping:
        """The inverse of `as_dict`. Raises MappingError for unknown keys and wrong types."""
        known = {each.name: each for each in fields(cls)}
        faults = [f"There is no setting “{key}”" for key in values if key not in known]
        for key in ("columns", "constants", "reasons", "certainty"):
            if not isinstance(values.get(key, {}), dict):
                faults.append(f"“{key}” must be an object of field names")
        for key in ("columns", "constants"):
            part = values.get(key, {})
            if isinstance(part, dict):
                faults += [
                    f"“{key}”: the value of “{name}” must be text"
                    for name, each in part.items()
                    if not isinstance(each, str)
                ]
        if not isinstance(values.get("ignored", []), list):
            faults.append("“ignored” must be a list of columns")
        for key in ("day_first", "decimal_comma", "rating_only"):
            if not isinstance(values.get(key), bool | None):
                faults.append(f"“{key}” must be true, false or null")
        scale = values.get("rating_scale")
        if scale is not None and (not isinstance(scale, int) or isinstance(scale, bool)):
            faults.append("“rating_scale” must be a whole number or null")
        if faults:
            raise MappingError(faults)
        return cls(**values)

    @classmethod
    def from_json(cls, text: str) -> Mapping:
        try:
            values = json.loads(text)
        except ValueError as error:
            raise MappingError([f"The mapping is not JSON: {error}"]) from error
        if not isinstance(values, dict):
            raise MappingError(["The mapping must be a JSON object"])
        return cls.from_dict(values)
