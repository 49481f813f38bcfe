from datetime import datetime

from django.db import transaction

from sous.kernel import events, journal
from sous.kernel.actors import Actor
from sous.kernel.choices import JobState
from sous.kernel.errors import NotFound
from sous.kernel.models import Job
from sous.kernel.permissions import require_operate


@transaction.atomic
def retry_job(*, actor: Actor, at: datetime, job_id: int) -> Job:
    """Have a failed job tried again from the start of its patience. Raises NotFound."""
    require_operate(actor, "retry background work")
    job = Job.objects.select_for_update().filter(pk=job_id, state=JobState.FAILED).first()
    if job is None:
        raise NotFound("There is no such failed job.")
    job.state, job.run_after = JobState.READY, at
    job.failures = job.claims = 0
    job.error, job.finished_at = "", None
    job.save()
    event = events.JobRetried(job_id=job.pk, task=job.task)
    journal.announce(event, actor=actor, at=at)
    return job
