"""GitHub: issues from its REST API or its command line; pull requests are no issues."""

from . import format as _format  # noqa: F401
