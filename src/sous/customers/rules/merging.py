"""What a merged account or contact looks like."""

from collections.abc import Mapping, Sequence
from typing import Any

MAX_MERGED = 50
EMPTY: tuple[Any, ...] = (None, "")


def fill_gaps(kept: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The fields that ``kept`` lacks and the first of ``others`` has.

    An amount comes with its currency, so that no revenue gets a currency from elsewhere;
    properties are united, those of ``kept`` winning.
    """
    found: dict[str, Any] = {}
    for other in others:
        for name, value in other.items():
            if name in {"properties", "currency"} or name in found:
                continue
            if kept[name] in EMPTY and value not in EMPTY:
                found[name] = value
                if name == "revenue":
                    found["currency"] = other.get("currency", "")
    if "properties" in kept:
        united: dict[str, Any] = {}
        for each in (*reversed(others), kept):
            united |= each["properties"]
        if united != kept["properties"]:
            found["properties"] = united
    return found


def names_in_words(names: Sequence[str]) -> str:
    """“A” · “A” and “B” · “A”, “B” and 3 more."""
    quoted = [f"“{name}”" for name in names]
    if len(quoted) > 3:
        return f"{', '.join(quoted[:2])} and {len(quoted) - 2} more"
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]]) if quoted[1:] else quoted[0]
