"""Formbricks Hub: feedback records, one per answered field."""

from . import format as _format  # noqa: F401
