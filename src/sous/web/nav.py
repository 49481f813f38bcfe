"""The one registry of places to go: the rail, the palette and the go-to keys read it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """A place in the rail. ``key`` is pressed after ``g``; ``icon`` is a Lucide name."""

    label: str
    path: str
    icon: str
    key: str = ""
    foot: bool = False
    current: bool = False


ENTRIES = [
    Entry("Home", "/", "house", "h"),
    Entry("Inbox", "/feedback/", "inbox", "i"),
    Entry("Themes", "/themes/", "shapes", "t"),
    Entry("Customers", "/customers/", "building-2", "c"),
    Entry("Search", "/search/", "search", "s"),
    Entry("Imports", "/imports/", "upload", "m"),
    Entry("Settings", "/settings/", "settings", "e", foot=True),
]


def entries(path: str) -> list[Entry]:
    """The entries, the one for ``path`` marked as current."""
    return [
        Entry(e.label, e.path, e.icon, e.key, e.foot, current=_is_current(e, path)) for e in ENTRIES
    ]


def _is_current(entry: Entry, path: str) -> bool:
    return path == "/" if entry.path == "/" else path.startswith(entry.path)
