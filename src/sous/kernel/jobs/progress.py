"""How far the running job is, and whether it is still ours."""

import time
from contextvars import ContextVar, Token
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from sous.kernel.choices import JobState
from sous.kernel.models import Job

PAUSE = 0.5  # seconds between two writes of progress
LEASE = timedelta(seconds=60)


class LeaseLost(RuntimeError):
    """Another worker has the job now; whoever sees this stops without a trace."""


class _Running:
    def __init__(self, job: Job) -> None:
        self.job = job
        self.written = 0.0


_running: ContextVar[_Running | None] = ContextVar("sous_running_job", default=None)


def begin(job: Job) -> "Token[_Running | None]":
    """Make ``job`` the current one; returns what ``end`` needs."""
    return _running.set(_Running(job))


def end(mark: "Token[_Running | None]") -> None:
    """Forget the current job."""
    _running.reset(mark)


def current_job() -> Job | None:
    """The job that the caller runs in, if any."""
    running = _running.get()
    return running.job if running else None


def report(done: int, total: int = 0, note: str = "") -> None:
    """Say how far the current job is; written at most twice a second. No-op outside a job.

    Raises LeaseLost when the job has been taken over.
    """
    running = _running.get()
    if running is None:
        return
    now = time.monotonic()
    if now - running.written < PAUSE and done != total:
        return
    running.written = now
    job = running.job
    ours = Job.objects.filter(pk=job.pk, worker=job.worker, state=JobState.RUNNING)
    if not ours.update(done=done, total=total, note=note[:200], lease_until=lease_end()):
        raise LeaseLost(f"job {job.pk} was taken over")


def clock() -> datetime:
    """The database's time: the one clock that all workers share."""
    if connection.vendor != "postgresql":  # SQLite runs in this very process
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


def lease_end() -> datetime:
    """When a lease that is taken or renewed now runs out."""
    return clock() + LEASE
