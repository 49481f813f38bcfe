"""Start Django for the commands that need the database."""

import functools
from collections.abc import Callable


@functools.cache
def start() -> None:
    """Load the settings and the rooms, once."""
    import django

    django.setup()


_formats: list[Callable[[], None]] = []


def provide_formats(load: Callable[[], None]) -> None:
    """Say who knows the vendors' formats; connectors are another door, which this one may not."""
    _formats[:] = [load]


def load_formats() -> None:
    """Make the vendors' formats known, for commands that read files without Django."""
    for load in _formats:
        load()
