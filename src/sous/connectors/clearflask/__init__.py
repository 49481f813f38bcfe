"""ClearFlask: posts with comments and people, as a zip or one by one."""

from . import format as _format  # noqa: F401
