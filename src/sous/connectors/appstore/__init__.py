"""App Store: customer reviews from App Store Connect, or from the public feed."""

from . import format as _format  # noqa: F401
