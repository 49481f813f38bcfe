"""What changed, in words for the history."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

LABELS = {
    "external_id": "external id",
    "renewal_on": "renewal",
    "signed_on": "customer since",
    "revenue": "yearly revenue",
}


def changes_in_words(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """``plan from “Sloop” to “Fleet”, tier``: short values with before and after."""
    return ", ".join(_one(name, before[name], after[name]) for name in after)


def _one(name: str, before: Any, after: Any) -> str:
    label = LABELS.get(name, name)
    if name == "properties":
        keys = sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
        shown = ", ".join(keys[:5]) + (" …" if len(keys) > 5 else "")
        return f"the properties {shown}" if len(keys) > 1 else f"the property {shown}"
    if after in (None, ""):
        return f"{label} from “{_plain(before)}” to nothing"
    if before in (None, ""):
        return f"{label} to “{_plain(after)}”"
    return f"{label} from “{_plain(before)}” to “{_plain(after)}”"


def _plain(value: Any) -> str:
    return f"{value:,}" if isinstance(value, Decimal | int) else str(value)
