"""Typeform's CSV: a row per response, a column per question under the question's own words.

Every answered free-text question becomes a record of its own, because each question is about
something else; the closed answers go along as properties. The option `answers=together` makes one
record per response instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from sous.engines.tables import (
    CellError,
    Choices,
    Format,
    Head,
    Option,
    Outcome,
    Part,
    Record,
    Refusal,
    Row,
    Skipped,
    Table,
    cells,
    fold,
    parse_number,
    raw_of,
    register,
    split_tags,
    text_of_html,
)

FIXED = (
    "#", "Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)",
    "Network ID", "Tags", "Ending",
)  # fmt: skip
_FIXED = frozenset(map(fold, FIXED))
_NAME = re.compile(r"\b(first name|last name|full name|your name|name)\b", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_COMPANY = re.compile(r"\b(company|organi[sz]ation|firma|entreprise|empresa)\b", re.IGNORECASE)
_RATED = re.compile(
    r"recommend|likely|rate|rating|satisf|score|stars?\b|nps|csat|weiterempf|zufrieden|"
    r"recommand|recomend",
    re.IGNORECASE,
)
_CLOSED = frozenset(
    {"0", "1", "true", "false", "yes", "no", "ja", "nein", "oui", "non", "si", "sí"}
)


@dataclass(frozen=True)
class Questions:
    """What the columns of one form ask for, judged over a sample of the answers."""

    free: tuple[str, ...]
    closed: tuple[str, ...]
    names: tuple[str, ...]
    email: str | None
    company: str | None
    rating: str | None
    scale: int


def recognise(head: Head) -> float:
    dated = head.has("Submit Date (UTC)") and head.has("Start Date (UTC)")
    if dated and (head.has("Network ID") or head.columns[:1] == ("#",)):
        return 0.8 + 0.2 * head.share(FIXED)
    return 0.0


def questions(table: Table) -> Questions:
    head = table.head()
    free: list[str] = []
    closed: list[str] = []
    names: list[str] = []
    email = company = rating = None
    scale = 10
    for column in table.columns:
        if fold(column) in _FIXED:
            continue
        samples = head.samples(column, 300)
        label = text_of_html(column)
        if samples and _share(samples, lambda text: bool(_EMAIL.match(text))) > 0.5:
            email = email or column
        elif _is_scale(samples) and rating is None and _RATED.search(label):
            rating = column
            highest = max(parse_number(text) or Decimal(0) for text in samples)
            scale = 5 if highest <= 5 and not re.search(r"recommend", label, re.I) else 10
        elif _NAME.search(label) and _short(samples):
            names.append(column)
        elif _COMPANY.search(label) and _short(samples):
            company = company or column
        elif _is_free(samples):
            free.append(column)
        else:
            closed.append(column)
    return Questions(tuple(free), tuple(closed), tuple(names), email, company, rating, scale)


def _share(samples: list[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, samples)) / max(1, len(samples))


def _short(samples: list[str]) -> bool:
    return _share(samples, lambda text: len(text) <= 60) > 0.8


def _is_scale(samples: list[str]) -> bool:
    return bool(samples) and _share(samples, lambda text: text.isdigit() and int(text) <= 10) == 1


def _is_free(samples: list[str]) -> bool:
    """Answers in people's own words: mostly different from each other, and of several words."""
    if not samples:
        return False
    if _share(samples, lambda text: text.casefold() in _CLOSED or text.isdigit()) > 0.5:
        return False
    wordy = _share(samples, lambda text: text.count(" ") >= 2)
    distinct = len(set(samples)) / len(samples)
    return wordy > 0.3 and (distinct > 0.5 or len(samples) < 5)


def records(table: Table, choices: Choices) -> Iterator[Outcome]:
    asked = questions(table)
    together = choices.options.get("answers") == "together"
    for row in table.rows():
        if row.problem:
            yield Refusal(row.number, row.problem, raw_of(row))
            continue
        try:
            found = response(row, asked, together)
        except CellError as error:
            yield Refusal(row.number, str(error), raw_of(row))
            continue
        if not found:
            yield Skipped(row.number, "a response without words or a rating")
        for record in found:
            record.row_number = row.number
            yield record


def response(row: Row, asked: Questions, together: bool = False) -> list[Record]:
    """The records of one response; the rating goes with the first of them only."""
    parts = [
        Part(text, label=text_of_html(column))
        for column in asked.free
        if (text := row.text(column))
    ]
    rating = parse_number(row.text(asked.rating)) if asked.rating else None
    if together and parts:
        texts = [(parts, "\n\n".join(f"{part.label}\n{part.text}" for part in parts), "")]
        if len(parts) == 1:
            texts = [(parts, parts[0].text, "")]
    else:
        texts = [([part], part.text, f":{_place(row, part)}") for part in parts]
    if not texts and rating is not None:
        texts = [([], "", "")]
    key = row.text("#")
    return [
        _record(row, asked, text, each, f"{key}{suffix}" if key else "", rating if not n else None)
        for n, (each, text, suffix) in enumerate(texts)
    ]


def _place(row: Row, part: Part) -> int:
    labels = [text_of_html(column) for column in row.header.columns]
    return labels.index(part.label) + 1


def _record(
    row: Row, asked: Questions, text: str, parts: list[Part], key: str, rating: Decimal | None
) -> Record:
    properties = {
        text_of_html(column): value for column in asked.closed if (value := row.text(column))
    }
    if len(parts) == 1:
        properties["question"] = parts[0].label
    if kind := row.text("Response Type"):
        properties["response_type"] = kind
    return Record(
        text=text,
        source="typeform",
        source_id=key,
        created_at=cells.moment(row, "Submit Date (UTC)", "Stage Date (UTC)", "Start Date (UTC)"),
        author_name=" ".join(value for name in asked.names if (value := row.text(name))),
        author_email=row.text(asked.email) if asked.email else "",
        account_name=row.text(asked.company) if asked.company else "",
        channel="survey",
        rating=rating,
        rating_scale=asked.scale if rating is not None else None,
        tags=split_tags(row.text("Tags")),
        parts=parts,
        properties=dict(properties),
        raw=raw_of(row),
    )


register(
    Format(
        key="typeform-responses",
        label="Typeform responses",
        vendor="typeform",
        description="The CSV of a form: each free-text answer becomes a piece of feedback.",
        recognise=recognise,
        records=records,
        channel="survey",
        options=(
            Option(
                key="answers",
                label="Answers of one response",
                default="apart",
                choices=(
                    ("apart", "Each free-text answer by itself"),
                    ("together", "All answers as one piece of feedback"),
                ),
                help="Themes are clearer when each answer stands by itself.",
            ),
        ),
    )
)
