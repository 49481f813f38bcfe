"""Jira: issues as CSV, in the orders and date notations of its many versions."""

from . import format as _format  # noqa: F401
