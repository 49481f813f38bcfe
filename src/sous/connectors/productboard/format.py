"""Productboard notes: the JSON of its API, or a CSV of them whose headers vary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sous.engines.tables import (
    Choices,
    Format,
    Head,
    Outcome,
    Record,
    Row,
    Skipped,
    Table,
    as_text,
    cells,
    channel_of,
    each_row,
    fold,
    raw_of,
    register,
    split_tags,
    text_of_html,
    unique,
)

_TITLE = ("title", "note title", "name")
_CONTENT = ("content", "note content", "note text", "note", "text", "description")
_EMAIL = ("user.email", "user email", "customer_email", "customer email", "user's email")
_PERSON = ("user.name", "user name", "user", "customer name")
_COMPANY = ("company.name", "company name", "company")
_DOMAIN = ("company.domain", "company domain", "user company domain")
_URL = ("displayUrl", "display_url", "display url", "source url", "externalDisplayUrl", "url")
_CREATED = ("createdAt", "created_at", "created at", "created", "date created")
_STATE = ("state", "note state", "status")
_OWN = ("owner", "owner.email", "owner email", "followers", "features", "state", "note state")
_USED = frozenset(
    fold(name)
    for names in (_TITLE, _CONTENT, _EMAIL, _PERSON, _COMPANY, _DOMAIN, _URL, _CREATED, _STATE)
    for name in (*names, "id", "note id", "tags", "archived", "source", "source origin")
)


def recognise_json(head: Head) -> float:
    if head.kind not in ("json", "jsonl") or not head.has("id", "title", "content"):
        return 0.0
    own = [
        name
        for name in ("displayUrl", "externalDisplayUrl", "followers", "features")
        if any(each == name or each.startswith(f"{name}.") for each in head.columns)
    ]
    return 0.6 + 0.1 * len(own) if own else 0.0


def recognise_csv(head: Head) -> float:
    """Headers differ between workspaces; a note is known by who said it and who has it."""
    if head.kind not in ("csv", "tsv", "xlsx"):
        return 0.0
    noted = any(head.has(name) for name in ("content", "note content", "note text", "note"))
    titled = any(head.has(name) for name in ("title", "note title"))
    person = any(head.has(name) for name in _EMAIL)
    firm = any(head.has(name) for name in (*_DOMAIN, "company name"))
    foreign = head.has("vote_count") or head.has("votes")
    own = any(head.has(name) for name in (*_OWN, "source url", "display url", "display_url"))
    return 0.7 if noted and titled and person and firm and own and not foreign else 0.0


def json_records(table: Table, choices: Choices) -> Iterator[Outcome]:
    return each_row(table, note)


def note(row: Row) -> Outcome:
    """A note of the API; its content is HTML, of which the words are kept."""
    if not row.text("title", "content"):
        return Skipped(row.number, "the note is empty")
    return _note(row, False)


def csv_records(table: Table, choices: Choices) -> Iterator[Outcome]:
    order = cells.day_first(table, *_CREATED)
    return each_row(table, lambda row: _note(row, order))


def _note(row: Row, day_first: bool) -> Record:
    tags = row.value("tags")
    origin = row.text("source.origin", "source origin", "source")
    return Record(
        text=text_of_html(row.text(*_CONTENT)),
        title=row.text(*_TITLE),
        source="productboard",
        source_id=row.text("id", "note id", "source.record_id"),
        url=row.text(*_URL),
        created_at=cells.moment(row, *_CREATED, day_first=day_first),
        author_name=_words(row, _PERSON),
        author_email=row.text(*_EMAIL),
        account_name=_words(row, _COMPANY),
        account_domain=row.text(*_DOMAIN),
        account_external_id=row.text("company.id"),
        channel=channel_of(origin) if origin else "other",
        tags=(
            unique(as_text(tag) for tag in tags)
            if isinstance(tags, list)
            else split_tags(row.text("tags"))
        ),
        status=row.text(*_STATE),
        properties=_properties(row, origin),
        raw=raw_of(row),
    )


def _words(row: Row, names: tuple[str, ...]) -> str:
    """A name, where the value is not an object of ids."""
    value = row.value(*names)
    return "" if isinstance(value, dict) and "name" not in value else as_text(value)


def _properties(row: Row, origin: str) -> dict[str, Any]:
    found: dict[str, Any] = {"origin": origin} if origin else {}
    if row.text("owner.email"):
        found["owner"] = row.text("owner.email")
    features = row.get("features")
    if isinstance(features, list) and features:
        found["features"] = [str(each.get("id")) for each in features if isinstance(each, dict)]
    if row.header.find("displayUrl") is None:
        found.update(cells.rest(row, _USED))
    return found


register(
    Format(
        key="productboard-notes",
        label="Productboard notes (JSON)",
        vendor="productboard",
        description="Notes as Productboard's API gives them.",
        recognise=recognise_json,
        records=json_records,
    )
)
register(
    Format(
        key="productboard-csv",
        label="Productboard notes (CSV)",
        vendor="productboard",
        description="A table of notes: title, content, user e-mail, company, tags, source link.",
        recognise=recognise_csv,
        records=csv_records,
    )
)
