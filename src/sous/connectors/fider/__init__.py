"""Fider: a feedback board that exports its posts as CSV and everything as a backup zip."""

from . import format as _format  # noqa: F401
