"""The rule of a segment: small JSON that says which accounts belong to it.

``{"match": "all", "conditions": [{"field": "plan", "op": "is", "value": ["Fleet"]}, …]}``

``match`` is all or any. Conditions have ``field``, ``op``, mostly a ``value``, and where the field
needs it ``currency`` (revenue) or ``name`` (property). ``is`` and ``is_not`` take a list of words,
any of which will do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from sous.customers.choices import ConsentPurpose, Health, Stage
from sous.customers.rules.countries import country_code, country_name
from sous.customers.rules.rows import text_of

MAX_CONDITIONS = 20
MAX_WORDS = 50
MAX_DAYS = 36_500


class RuleError(Exception):
    """A rule that cannot be used; ``problems`` maps ``conditions.0`` and the like to sentences."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


@dataclass(frozen=True)
class Field:
    """Something a condition can be about. ``options`` are the only words where there are any."""

    label: str
    ops: tuple[str, ...]
    kind: str  # words, person, text, number, money, days, property, purpose
    options: tuple[tuple[str, str], ...] = ()


IS = ("is", "is_not")
BOUNDS = ("at_least", "at_most")

FIELDS: dict[str, Field] = {
    "plan": Field("Plan", IS, "words"),
    "tier": Field("Tier", IS, "words"),
    "stage": Field("Stage", IS, "words", tuple(Stage.choices)),
    "health": Field("Health", IS, "words", tuple(Health.choices)),
    "revenue": Field("Yearly revenue", BOUNDS, "money"),
    "currency": Field("Currency", IS, "words"),
    "renewal": Field("Renewal", ("within", "overdue"), "days"),
    "country": Field("Country", IS, "words"),
    "industry": Field("Industry", (*IS, "contains"), "words"),
    "owner": Field("Owner", IS, "person"),
    "seats": Field("Seats", BOUNDS, "number"),
    "customer_for": Field("Days as a customer", BOUNDS, "number"),
    "feedback": Field("Pieces of feedback", BOUNDS, "number"),
    "name": Field("Name", ("contains",), "text"),
    "property": Field("Property", ("is", "contains", *BOUNDS, "present"), "property"),
    "consent": Field("A contact agreed to", ("is",), "purpose", tuple(ConsentPurpose.choices)),
}

OPS = {
    "is": "is",
    "is_not": "is not",
    "contains": "contains",
    "at_least": "at least",
    "at_most": "at most",
    "within": "within days",
    "overdue": "is overdue",
    "present": "is there",
}
WITHOUT_VALUE = {"overdue", "present"}


@dataclass(frozen=True)
class Condition:
    """One checked condition. ``value`` is a tuple of words or ids, a Decimal, text, or None."""

    field: str
    op: str
    value: Any = None
    name: str = ""
    currency: str = ""

    def as_json(self) -> dict[str, Any]:
        """The condition as it is stored."""
        found: dict[str, Any] = {"field": self.field, "op": self.op}
        if self.op not in WITHOUT_VALUE:
            found["value"] = _json(self.value)
        if self.name:
            found["name"] = self.name
        if self.currency:
            found["currency"] = self.currency
        return found


@dataclass(frozen=True)
class Rule:
    """A checked rule."""

    match: str
    conditions: tuple[Condition, ...]

    def as_json(self) -> dict[str, Any]:
        """The rule as it is stored."""
        return {"match": self.match, "conditions": [each.as_json() for each in self.conditions]}


def read_rule(rule: Any) -> Rule:
    """Check a rule as it comes in. Raises RuleError."""
    if not isinstance(rule, Mapping) or set(rule) - {"match", "conditions"}:
        raise RuleError({"rule": "A rule has “match” and “conditions”."})
    match, given = rule.get("match", "all"), rule.get("conditions")
    problems: dict[str, str] = {}
    if match not in ("all", "any"):
        problems["match"] = "Match all of the conditions, or any."
    if not isinstance(given, Sequence) or isinstance(given, str) or not given:
        raise RuleError(problems | {"conditions": "Give at least one condition."})
    if len(given) > MAX_CONDITIONS:
        raise RuleError({"conditions": f"At most {MAX_CONDITIONS} conditions."})
    found = []
    for number, each in enumerate(given):
        try:
            found.append(_condition(each))
        except ValueError as error:
            problems[f"conditions.{number}"] = str(error)
    if problems:
        raise RuleError(problems)
    return Rule(match, tuple(found))


def rule_in_words(rule: Rule, people: Mapping[int, str] | None = None) -> str:
    """The rule as a sentence: “Plan is Fleet or Ketch, and renewal within 90 days”."""
    joint = ", and " if rule.match == "all" else ", or "
    words = joint.join(_words(each, people or {}) for each in rule.conditions)
    return words[:1].upper() + words[1:]


def _condition(given: Any) -> Condition:
    if not isinstance(given, Mapping):
        raise ValueError("A condition has a field, an op and a value.")
    unknown = set(given) - {"field", "op", "value", "name", "currency"}
    if unknown:
        raise ValueError(f"A condition has no “{sorted(unknown)[0]}”.")
    name = text_of(given.get("field"))
    field = FIELDS.get(name)
    if field is None:
        raise ValueError(f"There is no field “{name[:40]}”.")
    op = text_of(given.get("op"))
    if op not in field.ops:
        known = ", ".join(OPS[each] for each in field.ops)
        raise ValueError(f"{field.label} can be asked with: {known}.")
    value = None if op in WITHOUT_VALUE else _value(field, op, given.get("value"))
    currency = _currency(given) if field.kind == "money" else ""
    key = _property_name(given) if field.kind == "property" else ""
    return Condition(name, op, value, key, currency)


def _value(field: Field, op: str, value: Any) -> Any:
    if op in {"at_least", "at_most"}:
        return _number(field, value)
    if op == "within":
        days = _number(field, value)
        if days != days.to_integral_value() or not 0 <= days <= MAX_DAYS:
            raise ValueError("Give a number of days.")
        return days
    if op == "contains" or field.kind == "property":
        return _text(field, value)
    if field.kind == "person":
        return _people(value)
    return _several(field, value)


def _several(field: Field, value: Any) -> tuple[str, ...]:
    given = value if isinstance(value, list | tuple) else [value]
    words = [text_of(each) for each in given]
    words = list(dict.fromkeys(word for word in words if word))
    if not words or len(words) > MAX_WORDS:
        raise ValueError(f"{field.label}: give 1 to {MAX_WORDS} values.")
    if field.label == "Country":
        words = [country_code(word) or word for word in words]
    if field.label == "Currency":
        words = [word.upper() for word in words]
    if field.options:
        known = dict(field.options)
        by_label = {label.casefold(): key for key, label in field.options}
        words = [by_label.get(word.casefold(), word) for word in words]
        for word in words:
            if word not in known:
                raise ValueError(f"{field.label}: “{word[:40]}” is none of the values.")
    if any(len(word) > 120 for word in words):
        raise ValueError(f"{field.label}: at most 120 characters.")
    return tuple(words)


def _people(value: Any) -> tuple[int, ...]:
    given = value if isinstance(value, list | tuple) else [value]
    texts = [text_of(each) for each in given]
    if not texts or not all(t.isascii() and t.isdigit() and len(t) < 19 for t in texts):
        raise ValueError("Owner: choose people.")
    return tuple(dict.fromkeys(int(text) for text in texts))


def _number(field: Field, value: Any) -> Decimal:
    text = text_of(value).replace(" ", "").replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{field.label}: give a number.")
    if not number.is_finite() or abs(number) >= 10**13:
        raise ValueError(f"{field.label}: give a number of at most 13 digits.")
    if number != round(number, 2):
        raise ValueError(f"{field.label}: at most two decimal places.")
    return number


def _text(field: Field, value: Any) -> str:
    text = text_of(value)
    if not text or len(text) > 200:
        raise ValueError(f"{field.label}: give 1 to 200 characters.")
    return text


def _currency(given: Mapping[str, Any]) -> str:
    currency = text_of(given.get("currency")).upper()
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha():
        raise ValueError("Yearly revenue: say in which currency, like EUR.")
    return currency


def _property_name(given: Mapping[str, Any]) -> str:
    name = text_of(given.get("name"))
    if not name or len(name) > 60:
        raise ValueError("Property: say which one.")
    return name


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    return list(value) if isinstance(value, tuple) else value


def _words(each: Condition, people: Mapping[int, str]) -> str:
    field = FIELDS[each.field]
    label = each.name if field.kind == "property" else field.label.lower()
    if each.op == "overdue":
        return f"{label} is overdue"
    if each.op == "present":
        return f"{label} is there"
    if each.op == "within":
        return f"{label} within {each.value:,} days"
    if each.op in BOUNDS:
        unit = f" {each.currency}" if each.currency else ""
        return f"{label} {OPS[each.op]} {each.value:,}{unit}"
    if field.kind == "person":
        shown = [people.get(pk, "someone who left") for pk in each.value]
    elif each.field == "country":
        shown = [country_name(code) for code in each.value]
    elif isinstance(each.value, tuple):
        options = dict(field.options)
        shown = [options.get(str(word), str(word)) for word in each.value]
    else:
        shown = [f"“{each.value}”" if each.op == "contains" else str(each.value)]
    joint = " or " if each.op != "is_not" else " nor "
    if field.kind == "purpose":
        return f"{label} {joint.join(shown).lower()}"
    return f"{label} {OPS[each.op]} {joint.join(shown)}"
