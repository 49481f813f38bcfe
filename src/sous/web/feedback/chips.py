"""The chips above the inbox: what it is filtered by, and what it could be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sous.customers.models import Account, Contact
from sous.customers.queries import segments
from sous.feedback.choices import Channel, Kind, Mood
from sous.feedback.models import Import
from sous.feedback.queries import Filter, extras
from sous.kernel.actors import Actor
from sous.kernel.models import User
from sous.kernel.queries import people
from sous.organization.queries import products

SORT_WORDS = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "votes": "Most votes",
    "revenue": "Most revenue",
}
LANGUAGES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian",
    "pt": "Portuguese", "nl": "Dutch", "pl": "Polish", "sv": "Swedish", "ja": "Japanese",
}  # fmt: skip
RATINGS = [("1", "1 star"), ("2", "2 stars"), ("3", "3 stars"), ("4", "4 stars"), ("5", "5 stars")]
MOST = 40  # choices in one menu


@dataclass
class Choice:
    """One line of a chip's menu."""

    word: str
    href: str
    current: bool = False


@dataclass
class Chip:
    """One filter: its word, what is chosen, and what else could be."""

    name: str
    label: str
    icon: str
    value: str = ""
    remove: str = ""
    choices: list[Choice] = field(default_factory=list)


def address(chosen: Filter) -> str:
    """The inbox with a filter. Every state is said, since no state means the new ones."""
    query = chosen.query_string()
    if not chosen.get("state"):
        query = f"state=all&{query}" if query else "state=all"
    return f"?{query}"


def chips(actor: Actor, chosen: Filter) -> list[Chip]:
    """All chips, those with a value first in their usual places."""
    found = [
        _menu(chosen, "channel", "Channel", "message-square", Channel.choices),
        _menu(chosen, "kind", "Kind", "shapes", [*Kind.choices, ("none", "Not judged")]),
        _menu(chosen, "mood", "Mood", "smile", [*Mood.choices, ("none", "Not known")]),
        _menu(chosen, "rating", "Rating", "star", RATINGS),
        _menu(chosen, "language", "Language", "languages", list(LANGUAGES.items())),
        _menu(chosen, "product", "Product", "box", _named(products(actor))),
        _menu(chosen, "segment", "Segment", "users", _named(segments(actor))),
        _menu(chosen, "assignee", "Assigned to", "user", _colleagues(actor)),
    ]
    return [chip for chip in found if chip.choices] + _plain_chips(chosen)


def _menu(
    chosen: Filter, name: str, label: str, icon: str, pairs: Iterable[tuple[str, Any]]
) -> Chip:
    values = chosen.get(name)
    chip = Chip(name, label, icon)
    words = []
    for value, word in pairs:
        current = value in values
        after = [v for v in values if v != value] if current else [*values, value]
        chip.choices.append(Choice(str(word), address(chosen.having(name, *after)), current))
        if current:
            words.append(str(word))
    if values:
        chip.value = ", ".join(words or values)
        chip.remove = address(chosen.having(name))
    return chip


def _named(rows: Iterable[Any]) -> list[tuple[str, str]]:
    return [(str(row.pk), str(row)) for row in list(rows)[:MOST]]


def _colleagues(actor: Actor) -> list[tuple[str, str]]:
    others = [
        (str(person.pk), str(person))
        for person in people(actor).filter(is_active=True)[:MOST]
        if person.pk != actor.user_id
    ]
    return [("me", "Me"), ("none", "Nobody"), *others]


def _plain_chips(chosen: Filter) -> list[Chip]:
    """Chips that only show and take away: what came from a link or from the form."""
    found = []
    for name, label, icon, word in _plain_values(chosen):
        found.append(Chip(name, label, icon, word, address(chosen.having(name))))
    return found


def _plain_values(chosen: Filter) -> list[tuple[str, str, str, str]]:
    models: list[tuple[str, str, str, Any]] = [
        ("account", "Account", "building-2", Account),
        ("contact", "Person", "user-round", Contact),
        ("import", "Import", "upload", Import),
    ]
    found = []
    for name, label, icon, model in models:
        if values := chosen.get(name):
            rows = model.objects.filter(pk__in=values).order_by("pk")[:5]
            words = ", ".join(str(row) for row in rows) or "gone"
            found.append((name, label, icon, words))
    for name, label, icon in (
        ("tag", "Tag", "tag"),
        ("since", "Since", "calendar"),
        ("until", "Until", "calendar"),
        ("duplicate_of", "Repeats", "copy"),
    ):
        if values := chosen.get(name):
            found.append((name, label, icon, ", ".join(values)))
    for extra in extras():
        if values := chosen.get(extra.name):
            words = ", ".join(extra.describe(value) for value in values)
            found.append((extra.name, extra.label, "shapes", words))
    return found


def sorts(chosen: Filter) -> list[Choice]:
    """The orders to choose from."""
    return [
        Choice(word, address(chosen.sorted_by(sort)), sort == chosen.sort)
        for sort, word in SORT_WORDS.items()
    ]


def assignees(actor: Actor) -> list[User]:
    """Whom items can be given to, the actor first."""
    rows = list(people(actor).filter(is_active=True)[:MOST])
    return sorted(rows, key=lambda person: person.pk != actor.user_id)
