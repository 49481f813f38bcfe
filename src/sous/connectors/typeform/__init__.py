"""Typeform: survey responses as CSV, one column per question."""

from . import format as _format  # noqa: F401
