"""How a tool says that it changes something."""

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def writes(function: F) -> F:
    """Mark a tool that changes something: offered only where the token may write."""
    function.writes = True  # type: ignore[attr-defined]
    return function


def does_write(function: Callable[..., Any]) -> bool:
    """Whether a tool is marked as changing something."""
    return getattr(function, "writes", False)
