"""Intercom: conversations from its API, or a CSV with a row per message."""

from . import format as _format  # noqa: F401
