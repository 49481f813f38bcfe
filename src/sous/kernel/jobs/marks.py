"""Marks on task functions that the worker understands."""

from collections.abc import Callable
from typing import Any, TypeVar

from django_tasks.base import Task

F = TypeVar("F", bound=Callable[..., Any])

_periodic: dict[str, tuple[Any, int]] = {}
_alone: set[str] = set()


def exactly_once(function: F) -> F:
    """Run the function and the note that it ran in one transaction."""
    function.exactly_once = True  # type: ignore[attr-defined]
    return function


def alone(function: F) -> F:
    """Never run two jobs of this task at once, in whatever process: the later one waits."""
    _alone.add(f"{function.__module__}.{function.__qualname__}")
    return function


def every(*, seconds: int) -> Callable[[Task[..., Any]], Task[..., Any]]:
    """Have a task without arguments queued once in each period of ``seconds``."""

    def register(task: Task[..., Any]) -> Task[..., Any]:
        _periodic[task.module_path] = (task, seconds)
        return task

    return register


def periodic() -> list[tuple[Any, int]]:
    """All periodic tasks with their periods in seconds."""
    return list(_periodic.values())


def alone_tasks() -> frozenset[str]:
    """The dotted paths of all tasks that run alone."""
    return frozenset(_alone)
