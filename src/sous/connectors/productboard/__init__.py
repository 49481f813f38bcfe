"""Productboard: notes from its API, or as CSV."""

from . import format as _format  # noqa: F401
