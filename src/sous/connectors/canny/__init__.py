"""Canny: posts as its API lists them."""

from . import format as _format  # noqa: F401
