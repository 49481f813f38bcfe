"""The filters above a list of themes or quotes, as chips with their menus."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest, QueryDict

from sous.feedback.choices import Channel, Kind
from sous.insights import queries
from sous.web.scope import Scope

NAMES = ("product", "segment", "channel", "period")


@dataclass(frozen=True)
class Option:
    """One choice of a chip's menu."""

    label: str
    href: str
    current: bool


@dataclass
class Chip:
    """A filter: its word, what is chosen, and where choosing leads."""

    label: str
    icon: str
    value: str = ""
    remove: str = ""
    options: list[Option] = field(default_factory=list)


def link(request: HttpRequest, **changes: str) -> str:
    """This address with other values; empty ones left out, and back on the first page."""
    query: QueryDict = request.GET.copy()
    for place in ("cursor", "from"):
        query.pop(place, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}" if query else request.path


def chosen(request: HttpRequest, scope: Scope | None = None) -> queries.ThemeFilter:
    """The filter in the address; about the rail's product unless it names one. Raises Invalid."""
    given = {name: request.GET.get(name, "") for name in NAMES}
    if scope and scope.product and not given["product"]:
        given["product"] = str(scope.pk)
    return queries.ThemeFilter.of(given)


def chip(
    request: HttpRequest, label: str, icon: str, name: str, options: list[tuple[str, str]]
) -> Chip:
    """One chip out of ``(value, word)`` options."""
    now = request.GET.get(name, "")
    found = Chip(label, icon)
    for value, word in options:
        current = value == now
        found.options.append(Option(word, link(request, **{name: value}), current))
        if current:
            found.value, found.remove = word, link(request, **{name: ""})
    return found


def chips(request: HttpRequest) -> list[Chip]:
    """Product, segment, channel and period; a chip without anything to choose is left out."""
    products = [(str(each.pk), each.name) for each in queries.products()]
    segments = [(str(each.pk), each.name) for each in queries.segments()]
    made = [
        chip(request, "Product", "box", "product", products),
        chip(request, "Segment", "building-2", "segment", segments),
        chip(request, "Channel", "message-square", "channel", list(Channel.choices)),
        chip(request, "Time", "calendar", "period", list(queries.PERIODS.items())),
    ]
    return [each for each in made if each.options]


def quote_chips(request: HttpRequest) -> list[Chip]:
    """The same, with feeling and kind."""
    tones = [("negative", "Negative"), ("mixed", "Mixed"), ("positive", "Positive")]
    return [
        *chips(request),
        chip(request, "Feels", "smile", "tone", tones),
        chip(request, "Kind", "tag", "kind", list(Kind.choices)),
    ]
