"""The kernel's own background work."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from sous.kernel.choices import JobState
from sous.kernel.jobs import every
from sous.kernel.models import Job, StoredAnswer

KEEP_JOBS = timedelta(days=14)
KEEP_ANSWERS = timedelta(hours=24)


@every(seconds=3600)
@task(queue_name="quick", priority=-10)
def forget_old_work() -> None:
    """Remove finished jobs and stored answers that nobody will ask for."""
    now = timezone.now()
    done = Job.objects.filter(state=JobState.DONE, finished_at__lt=now - KEEP_JOBS)
    done.delete()
    StoredAnswer.objects.filter(created_at__lt=now - KEEP_ANSWERS).delete()
