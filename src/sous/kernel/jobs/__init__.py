"""Background work: the interface of ``django.tasks`` over one table with leases.

Jobs are put into the caller's transaction, claimed by a worker under a lease that it renews, run at
least once, and retried with growing pauses. A task that must have its effect exactly once is marked
``@exactly_once``: its effect and the note that it is done commit together; a task of which two
runs would do the same work twice, ``@alone``.
"""

from sous.kernel.jobs.marks import alone, every, exactly_once
from sous.kernel.jobs.progress import LeaseLost, current_job, report
from sous.kernel.jobs.queue import enqueue, enqueue_once, run_all
from sous.kernel.jobs.worker import Worker

__all__ = [
    "LeaseLost",
    "Worker",
    "alone",
    "current_job",
    "enqueue",
    "enqueue_once",
    "every",
    "exactly_once",
    "report",
    "run_all",
]
