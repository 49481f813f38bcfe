"""The five ways in which Sous refuses. Rooms raise them; each door translates them once."""

from collections.abc import Mapping
from typing import ClassVar


class SousError(Exception):
    """A refusal with a message for the person who asked; ``status`` is its HTTP equivalent."""

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def in_words(self) -> str:
        """All of it in one line, for doors that show no form."""
        return self.message


class NotAllowed(SousError):
    """The actor may not do this."""

    status = 403
    title = "Not allowed"


class NotFound(SousError):
    """There is no such thing, or the actor may not know of it."""

    status = 404
    title = "Not found"


class Invalid(SousError):
    """The input cannot be used. ``fields`` maps a field's name to what is wrong with it."""

    status = 422
    title = "Invalid input"

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})

    def in_words(self) -> str:
        """The message, and what is wrong with each value."""
        return " ".join([self.message, *(f"{name}: {why}" for name, why in self.fields.items())])


class Conflict(SousError):
    """The thing changed meanwhile, or exists already."""

    status = 409
    title = "Conflict"


class Unavailable(SousError):
    """Something that is needed does not answer now; trying again later may help."""

    status = 503
    title = "Unavailable"
