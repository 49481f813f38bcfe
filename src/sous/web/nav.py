"""The one registry of places to go: rail, bottom bar, palette and go-to keys read it.

A place whose page does not exist yet (nothing answers its address) is not shown.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import Resolver404, resolve


@dataclass(frozen=True, slots=True)
class Entry:
    """A place. ``key`` is pressed after ``g``; ``icon`` is a Lucide name; ``under`` are further
    addresses that belong to it."""

    label: str
    path: str
    icon: str
    key: str = ""
    under: tuple[str, ...] = ()
    current: bool = False


ROOMS = (
    Entry("Home", "/", "house", "h"),
    Entry("Inbox", "/feedback/", "inbox", "i"),
    Entry("Themes", "/themes/", "shapes", "t"),
    Entry("Opportunities", "/opportunities/", "lightbulb", "o"),
    Entry("Roadmap", "/roadmap/", "route", "r"),
    Entry("Releases", "/releases/", "rocket", "l"),
    Entry("Research", "/research/", "microscope", "u"),
    Entry("Experiments", "/experiments/", "flask-conical", "x"),
    Entry("Customers", "/customers/", "building-2", "c"),
    Entry("Playbooks", "/playbooks/", "book-open-check", "p"),
    Entry("Comms", "/comms/", "megaphone", "n"),
    Entry("Briefs", "/briefs/", "newspaper", "b"),
)
TOOLS = (
    Entry("Search", "/search/", "search", "s"),
    Entry("Imports", "/imports/", "file-down", "m"),
)
FOOT = (Entry("Settings", "/settings/", "settings", "e"),)

PHONE = ("/", "/feedback/", "/themes/", "/search/")


def places(entries: Iterable[Entry], path: str) -> list[Entry]:
    """The entries that have a page, in their order, the one the reader stands in marked."""
    return [
        Entry(e.label, e.path, e.icon, e.key, e.under, current=_is_current(e, path))
        for e in entries
        if exists(e.path)
    ]


@functools.cache
def exists(path: str) -> bool:
    """Whether a page answers at this address."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def _is_current(entry: Entry, path: str) -> bool:
    return path == "/" if entry.path == "/" else path.startswith((entry.path, *entry.under))
