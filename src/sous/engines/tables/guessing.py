"""A first guess at what the columns of an unknown table mean: by their names and their content."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .aliases import ALIASES
from .dates import decide_dates, parse_moment
from .errors import CellError
from .headers import Header, Row, as_text, fold
from .mapping import Mapping
from .numbers import decide_decimal_comma, parse_number, parse_rating

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_URL = re.compile(r"https?://\S+\Z", re.IGNORECASE)
_DOMAIN = re.compile(r"(https?://)?([a-z0-9-]+\.)+[a-z]{2,}/?\Z", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}([-_][a-z0-9]{2,4})*\Z|[A-Z][a-z]{3,12}\Z", re.IGNORECASE)
_WORDS = re.compile(r"[^\W_]+")
_HUMP = re.compile(r"(?<=[a-zß-öø-ÿ0-9])(?=[A-ZÀ-ÖØ-Þ])")
_ASKS_RATING = re.compile(
    r"\b(recommend|likely|satisfied|satisfaction|rate|weiterempf|zufrieden|recommand|satisf|recomend)",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"csat|satisf|percent|%|rating|nps", re.IGNORECASE)
_PICTURE = re.compile(r"image|avatar|photo|picture|logo|thumbnail|icon", re.IGNORECASE)
_FOLDED = {name: [fold(alias) for alias in aliases] for name, aliases in ALIASES.items()}
_SCORES = {
    name: {alias: 1.0 - 0.4 * place / len(aliases) for place, alias in enumerate(aliases)}
    for name, aliases in _FOLDED.items()
}


@dataclass(frozen=True, slots=True)
class Profile:
    """What a sample of one column looks like; shares are 0…1 of its non-empty cells."""

    filled: int
    length: float
    spaces: float
    distinct: float
    dates: float
    numbers: float
    ratings: float
    emails: float
    urls: float
    domains: float
    languages: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Candidate:
    certainty: float
    field: str
    column: str
    reason: str


def guess_mapping(columns: Iterable[str], sample_rows: Sequence[dict[str, Any]]) -> Mapping:
    """The likeliest mapping for these columns, judged over some rows. Never raises."""
    names = list(columns)
    header = Header(names)
    profiles = {name: _profile(_samples(name, sample_rows)) for name in names}
    candidates = [
        found
        for column in names
        for field in ALIASES
        if (found := _candidate(field, column, profiles[column]))
    ]
    candidates += _by_content(names, profiles)
    candidates.sort(key=lambda each: -each.certainty)
    mapping = Mapping()
    taken: set[str] = set()
    for each in candidates:
        if each.field not in mapping.columns and each.column not in taken:
            mapping.columns[each.field] = each.column
            mapping.reasons[each.field] = each.reason
            mapping.certainty[each.field] = round(each.certainty, 2)
            taken.add(each.column)
    _settle_text(mapping, names, profiles, taken)
    _settle_reading(mapping, header, sample_rows)
    order = {name: place for place, name in enumerate(ALIASES)}
    mapping.columns = dict(sorted(mapping.columns.items(), key=lambda item: order[item[0]]))
    return mapping


def _samples(column: str, rows: Sequence[dict[str, Any]], most: int = 300) -> list[Any]:
    found: list[Any] = []
    for row in rows:
        if isinstance(row, Row) and row.problem:
            continue
        value = row.value(column) if isinstance(row, Row) else row.get(column)
        if value is not None and value != "":
            found.append(value)
            if len(found) >= most:
                break
    return found


def _profile(values: list[Any]) -> Profile:
    if not values:
        return Profile(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    texts = [as_text(value) for value in values]
    count = len(texts)

    def share(test: Callable[[Any], object], items: Sequence[Any]) -> float:
        return sum(bool(test(item)) for item in items) / count

    numbers = [number for value in values if (number := as_number(value)) is not None]
    return Profile(
        filled=count,
        length=sum(map(len, texts)) / count,
        spaces=sum(text.count(" ") for text in texts) / count,
        distinct=len(set(texts)) / count,
        dates=share(_is_date, values),
        numbers=len(numbers) / count,
        ratings=share(lambda value: as_rating(value) is not None, values),
        emails=share(_EMAIL.match, texts),
        urls=share(_URL.match, texts),
        domains=share(_DOMAIN.match, texts),
        languages=share(_LANGUAGE.match, texts),
        low=min(numbers, default=0.0),
        high=max(numbers, default=0.0),
    )


def _is_date(value: Any) -> bool:
    """Dates by shape; bare numbers count only where they are epoch times."""
    try:
        if isinstance(value, int | float):
            return value >= 1e8 and parse_moment(value) is not None
        text = str(value).strip()
        if text.replace(".", "", 1).isdigit():
            return len(text) >= 9 and parse_moment(text) is not None
        return any(sign.isdigit() for sign in text) and parse_moment(text) is not None
    except CellError:
        return False


def as_number(value: Any) -> float | None:
    try:
        number = parse_number(value)
    except CellError:
        return None
    return None if number is None else float(number)


def as_rating(value: Any) -> float | None:
    """The rating in a cell, also of stars or as `4/5`."""
    try:
        rating, _ = parse_rating(value)
    except CellError:
        return None
    return None if rating is None else float(rating)


def _candidate(field: str, column: str, profile: Profile) -> Candidate | None:
    """A guess by the column's name, weighed by whether the content allows it."""
    tail = column.rsplit(".", 1)[-1]
    score = max(_SCORES[field].get(fold(column), 0.0), 0.9 * _SCORES[field].get(fold(tail), 0.0))
    if not score:
        words = [fold(word) for word in _WORDS.findall(_HUMP.sub(" ", column))]
        if words[-1:] == ["id"] and field not in ("source_id", "account_external_id"):
            return None
        joined = {"".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, i + 4)}
        inside = [_SCORES[field][word] for word in joined if word in _SCORES[field]]
        score = 0.5 * max(inside, default=0.0) if len(words) <= 6 else 0.0
    if field == "rating" and not score and _ASKS_RATING.search(column):
        score = 0.45
    fit = _content_fit(field, profile) if score else 0.0
    if field == "rating" and profile.high > 10 and not _PERCENT.search(column):
        fit = 0.0  # a score of 41 is a count of votes
    if fit <= 0:
        return None
    return Candidate(score * fit, field, column, f"the column is called “{column}”")


def _content_fit(field: str, profile: Profile) -> float:
    """0 where the cells rule the field out, 1 where nothing speaks against it."""
    if not profile.filled:
        return 0.6
    if field == "text":
        if max(profile.dates, profile.emails, profile.urls, profile.numbers) > 0.6:
            return 0.0
        return 0.5 if profile.length < 12 or profile.spaces < 1 else 1.0
    if field == "created_at":
        return profile.dates if profile.dates >= 0.5 else 0.0
    if field == "author_email":
        return profile.emails if profile.emails >= 0.5 else 0.0
    if field == "url":
        return 1.0 if profile.urls >= 0.5 else 0.0
    if field == "rating":
        return 1.0 if profile.ratings >= 0.7 and 0 <= profile.low <= profile.high <= 100 else 0.0
    if field in ("votes", "revenue"):
        return profile.numbers if profile.numbers >= 0.7 else 0.0
    if field == "account_domain":
        return 1.0 if profile.domains >= 0.5 else 0.0
    if field == "language":
        return 1.0 if profile.languages >= 0.7 else 0.0
    if field == "source_id":
        return 1.0 if profile.distinct > 0.6 and profile.spaces < 1 else 0.0
    if field in ("author_name", "account_name", "title"):
        numeric = max(profile.numbers, profile.dates, profile.urls) > 0.6
        email = profile.emails > 0.5
        return 0.0 if numeric or email or profile.length > 300 else 1.0
    if field == "kind" or field == "status" or field == "channel":
        wordy = profile.length > 60 or profile.numbers > 0.8
        return 0.0 if wordy else 1.0
    if field == "tags":
        return 0.0 if profile.length > 300 else 1.0
    return 1.0


def _by_content(names: list[str], profiles: dict[str, Profile]) -> list[Candidate]:
    """Guesses for columns whose names say nothing."""
    found: list[Candidate] = []
    for name in names:
        profile = profiles[name]
        if profile.emails > 0.8:
            found.append(Candidate(0.3, "author_email", name, "the cells are e-mail addresses"))
        if profile.dates > 0.9:
            late = any(word in fold(name) for word in ("updat", "clos", "resol", "modif", "end"))
            certainty = 0.15 if late else 0.3
            found.append(Candidate(certainty, "created_at", name, "the cells are dates"))
        if profile.urls > 0.8 and not _PICTURE.search(name):
            found.append(Candidate(0.25, "url", name, "the cells are web addresses"))
    return found


def _settle_text(
    mapping: Mapping, names: list[str], profiles: dict[str, Profile], taken: set[str]
) -> None:
    """The longest free text is the text, unless a column says so itself and reads like it."""
    chosen = mapping.columns.get("text")
    free = [
        name
        for name in names
        if (name not in taken or name == chosen or name == mapping.columns.get("title"))
        and max(profiles[name].emails, profiles[name].urls, profiles[name].dates) < 0.5
        and profiles[name].numbers < 0.5
        and (profiles[name].spaces >= 1 or name == chosen)
    ]
    longest = max(free, key=lambda name: profiles[name].length, default=None)
    if longest is not None and longest != chosen:
        # A named text column wins unless another one is far longer.
        named = chosen is not None and mapping.certainty["text"] >= 0.3
        far = profiles[longest].length > 3 * (profiles[chosen].length if chosen else 0) + 20
        is_title = longest == mapping.columns.get("title")
        if (not named or far) and not (named and is_title):
            if is_title:
                mapping.columns.pop("title")
            mapping.columns["text"] = longest
            mapping.reasons["text"] = "it has the longest free text"
            mapping.certainty["text"] = 0.6
    if "text" not in mapping.columns and "title" in mapping.columns:
        mapping.columns["text"] = mapping.columns.pop("title")
        mapping.reasons["text"] = mapping.reasons.pop("title")
        mapping.certainty["text"] = mapping.certainty.pop("title")


def _settle_reading(
    mapping: Mapping, header: Header, sample_rows: Sequence[dict[str, Any]]
) -> None:
    """Day order, decimal mark and rating scale, as far as the sample shows them."""
    if column := mapping.columns.get("created_at"):
        style = decide_dates(_samples(column, sample_rows, 1_000))
        mapping.day_first = style.day_first
        if style.why:
            mapping.reasons["created_at"] += f". {style.why}"
    if column := mapping.columns.get("revenue"):
        mapping.decimal_comma = decide_decimal_comma(_samples(column, sample_rows, 1_000))
    if column := mapping.columns.get("rating"):
        numbers = [as_rating(value) for value in _samples(column, sample_rows, 1_000)]
        mapping.rating_scale = guess_scale(max((n for n in numbers if n is not None), default=0))


def guess_scale(highest: float) -> int:
    """The end of the rating scale from the highest rating seen: 5, 7, 10 or 100."""
    return next((end for end in (5, 7, 10) if highest <= end), 100)
