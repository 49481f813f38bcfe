"""Zendesk: tickets as JSON with their comments, or as CSV with subjects only."""

from . import format as _format  # noqa: F401
