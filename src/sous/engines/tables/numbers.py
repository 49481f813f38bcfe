"""Numbers and money as people and exports write them, always Decimal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from .errors import CellError

_SIGNS = {
    "€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY",
    "₪": "ILS", "₫": "VND", "zł": "PLN", "kč": "CZK", "us$": "USD", "c$": "CAD", "ca$": "CAD",
    "a$": "AUD", "au$": "AUD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "r$": "BRL", "mx$": "MXN",
    "fr.": "CHF", "sfr": "CHF",
}  # fmt: skip
_CODES = frozenset(
    [
        "AED",
        "ARS",
        "AUD",
        "BGN",
        "BRL",
        "CAD",
        "CHF",
        "CLP",
        "CNY",
        "COP",
        "CZK",
        "DKK",
        "EGP",
        "EUR",
        "GBP",
        "HKD",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "ISK",
        "JPY",
        "KES",
        "KRW",
        "MAD",
        "MXN",
        "MYR",
        "NGN",
        "NOK",
        "NZD",
        "PEN",
        "PHP",
        "PLN",
        "RON",
        "RSD",
        "RUB",
        "SAR",
        "SEK",
        "SGD",
        "THB",
        "TRY",
        "TWD",
        "UAH",
        "USD",
        "VND",
        "ZAR",
    ]
)
_FACTORS = {"k": 1_000, "tsd": 1_000, "m": 1_000_000, "mio": 1_000_000, "mn": 1_000_000,
            "b": 1_000_000_000, "bn": 1_000_000_000, "mrd": 1_000_000_000}  # fmt: skip
_SHAPE = re.compile(
    r"(?P<before>[^\d+\-−.,(]*)(?P<open>\()?(?P<sign>[+\-−])?(?P<before2>[^\d.,]*?)"
    r"(?P<digits>\d[\d.,'’\s\u00a0\u202f]*|[.,]\d+)(?P<exponent>e[+-]?\d{1,3})?"
    r"(?P<after>[^\d]*)\Z",
    re.IGNORECASE,
)
_MOST_DIGITS = 40
_VARIATION = "\ufe0f"
_STARS = f"★⭐☆{_VARIATION}"
_OUT_OF = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(?:/|out of|of|von|sur|de)\s*(5|7|10|100)(?:\s*(?:stars?|sterne))?\Z",
    re.IGNORECASE,
)


def parse_number(value: Any, *, decimal_comma: bool | None = None) -> Decimal | None:
    """`1,234.56`, `1.234,56`, `12k`, `(5)`, `45 %` (as 45) as Decimal; None for an empty cell.

    `decimal_comma` decides what the value alone cannot (`1.234`). Raises CellError.
    """
    return parse_money(value, decimal_comma=decimal_comma)[0]


def parse_money(
    value: Any, *, decimal_comma: bool | None = None
) -> tuple[Decimal | None, str | None]:
    """(amount, currency code). The code is None where the cell does not name one."""
    if value is None or value == "":
        return None, None
    if isinstance(value, bool):
        raise CellError(f"“{value}” is not a number")
    if isinstance(value, int | float | Decimal):
        return _finite(Decimal(str(value)), str(value)), None
    text = str(value).strip()
    if len(text) < 19 and text.isascii() and text.isdigit():
        return Decimal(text), None
    if not text or text.casefold() in {"null", "none", "n/a", "na", "-", "–", "—", "nan"}:
        return None, None
    found = _SHAPE.match(text) if len(text) <= 80 else None
    if not found:
        raise CellError(f"“{text[:40]}” is not a number")
    words = [found["before"].strip(), found["before2"].strip(), *_tail(found["after"])]
    currency, factor = _meaning([word for word in words if word], text)
    digits = _plain_digits(found["digits"], decimal_comma)
    try:
        amount = Decimal(digits + (found["exponent"] or "")) * factor
    except InvalidOperation as error:
        raise CellError(f"“{text[:40]}” is not a number") from error
    if found["sign"] in ("-", "−") or found["open"]:
        amount = -amount
    return _finite(amount, text), currency


def parse_rating(value: Any) -> tuple[Decimal | None, int | None]:
    """(rating, the end of its scale where the cell names it): `4`, `4/5`, `★★★★☆`, `7 von 10`.

    Raises CellError.
    """
    text = value.strip() if isinstance(value, str) else ""
    if text and not text.strip(_STARS):
        full = sum(text.count(sign) for sign in "★⭐")
        ends = len(text) - text.count(_VARIATION)
        return Decimal(full), ends if ends > full else max(5, full)
    if found := _OUT_OF.match(text):
        rating, end = Decimal(found[1].replace(",", ".")), int(found[2])
        if rating <= end:
            return rating, end
    return parse_number(value), None


def decide_decimal_comma(samples: Iterable[Any]) -> bool | None:
    """Whether a column writes its decimals behind a comma; None when no value shows it."""
    comma = dot = 0
    for value in samples:
        text = re.sub(r"[^\d.,]", "", value) if isinstance(value, str) else ""
        text = text.strip(".,")
        if "," in text and "." in text:
            comma += text.rfind(",") > text.rfind(".")
            dot += text.rfind(".") > text.rfind(",")
        elif (mark := "," if "," in text else "." if "." in text else "") != "":
            thousands = text.count(mark) > 1
            whole = len(text) - text.rfind(mark) - 1 == 3 and not text.startswith("0")
            if thousands or not whole:
                is_comma = (mark == ",") != thousands
                comma += is_comma
                dot += not is_comma
    if comma == dot:
        return None
    return comma > dot


def _tail(after: str) -> list[str]:
    """The words behind the digits, a rate such as `/month` left out."""
    text = re.split(r"/|\bper\b|\bpro\b", after, maxsplit=1)[0]
    return text.replace(")", " ").split()


def _meaning(words: list[str], text: str) -> tuple[str | None, int]:
    currency: str | None = None
    factor = 1
    for word in words:
        low = word.casefold()
        glued = re.match(r"(k|mio|m|bn|b)(\D+)\Z", low)
        if low in _SIGNS or low.rstrip(".") in _SIGNS:
            currency = _SIGNS.get(low) or _SIGNS[low.rstrip(".")]
        elif word.upper() in _CODES:
            currency = word.upper()
        elif low.rstrip(".") in _FACTORS:
            factor = _FACTORS[low.rstrip(".")]
        elif glued and (glued[2] in _SIGNS or glued[2].upper() in _CODES):
            factor = _FACTORS[glued[1]]
            currency = _SIGNS.get(glued[2]) or glued[2].upper()
        elif low not in {"%", "mrr", "arr", "mo", "yr", "stars", "star", "votes", "points"}:
            raise CellError(f"“{text[:40]}” is not a number")
    return currency, factor


def _plain_digits(digits: str, decimal_comma: bool | None) -> str:
    text = re.sub(r"[\s\u00a0\u202f'’]", "", digits).rstrip(".,")
    commas, dots = text.count(","), text.count(".")
    if commas and dots:
        mark = "," if text.rfind(",") > text.rfind(".") else "."
    elif commas:
        mark = "," if _is_decimal(text, ",", commas, decimal_comma, default=False) else "."
    elif dots:
        wanted = None if decimal_comma is None else not decimal_comma
        mark = "." if _is_decimal(text, ".", dots, wanted, default=True) else ","
    else:
        return text
    other = "." if mark == "," else ","
    return text.replace(other, "").replace(mark, ".")


def _is_decimal(text: str, mark: str, times: int, wanted: bool | None, *, default: bool) -> bool:
    """Whether the only kind of mark in a number is the decimal one."""
    if times > 1:
        return False
    if len(text) - text.find(mark) - 1 != 3 or text.startswith(("0", mark)):
        return True
    return default if wanted is None else wanted


def _finite(number: Decimal, text: str) -> Decimal:
    if not number.is_finite() or number.adjusted() > _MOST_DIGITS:
        raise CellError(f"“{text[:40]}” is too large or not a number")
    return number
