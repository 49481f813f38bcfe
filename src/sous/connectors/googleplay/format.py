"""The monthly review reports of the Play Console: UTF-16, `reviews_<package>_<month>.csv`.

Most rows have a star and no words; they are kept as ratings. Which columns there are depends on the
year: device and version are sometimes missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from sous.engines.tables import (
    Choices,
    Format,
    Head,
    Outcome,
    Record,
    Remark,
    Row,
    Table,
    cells,
    each_row,
    raw_of,
    register,
)

KNOWN = (
    "Package Name", "App Version Code", "App Version Name", "Reviewer Language", "Device",
    "Review Submit Date and Time", "Review Submit Millis Since Epoch",
    "Review Last Update Date and Time", "Review Last Update Millis Since Epoch", "Star Rating",
    "Review Title", "Review Text", "Developer Reply Date and Time",
    "Developer Reply Millis Since Epoch", "Developer Reply Text", "Review Link",
)  # fmt: skip


def recognise(head: Head) -> float:
    return head.resembles(("Package Name", "Star Rating", "Review Text"), KNOWN)


def records(table: Table, choices: Choices) -> Iterator[Outcome]:
    return each_row(table, review)


def review(row: Row) -> Record:
    link = row.text("Review Link")
    replies = []
    if reply := row.text("Developer Reply Text"):
        at = cells.moment_or_none(
            row, "Developer Reply Millis Since Epoch", "Developer Reply Date and Time"
        )
        replies.append(Remark(reply, at=at))
    properties: dict[str, object] = {
        name: value
        for name, column in (("device", "Device"), ("version_code", "App Version Code"))
        if (value := row.text(column))
    }
    updated = cells.moment_or_none(
        row, "Review Last Update Millis Since Epoch", "Review Last Update Date and Time"
    )
    if updated is not None:
        properties["updated_at"] = updated.isoformat()
    return Record(
        text=row.text("Review Text"),
        title=row.text("Review Title"),
        source="googleplay",
        source_id=review_id(link),
        url=link,
        created_at=cells.moment(
            row, "Review Submit Millis Since Epoch", "Review Submit Date and Time"
        ),
        channel="review",
        rating=cells.number(row, "Star Rating"),
        rating_scale=5,
        language=row.text("Reviewer Language"),
        product=row.text("Package Name"),
        app_version=row.text("App Version Name"),
        replies=replies,
        properties=properties,
        raw=raw_of(row),
    )


def review_id(link: str) -> str:
    """The `reviewId` in a console link, which carries its parameters behind `#` or `?`."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    for query in (parts.query, parts.fragment.partition("?")[2], parts.fragment):
        if found := parse_qs(query).get("reviewId") or parse_qs(query).get("reviewid"):
            return found[0]
    return ""


register(
    Format(
        key="googleplay-reviews",
        label="Google Play reviews",
        vendor="googleplay",
        description="The Play Console's monthly CSV, as downloaded. Stars without words count too.",
        recognise=recognise,
        records=records,
        channel="review",
    )
)
