"""Google Play: the monthly CSV of app reviews, in UTF-16."""

from . import format as _format  # noqa: F401
