"""Moments in every notation exports use, always given back as aware UTC.

A column is judged once over a sample (`decide_dates`), because `03/04/2025` alone says neither day
nor month; then each value is parsed on its own, so a column may mix notations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from .errors import CellError

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
_EXCEL_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier janv enero ene jän jänner",
            "feb february februar février fevrier févr fev febrero",
            "mar march märz maerz mär mars marzo mrz",
            "apr april avril avr abril abr",
            "may mai mayo",
            "jun june juni juin junio",
            "jul july juli juillet juil julio",
            "aug august août aout agosto ago",
            "sep sept september septembre septiembre set",
            "oct october oktober okt octobre octubre",
            "nov november novembre noviembre",
            "dec december dezember dez décembre decembre déc diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 1, "cet": 1, "west": 1, "cest": 2, "eet": 2,
    "eest": 3, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8,
    "pdt": -7, "jst": 9,
}  # fmt: skip

_TIME = (
    r"(?:[T ,]+(?:at\s+|um\s+|à\s+)?(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})"
    r"(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?\s*(?P<half>[ap]\.?m\.?)?)?"
    r"\s*(?P<zone>Z|[A-Z]{2,4}|(?:UTC|GMT)?[+-]\d{2}:?\d{2}|[+-]\d{2})?\s*(?:\([^)]*\))?\s*\Z"
)
_YEAR_FIRST = re.compile(
    r"\s*(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _TIME, re.IGNORECASE
)
_COMPACT = re.compile(r"\s*(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})" + _TIME, re.I)
_NUMERIC = re.compile(
    r"\s*(?P<first>\d{1,2})(?P<mark>[/.-])(?P<second_>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})"
    + _TIME,
    re.IGNORECASE,
)
_DAY_NAME = r"\s*(?:[^\W\d_]{2,10}\.?,\s*)?"
_NAMED_DAY_FIRST = re.compile(
    _DAY_NAME
    + r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?[ /.-]*(?:de )?(?P<name>[^\W\d_]{3,10})\.?,?[ /.-]*"
    r"(?:de )?(?P<year>\d{4}|\d{2})" + _TIME,
    re.IGNORECASE,
)
_NAMED_MONTH_FIRST = re.compile(
    _DAY_NAME
    + r"(?P<name>[^\W\d_]{3,10})\.?[ /-]*(?P<day>\d{1,2})(?:st|nd|rd|th)?,?[ /-]+(?P<year>\d{4})"
    + _TIME,
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*(\d+)(?:\.(\d+))?\s*\Z")


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How one column writes `03/04/2025`, and how sure that is.

    `day_first` decides the order; `ambiguous` is true when no value in the sample showed it;
    `why` is a sentence for the person who checks the mapping.
    """

    day_first: bool = False
    ambiguous: bool = False
    why: str = ""

    def parse(self, value: Any) -> datetime | None:
        """The moment in UTC, None for an empty cell. Raises CellError for anything else."""
        return parse_moment(value, day_first=self.day_first)


def decide_dates(samples: Iterable[Any]) -> DateStyle:
    """Judge the day order over a sample of one column."""
    day = month = unclear = 0
    dotted = 0
    for value in samples:
        found = _NUMERIC.match(value) if isinstance(value, str) else None
        if not found:
            continue
        first, second = int(found["first"]), int(found["second_"])
        dotted += found["mark"] == "."
        if first > 12 >= second:
            day += 1
        elif second > 12 >= first:
            month += 1
        else:
            unclear += 1
    if day and month:
        chosen = day >= month
        return DateStyle(chosen, True, _both_orders(chosen, day, month))
    if day:
        return DateStyle(True, False, f"Day before month: {day:,} values allow nothing else")
    if month:
        return DateStyle(False, False, f"Month before day: {month:,} values allow nothing else")
    if unclear and dotted == unclear:
        return DateStyle(True, False, "Day before month, as dates with dots are written")
    if unclear:
        return DateStyle(
            False, True, "Month before day was assumed: every date could be read both ways"
        )
    return DateStyle()


def _both_orders(day_first: bool, day: int, month: int) -> str:
    order = "Day before month" if day_first else "Month before day"
    return f"{order} was chosen, but {day:,} dates are only valid day first, {month:,} month first"


def parse_moment(value: Any, *, day_first: bool = False) -> datetime | None:
    """One moment as aware UTC; naive values count as UTC, a date as its midnight.

    Reads ISO 8601 and RFC 3339, RFC 2822, `11/May/24 03:26 PM`, `6/21/2025 16:14`, `21.06.2025`,
    epoch seconds, milliseconds or microseconds, and Excel serial days. None for empty cells.
    Raises CellError for what is no date, or lies outside 1970…2200.
    """
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return _in_range(value if value.tzinfo else value.replace(tzinfo=UTC), value)
    if isinstance(value, date):
        return _in_range(datetime(value.year, value.month, value.day, tzinfo=UTC), value)
    if isinstance(value, bool):
        raise CellError(f"“{value}” is not a date")
    if isinstance(value, int | float):
        return _from_number(float(value), str(value))
    text = str(value).strip()
    if not text or text.casefold() in {"null", "none", "n/a", "na", "-", "nan", "nat"}:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        pass
    else:
        if not text.isdigit():
            return _in_range(moment if moment.tzinfo else moment.replace(tzinfo=UTC), text)
    if len(text) > 80:
        raise CellError(f"“{text[:40]}…” is not a date")
    return _from_text(text, day_first)


def lenient_moment(value: Any, *, day_first: bool = False) -> datetime | None:
    """Like `parse_moment`, for times that matter less than their row: None for what is no date."""
    try:
        return parse_moment(value, day_first=day_first)
    except CellError:
        return None


def _from_text(text: str, day_first: bool) -> datetime:
    if found := _COMPACT.match(text):
        return _build(text, found, int(found["year"]), int(found["month"]), int(found["day"]))
    if found := _NUMBER.match(text):
        return _from_number(float(text), text)
    if found := _YEAR_FIRST.match(text):
        return _build(text, found, int(found["year"]), int(found["month"]), int(found["day"]))
    if found := _NUMERIC.match(text):
        first, second = int(found["first"]), int(found["second_"])
        if first > 12:
            day_first = True
        elif second > 12:
            day_first = False
        day, month = (first, second) if day_first else (second, first)
        return _build(text, found, _year(found["year"]), month, day)
    for pattern in (_NAMED_DAY_FIRST, _NAMED_MONTH_FIRST):
        if found := pattern.match(text):
            month = _MONTHS.get(found["name"].casefold(), 0)
            if month:
                return _build(text, found, _year(found["year"]), month, int(found["day"]))
    raise CellError(f"“{text[:40]}” is not a date")


def _year(text: str) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year < 70 else 1900)


def _build(text: str, found: re.Match[str], year: int, month: int, day: int) -> datetime:
    hour = int(found["hour"] or 0)
    half = (found["half"] or "").lower().replace(".", "")
    if half and not 1 <= hour <= 12:
        raise CellError(f"“{text[:40]}” is not a date")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    zone = _zone(found["zone"], text)
    micro = int(((found["fraction"] or "0") + "000000")[:6])
    try:
        moment = datetime(
            year,
            month,
            day,
            hour,
            int(found["minute"] or 0),
            int(found["second"] or 0),
            micro,
            zone,
        )
    except ValueError as error:
        raise CellError(f"“{text[:40]}” is not a date: {error}") from error
    return _in_range(moment, text)


def _zone(zone: str | None, text: str) -> timezone:
    if not zone:
        return UTC
    name = zone.lower()
    if name in _ZONES:
        return timezone(timedelta(hours=_ZONES[name]))
    offset = re.search(r"([+-])(\d{2}):?(\d{2})?\Z", zone)
    if not offset:
        raise CellError(f"“{text[:40]}” has a time zone that is not known: {zone}")
    shift = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    if shift >= timedelta(hours=24):
        raise CellError(f"“{text[:40]}” has a time zone that cannot be")
    return timezone(-shift if offset[1] == "-" else shift)


def _from_number(number: float, text: str) -> datetime:
    """Epoch seconds, milliseconds, microseconds or an Excel serial day, told apart by size."""
    if number != number or number in (float("inf"), float("-inf")):
        raise CellError(f"“{text[:40]}” is not a date")
    if 20_000 <= number < 80_000:  # 1954…2119 as Excel days
        return _in_range(_EXCEL_EPOCH + timedelta(seconds=round(number * 86_400)), text)
    for unit in (1, 1_000, 1_000_000, 1_000_000_000):
        if 1e8 <= number / unit < 7e9:
            return _in_range(datetime.fromtimestamp(number / unit, UTC), text)
    raise CellError(f"“{text[:40]}” is not a date")


def _in_range(moment: datetime, text: object) -> datetime:
    moment = moment.astimezone(UTC) if moment.year > 1 else moment
    if not EARLIEST <= moment < LATEST:
        raise CellError(f"“{str(text)[:40]}” is not between 1970 and 2200")
    return moment
