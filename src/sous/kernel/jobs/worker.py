"""Claiming jobs and running them."""

import logging
import os
import socket
import threading
import time
import traceback
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, close_old_connections, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from sous.kernel.choices import JobState
from sous.kernel.errors import SousError
from sous.kernel.jobs import marks, progress
from sous.kernel.jobs.queue import enqueue, load_task
from sous.kernel.models import Job

log = logging.getLogger(__name__)

HEARTBEAT = 15.0  # seconds; a quarter of the lease
MAX_FAILURES = 4
MAX_CLAIMS = 25  # a job that takes its worker down every time must end some day
PAUSES = [5, 30, 120]  # seconds before the second, third and fourth try


class Worker:
    """Runs the jobs of some queues, one at a time, until told to stop."""

    def __init__(self, queues: Sequence[str], *, raise_errors: bool = False) -> None:
        self.queues = tuple(queues)
        self.raise_errors = raise_errors
        self.name = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self.stopping = threading.Event()

    def run(self, *, pause: float = 0.5) -> None:
        """Work until ``stop``; sleeps ``pause`` seconds when there is nothing to do."""
        while not self.stopping.is_set():
            try:
                close_old_connections()
                queue_periodic()
                busy = self.run_one()
            except OperationalError:
                log.exception("The database did not answer; trying again")
                busy = False
            if not busy:
                self.stopping.wait(pause)

    def stop(self) -> None:
        """Finish the current job, then return from ``run``."""
        self.stopping.set()

    def run_one(self) -> bool:
        """Claim and run one job; False when none is due."""
        job = self.claim()
        if job is None:
            return False
        mark = progress.begin(job)
        beat = _Heartbeat(job) if not self.raise_errors else None
        try:
            self._run(job)
        except progress.LeaseLost:
            log.warning("Job %s was taken over by another worker", job.pk)
        except Exception as error:
            self._fail(job, error)
            if self.raise_errors:
                raise
        finally:
            if beat:
                beat.stop()
            progress.end(mark)
        return True

    def claim(self) -> Job | None:
        """Take the most urgent job that is due, or whose holder fell silent."""
        now = progress.clock()
        ready = Q(state=JobState.READY, run_after__lte=now)
        silent = Q(state=JobState.RUNNING, lease_until__lt=now)
        due = Job.objects.filter(ready | silent, queue__in=self.queues)
        due = due.exclude(task__in=_taken(now).values("task"))
        if not due.exists():  # a look costs no write lock
            return None
        skip = connection.features.has_select_for_update_skip_locked
        with transaction.atomic():
            job = due.select_for_update(skip_locked=skip).first()
            if job is None or (job.task in marks.alone_tasks() and not _first(job)):
                return None
            job.claims += 1
            job.worker = self.name
            job.state = JobState.RUNNING
            job.started_at = now
            job.lease_until = progress.lease_end()
            if job.claims > MAX_CLAIMS:
                job.state = JobState.FAILED
                job.finished_at = now
                job.error = f"Given up after {MAX_CLAIMS} workers died of it."
            job.save()
        return job if job.state == JobState.RUNNING else None

    def _run(self, job: Job) -> None:
        task = load_task(job.task)
        if getattr(task.func, "exactly_once", False):
            with transaction.atomic():
                self._finish(job, task.call(*job.args, **job.kwargs))
        else:
            self._finish(job, task.call(*job.args, **job.kwargs))

    def _finish(self, job: Job, result: Any) -> None:
        changed = Job.objects.filter(pk=job.pk, worker=self.name, state=JobState.RUNNING).update(
            state=JobState.DONE, finished_at=timezone.now(), result=result, error=""
        )
        if not changed:
            raise progress.LeaseLost

    def _fail(self, job: Job, error: Exception) -> None:
        now = timezone.now()
        job.failures += 1
        final = isinstance(error, SousError) or job.failures >= MAX_FAILURES
        detail = error.message if isinstance(error, SousError) else traceback.format_exc()
        if not isinstance(error, SousError):
            log.exception("Job %s (%s) failed", job.pk, job.task)
        pause = PAUSES[min(job.failures, len(PAUSES)) - 1]
        Job.objects.filter(pk=job.pk, worker=self.name).update(
            state=JobState.FAILED if final else JobState.READY,
            failures=job.failures,
            run_after=now + timedelta(seconds=pause),
            finished_at=now if final else None,
            error=detail[-8000:],
        )


def _taken(now: datetime) -> QuerySet[Job]:
    """Jobs that run, of tasks that run alone."""
    running = Job.objects.filter(state=JobState.RUNNING, lease_until__gte=now)
    return running.filter(task__in=marks.alone_tasks()).order_by()


def _first(job: Job) -> bool:
    """Whether no other job of this task was claimed since we looked; nobody can until we commit."""
    if connection.vendor == "postgresql":  # SQLite has one writer at a time anyway
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [job.task])
    return not _taken(progress.clock()).filter(task=job.task).exclude(pk=job.pk).exists()


class _Heartbeat:
    """Renews a job's lease from a thread of its own while the job runs."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(timeout=1)

    def _beat(self) -> None:
        try:
            while not self._stopped.wait(HEARTBEAT):
                ours = Job.objects.filter(pk=self._job.pk, worker=self._job.worker)
                try:
                    ours.update(lease_until=progress.lease_end())
                except OperationalError:
                    log.warning("Could not renew the lease of job %s; trying again", self._job.pk)
        finally:
            connection.close()


_queued_slots: dict[str, int] = {}


def queue_periodic() -> None:
    """Queue each periodic task once in its period, whoever gets there first."""
    now = time.time()
    for task, seconds in marks.periodic():
        slot = int(now // seconds)
        if _queued_slots.get(task.module_path) == slot:
            continue
        enqueue(task, key=f"every:{task.module_path}:{slot}")
        _queued_slots[task.module_path] = slot


def release_dead_leases() -> int:
    """Free the jobs of this machine's workers that are no more, without waiting for their leases.

    Called once as a process starts, before its first claim: a job held under this process's own
    number is then somebody's who died.
    """
    host = socket.gethostname()
    freed = 0
    for job in Job.objects.filter(state=JobState.RUNNING, worker__startswith=f"{host}:"):
        pid = int(job.worker.split(":")[1])
        if pid == os.getpid() or not _alive(pid):
            freed += Job.objects.filter(
                pk=job.pk, worker=job.worker, state=JobState.RUNNING
            ).update(state=JobState.READY, lease_until=None)
    return freed


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
