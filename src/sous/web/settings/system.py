"""How the place is doing: database, background work, disk."""

import shutil

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from sous import __version__
from sous.demo.commands import about
from sous.demo.manifest import is_loaded
from sous.kernel import commands, queries
from sous.kernel.jobs.queue import load_task
from sous.kernel.models import Job
from sous.kernel.permissions import require_operate
from sous.web.actors import actor_of

SAFE_SQLITE = (3, 51, 3)


def system(request: HttpRequest) -> HttpResponse:
    """Versions, room on the disk, and what the workers do."""
    actor = actor_of(request)
    require_operate(actor, "see the system")
    disk = shutil.disk_usage(settings.DATA)
    version = _database_version()
    context = {
        "version": __version__,
        "database": connection.display_name,
        "database_version": ".".join(map(str, version)),
        "unsafe_sqlite": connection.vendor == "sqlite" and version < SAFE_SQLITE,
        "mail": settings.EMAIL_HOST or "",
        "outbox": settings.EMAIL_FILE_PATH,
        "llm": settings.LLM_MODEL if settings.LLM_URL else "",
        "encoder": settings.ENCODER,
        "disk": disk,
        "jobs": [(job, _work(job)) for job in queries.recent_jobs(actor)[:50]],
        "counts": queries.job_counts(actor),
        "demo": about() if is_loaded() else None,
    }
    return render(request, "settings/system.html", context)


def _work(job: Job) -> str:
    """What a job does, in the first sentence of its task; its path where that is gone."""
    try:
        words = load_task(job.task).func.__doc__ or ""
    except ImportError:
        words = ""
    return words.strip().split("\n")[0].split(". ")[0].rstrip(".") or job.task


def _database_version() -> tuple[int, ...]:
    return tuple(connection.get_database_version())


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a failed job again."""
    commands.retry_job(actor=actor_of(request), at=timezone.now(), job_id=pk)
    messages.success(request, "The job will be tried again in a moment.")
    return redirect("system")
