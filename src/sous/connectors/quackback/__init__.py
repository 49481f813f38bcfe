"""Quackback: a feedback board; its export zip, its posts CSV and its import template."""

from . import format as _format  # noqa: F401
