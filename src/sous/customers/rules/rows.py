"""Values for accounts and contacts as they come in, cleaned and checked field by field."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sous.customers.choices import Health, Stage
from sous.customers.rules.countries import country_code
from sous.customers.rules.mail import clean_domain, clean_email, is_domain, is_email
from sous.engines.tables import CellError, parse_moment, parse_money, parse_number

Cleaned = tuple[dict[str, Any], dict[str, str]]

MAX_PROPERTIES = 100
MAX_KEY = 60
MAX_VALUE = 2_000
MAX_SEATS = 2_000_000_000
MAX_REVENUE = Decimal(10) ** 13


def clean_account(values: Mapping[str, Any]) -> Cleaned:
    """The values of an account, and per field what is wrong. Empty values come out empty.

    Knows ``name domain external_id plan tier stage health industry country seats revenue currency
    renewal_on signed_on owner_id properties``; other keys are a problem.
    """
    cleaned, problems = _clean(values, ACCOUNT)
    money = cleaned.get("revenue")
    if isinstance(money, tuple):
        cleaned["revenue"], currency = money
        if currency and not cleaned.get("currency"):
            cleaned["currency"] = currency
    if cleaned.get("name") == "":
        problems["name"] = "An account needs a name."
    return cleaned, problems


def clean_contact(values: Mapping[str, Any]) -> Cleaned:
    """Likewise for ``name email title language external_id account_id properties``."""
    return _clean(values, CONTACT)


def _clean(values: Mapping[str, Any], readers: Mapping[str, Callable[[Any], Any]]) -> Cleaned:
    cleaned: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, value in values.items():
        reader = readers.get(name)
        if reader is None:
            problems[name] = f"There is no field “{name}”."
            continue
        try:
            cleaned[name] = reader(value)
        except (ValueError, CellError) as error:
            problems[name] = str(error)
    return cleaned, problems


def text_of(value: Any) -> str:
    """Plain text of a cell: whole numbers without a point, NULs and odd spaces out."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).replace("\x00", "").encode("utf-8", "replace").decode()
    return " ".join(text.split())


def _text(longest: int) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        text = text_of(value)
        if len(text) > longest:
            raise ValueError(f"At most {longest} characters.")
        return text

    return read


def _domain(value: Any) -> str:
    domain = clean_domain(text_of(value))
    if domain and not is_domain(domain):
        raise ValueError(f"“{domain[:60]}” is no domain; it looks like acme.com.")
    return domain


def _email(value: Any) -> str:
    email = clean_email(text_of(value))
    if email and not is_email(email):
        raise ValueError(f"“{email[:60]}” is no e-mail address.")
    return email


def _country(value: Any) -> str:
    text = text_of(value)
    code = country_code(text) if text else ""
    if code is None:
        raise ValueError(f"“{text[:60]}” is no country; use a code like DE.")
    return code


def _currency(value: Any) -> str:
    text = text_of(value)
    if not text:
        return ""
    if len(text) == 3 and text.isascii() and text.isalpha():
        return text.upper()
    _, currency = parse_money(f"{text} 1") or (None, None)
    if not currency:
        raise ValueError(f"“{text[:20]}” is no currency; use a code like EUR.")
    return currency


def _choice(options: Any) -> Callable[[Any], str]:
    known = {value: value for value in options.values}
    known |= {label.casefold(): value for value, label in options.choices}

    def read(value: Any) -> str:
        text = text_of(value).casefold()
        if text and text not in known:
            raise ValueError(f"“{text[:40]}” is none of {', '.join(options.labels)}.")
        return known.get(text, "")

    return read


def _seats(value: Any) -> int | None:
    number = parse_number(value)
    if number is None:
        return None
    if number != number.to_integral_value() or not 0 <= number <= MAX_SEATS:
        raise ValueError("Seats are a whole number.")
    return int(number)


def _revenue(value: Any) -> tuple[Decimal | None, str | None]:
    amount, currency = parse_money(value) or (None, None)
    if amount is not None and not 0 <= amount < MAX_REVENUE:
        raise ValueError("Revenue is a yearly amount, 0 or more.")
    return (None if amount is None else amount.quantize(Decimal("0.01"))), currency


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    moment = parse_moment(value) if text_of(value) else None
    return moment.date() if moment else None


def _id(value: Any) -> int | None:
    text = text_of(value)
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text) >= 2**63:
        raise ValueError("Choose one of the list.")
    return int(text)


def _properties(value: Any) -> dict[str, Any]:
    if value in (None, ""):
        return {}
    if not isinstance(value, Mapping):
        raise ValueError("Properties are names with values.")
    found = {}
    for key, each in value.items():
        name = text_of(key)
        if not name or len(name) > MAX_KEY:
            raise ValueError(f"A property's name has 1 to {MAX_KEY} characters.")
        if isinstance(each, str):
            each = each.replace("\x00", "").strip()
        if each is None or each == "":
            continue
        if not isinstance(each, str | int | float | bool | Decimal):
            raise ValueError(f"The property “{name}” must be text, a number, or yes or no.")
        if isinstance(each, float | Decimal):
            each = _plain_number(name, each)
        if len(str(each)) > MAX_VALUE:
            raise ValueError(f"The property “{name}” has at most {MAX_VALUE:,} characters.")
        found[name] = each
    if len(found) > MAX_PROPERTIES:
        raise ValueError(f"At most {MAX_PROPERTIES} properties.")
    return found


def _plain_number(name: str, value: float | Decimal) -> float | int:
    number = float(value)
    if number != number or abs(number) == float("inf"):
        raise ValueError(f"The property “{name}” is not a number.")
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


ACCOUNT: dict[str, Callable[[Any], Any]] = {
    "name": _text(200),
    "domain": _domain,
    "external_id": _text(200),
    "plan": _text(80),
    "tier": _text(80),
    "stage": _choice(Stage),
    "health": _choice(Health),
    "industry": _text(120),
    "country": _country,
    "seats": _seats,
    "revenue": _revenue,
    "currency": _currency,
    "renewal_on": _day,
    "signed_on": _day,
    "owner_id": _id,
    "properties": _properties,
}

CONTACT: dict[str, Callable[[Any], Any]] = {
    "name": _text(200),
    "email": _email,
    "title": _text(120),
    "language": _text(8),
    "external_id": _text(200),
    "account_id": _id,
    "properties": _properties,
}
