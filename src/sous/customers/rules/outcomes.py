"""What comes back from commands that take many rows."""

from dataclasses import dataclass, field
from typing import NamedTuple


class Behind(NamedTuple):
    """Who is behind an e-mail address; None where nobody is known."""

    contact_id: int | None
    account_id: int | None


@dataclass
class Upserted:
    """``ids`` has one entry per row, None for refused rows; ``refused`` maps row to reason."""

    created: int = 0
    updated: int = 0
    same: int = 0
    refused: dict[int, str] = field(default_factory=dict)
    ids: list[int | None] = field(default_factory=list)


def reason_of(problems: dict[str, str]) -> str:
    """The problems of a row in one sentence each, for the file of refused rows."""
    return " ".join(f"{name.replace('_', ' ')}: {text}" for name, text in problems.items())
