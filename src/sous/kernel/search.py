"""The search registry: each room says how its things are found; doors ask them all."""

from collections.abc import Callable
from dataclasses import dataclass

from sous.kernel.actors import Actor
from sous.kernel.permissions import require_view


@dataclass(frozen=True)
class Hit:
    """One thing found. ``title`` and ``excerpt`` are plain text."""

    ref: str
    title: str
    excerpt: str = ""
    score: float = 0.0


Finder = Callable[[Actor, str, int], list[Hit]]


@dataclass(frozen=True)
class Source:
    """A kind of thing that can be searched for."""

    key: str
    label: str
    find: Finder


_sources: dict[str, Source] = {}


def register(key: str, label: str, find: Finder) -> None:
    """Offer ``find(actor, words, limit)`` to everyone who searches."""
    _sources[key] = Source(key, label, find)


def find_everywhere(actor: Actor, words: str, *, limit: int = 8) -> list[tuple[Source, list[Hit]]]:
    """Up to ``limit`` hits of each kind, kinds without a hit left out."""
    require_view(actor)
    words = words.strip()
    if not words:
        return []
    found = [(source, source.find(actor, words, limit)) for source in _sources.values()]
    return [(source, hits) for source, hits in found if hits]
