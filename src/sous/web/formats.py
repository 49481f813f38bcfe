"""Numbers, money and time the way a person says them. Pure text in, pure text out.

The space between a number and its sign or unit is a no-break space, so that "€ 1.2 M"
never falls apart at the end of a line.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

NBSP = "\u00a0"
MINUS = "\u2212"
DASH = "\u2013"

SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹", "CHF": "CHF", "BRL": "R$"}

Number = int | float | Decimal


def to_decimal(value: object) -> Decimal | None:
    """The value as a finite Decimal, or None where it is no number."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() else None


def grouped(value: object) -> str:
    """1234567 → "1,234,567"; decimals are kept as given."""
    number = to_decimal(value)
    if number is None:
        return ""
    return f"{number:,f}".replace("-", MINUS)


def compact(value: object) -> str:
    """A number for a narrow place: 950, 4,800, 48 k, 1.2 M, 3 bn."""
    number = to_decimal(value)
    if number is None:
        return ""
    sign, size = (MINUS, -number) if number < 0 else ("", number)
    if size < 10:
        rounded = size.quantize(Decimal("0.1"), ROUND_HALF_UP)
        return f"{sign}{_trim(rounded)}"
    whole = size.quantize(Decimal(1), ROUND_HALF_UP)
    if whole < 10_000:
        return f"{sign}{whole:,f}"
    for power, unit in ((Decimal(1000), "k"), (Decimal(10**6), "M"), (Decimal(10**9), "bn")):
        scaled = size / power
        digits = Decimal("0.1") if scaled < 10 else Decimal(1)
        rounded = scaled.quantize(digits, ROUND_HALF_UP)
        if rounded < 1000 or unit == "bn":
            return f"{sign}{_trim(rounded)}{NBSP}{unit}"
    raise AssertionError("the largest unit takes every number")


def _trim(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(amount: object, currency: str = "EUR", *, exact: bool = False) -> str:
    """€ 1.2 M; with `exact` € 1,234,567.00. Empty text where there is no amount."""
    number = to_decimal(amount)
    if number is None:
        return ""
    code = (currency or "").upper()
    symbol = SYMBOLS.get(code, code)
    if exact:
        figure = f"{abs(number).quantize(Decimal('0.01'), ROUND_HALF_UP):,f}"
    else:
        figure = compact(abs(number))
    sign = MINUS if number < 0 else ""
    return f"{sign}{symbol}{NBSP}{figure}" if symbol else f"{sign}{figure}"


def percent(share: object, digits: int = 0) -> str:
    """A share of one as a percentage: 0.124 → "12 %"; what is not nothing is never "0 %"."""
    number = to_decimal(share)
    if number is None:
        return ""
    step = Decimal(1).scaleb(-digits)
    figure = (number * 100).quantize(step, ROUND_HALF_UP)
    if figure == 0 and number != 0:
        return f"{'<' if number > 0 else '>'}{NBSP}{MINUS if number < 0 else ''}{step}{NBSP}%"
    return f"{figure:,f}".replace("-", MINUS) + f"{NBSP}%"


def change(share: object) -> str:
    """A share of one as a change, with its sign: "+12 %", "−3 %"."""
    number = to_decimal(share)
    words = percent(share)
    return f"+{words}" if number is not None and number > 0 and words[:1] != "<" else words


def plural(noun: str) -> str:
    """The English plural of a regular noun; give "reply,replies" to `counted` for the others."""
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    return noun + "s"


def counted(number: object, noun: str) -> str:
    """ "12 accounts", "1 account", "no accounts"; a noun may bring its plural: "person,people"."""
    one, _, many = noun.partition(",")
    many = many or plural(one)
    figure = to_decimal(number) or Decimal(0)
    if figure == 0:
        return f"no {many}"
    return f"{grouped(figure)}{NBSP}{one if figure == 1 else many}"


def moment(value: dt.datetime | dt.date) -> str:
    """The exact time, in the reader's time zone: "Thu 12 November 2026, 14:03 UTC"."""
    if isinstance(value, dt.datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{local:%a} {local.day} {local:%B %Y, %H:%M} {local:%Z}".rstrip()
    return f"{value:%a} {value.day} {value:%B %Y}"


def day(value: dt.datetime | dt.date, today: dt.date | None = None) -> str:
    """ "12 Nov", with the year where it is not this one."""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    year = (today or timezone.localdate()).year
    return f"{value.day} {value:%b}" + ("" if value.year == year else f" {value.year}")


def ago(value: dt.datetime | dt.date, now: dt.datetime | None = None) -> str:
    """Relative within two weeks ("3 days ago", "in 2 hours"), else the day."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    if isinstance(value, dt.datetime):
        if timezone.is_naive(value):
            value = timezone.make_aware(value)
        seconds = (now - value).total_seconds()
        if abs(seconds) < 45:
            return "just now"
        if abs(seconds) < 45 * 60:
            return _relative(max(1, round(abs(seconds) / 60)), "minute", past=seconds > 0)
        the_day = timezone.localdate(value)
        if abs(seconds) < 22 * 3600 and (the_day == today or abs(seconds) < 6 * 3600):
            return _relative(max(1, round(abs(seconds) / 3600)), "hour", past=seconds > 0)
    else:
        the_day = value
    days = (today - the_day).days
    near = {0: "today", 1: "yesterday", -1: "tomorrow"}
    if days in near:
        return near[days]
    if abs(days) < 14:
        return _relative(abs(days), "day", past=days > 0)
    return day(the_day, today)


def _relative(number: int, unit: str, *, past: bool) -> str:
    words = f"{number} {unit}" + ("" if number == 1 else "s")
    return f"{words} ago" if past else f"in {words}"


Span = tuple[int, int]


def highlighted(text: object, what: str | Iterable[str] | Sequence[Span]) -> SafeString:
    """The text as safe HTML with `<mark>` around what was looked for.

    `what` is a search string (its words), a list of words or phrases, or a list of
    (start, end) character positions. Text is escaped piece by piece, so nothing in it is markup.
    """
    words = "" if text is None else str(text)
    if isinstance(text, SafeString):
        # escaped on its way through a template: the words are what a person wrote
        words = html.unescape(words)
    pieces: list[str] = []
    at = 0
    for start, end in _merged(_spans(words, what), len(words)):
        pieces += [escape(words[at:start]), "<mark>", escape(words[start:end]), "</mark>"]
        at = end
    pieces.append(escape(words[at:]))
    return mark_safe("".join(pieces))  # noqa: S308  (every piece is escaped above)


def _spans(text: str, what: str | Iterable[str] | Sequence[Span]) -> list[Span]:
    terms: list[str] = []
    spans: list[Span] = []
    for part in what.split() if isinstance(what, str) else what or ():
        if isinstance(part, str):
            terms.append(part.strip("\"'()*"))
        else:
            spans.append((int(part[0]), int(part[1])))
    alternatives = "|".join(re.escape(t) for t in sorted(set(terms), key=len, reverse=True) if t)
    if alternatives:
        pattern = re.compile(rf"(?<!\w)(?:{alternatives})\w*", re.IGNORECASE)
        spans += [match.span() for match in pattern.finditer(text)]
    return spans


def _merged(spans: list[Span], length: int) -> list[Span]:
    kept: list[Span] = []
    for start, end in sorted((max(0, s), min(length, e)) for s, e in spans):
        if start >= end:
            continue
        if kept and start <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


def initials(name: object) -> str:
    """At most two letters for a picture of a person: "Ana María Ruiz" → "AR"."""
    words = [word for word in re.split(r"[\s._\-@]+", str(name or "")) if word]
    if not words:
        return "?"
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else words[0][1:2])
    return letters.upper()


def tone(name: object) -> int:
    """One of four quiet colours, always the same for one name."""
    return sum(str(name or "").encode()) % 4 + 1
