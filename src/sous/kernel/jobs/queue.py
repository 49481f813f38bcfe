"""Putting jobs into the table, and draining it in tests and one-shot commands."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import Task

from sous.kernel.choices import JobState
from sous.kernel.models import Job


def load_task(path: str) -> Task[..., Any]:
    """The task at a dotted path. Raises ImportError when it is gone."""
    loaded: Task[..., Any] = import_string(path)
    return loaded


def enqueue(
    task: Task[..., Any] | str,
    *args: Any,
    key: str | None = None,
    run_after: datetime | None = None,
    **kwargs: Any,
) -> Job:
    """Queue ``task`` in the caller's transaction. A ``key`` that was used before queues nothing.

    A command names the task of its own room by its dotted path, since tasks stand above commands.
    """
    task = load_task(task) if isinstance(task, str) else task
    now = timezone.now()
    job = Job(
        task=task.module_path,
        queue=task.queue_name,
        priority=task.priority,
        args=list(args),
        kwargs=kwargs,
        key=key,
        run_after=run_after or task.run_after or now,
        enqueued_at=now,
    )
    if key is None:
        job.save(force_insert=True)
        return job
    Job.objects.bulk_create([job], ignore_conflicts=True)
    return Job.objects.get(key=key)


def enqueue_once(task: Task[..., Any] | str, *args: Any, **kwargs: Any) -> Job:
    """Queue ``task`` unless the same call is already waiting: many events, one run."""
    task = load_task(task) if isinstance(task, str) else task
    waiting = Job.objects.filter(
        task=task.module_path, state=JobState.READY, args=list(args), kwargs=kwargs
    ).first()
    return waiting or enqueue(task, *args, **kwargs)


def run_all(*, limit: int = 1000) -> int:
    """Run what is due here and now until nothing is; returns how many jobs ran.

    For tests and for commands that work without a server. A job that fails raises its error.
    """
    from sous.kernel.jobs.worker import Worker

    worker = Worker(queues=("quick", "long"), raise_errors=True)
    ran = 0
    while ran < limit and worker.run_one():
        ran += 1
    return ran
