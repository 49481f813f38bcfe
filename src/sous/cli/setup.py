"""Start Django for the commands that need the database."""

import functools


@functools.cache
def start() -> None:
    """Load the settings and the rooms, once."""
    import django

    django.setup()
