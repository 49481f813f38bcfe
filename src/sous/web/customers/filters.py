"""The chips over a list: what it is narrowed to, and what it could be."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.http import HttpRequest, QueryDict

from sous.customers.queries import RENEWALS, AccountFilter, Facets
from sous.customers.rules import country_name

CURSORS = ("cursor", "page")


@dataclass(frozen=True)
class Option:
    """A value a chip can take."""

    href: str
    words: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True)
class Chip:
    """A filter, with its value if it has one."""

    label: str
    icon: str
    value: str
    remove: str
    options: list[Option] = field(default_factory=list)


def is_id(text: str) -> bool:
    """Whether a text can be a primary key."""
    return text.isascii() and text.isdigit() and len(text) < 19


def query_with(request: HttpRequest, **changes: str | None) -> str:
    """The page's address with some parameters changed (None takes one out), at its first rows."""
    query: QueryDict = request.GET.copy()
    for name in CURSORS:
        query.pop(name, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def account_filter(request: HttpRequest) -> AccountFilter:
    """What the address narrows the accounts to; what makes no sense there is passed over."""
    given = request.GET
    owners = [int(owner) for owner in given.getlist("owner") if is_id(owner)]
    renewal = given.get("renewal", "")
    segment = given.get("segment", "")
    return AccountFilter(
        words=given.get("q", "")[:200],
        plans=tuple(given.getlist("plan")[:20]),
        tiers=tuple(given.getlist("tier")[:20]),
        countries=tuple(given.getlist("country")[:20]),
        owners=tuple(owners[:20]),
        renewal=renewal if renewal in {*RENEWALS, "overdue", "none"} else "",
        segment_id=int(segment) if is_id(segment) else None,
    )


def account_chips(request: HttpRequest, facets: Facets) -> list[Chip]:
    """Plan, tier, owner, country, renewal, segment: those that have something to choose."""
    renewals: list[tuple[str, str, int | None]] = [
        (days, f"within {days} days", None) for days in RENEWALS
    ]
    renewals += [("overdue", "overdue", None), ("none", "not known", None)]
    owners: list[tuple[str, str, int | None]] = [
        (str(pk), name, count) for pk, name, count in facets.owners
    ]
    countries: list[tuple[str, str, int | None]] = [
        (code, country_name(code), count) for code, count in facets.countries
    ]
    chips: list[tuple[str, str, str, list[tuple[str, str, int | None]]]] = [
        ("plan", "Plan", "gem", _same(facets.plans)),
        ("tier", "Tier", "layers", _same(facets.tiers)),
        ("owner", "Owner", "user", [*owners, ("0", "Nobody", None)] if owners else []),
        ("country", "Country", "globe", countries),
        ("renewal", "Renewal", "calendar-clock", renewals),
        ("segment", "Segment", "funnel", [(str(s.pk), s.name, None) for s in facets.segments]),
    ]
    return [_chip(request, *parts) for parts in chips if parts[3]]


def _same(values: Sequence[tuple[str, int]]) -> list[tuple[str, str, int | None]]:
    return [(value, value, count) for value, count in values]


def _chip(
    request: HttpRequest,
    name: str,
    label: str,
    icon: str,
    values: Sequence[tuple[str, str, int | None]],
) -> Chip:
    chosen = request.GET.get(name, "")
    options = [
        Option(query_with(request, **{name: value}), words, count, value == chosen)
        for value, words, count in values
    ]
    words = next((each.words for each in options if each.current), chosen)
    remove = query_with(request, **{name: None}) if chosen else ""
    return Chip(label, icon, words if chosen else "", remove, options)


def renewal_words(day: date | None, today: date) -> str:
    """“renews in 12 days”, “renewal was 3 days ago”; empty when nobody knows."""
    if day is None:
        return ""
    days = (day - today).days
    if days == 0:
        return "renews today"
    span = _span(abs(days))
    return f"renews in {span}" if days > 0 else f"renewal was {span} ago"


def _span(days: int) -> str:
    if days < 60:
        return "1 day" if days == 1 else f"{days} days"
    months = round(days / 30.44)
    return f"{months} months" if months < 24 else f"{round(days / 365.25)} years"
