"""Linear: issues as CSV, old and new columns."""

from . import format as _format  # noqa: F401
