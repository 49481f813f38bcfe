"""UserVoice: idea forums, exported as one row per idea and voter, or with dotted headers."""

from . import format as _format  # noqa: F401
