from django.db import models
from django.db.models import Q

from sous.kernel.choices import JobState


class Job(models.Model):
    """A piece of background work under a lease: whoever holds it renews it, or loses it."""

    task = models.CharField(max_length=160)
    queue = models.CharField(max_length=16)
    priority = models.SmallIntegerField(default=0)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    key = models.CharField(max_length=160, null=True, unique=True)
    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.READY)
    run_after = models.DateTimeField()
    enqueued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=80, blank=True)
    claims = models.SmallIntegerField(default=0)
    failures = models.SmallIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-priority", "run_after", "pk"]
        indexes = [
            models.Index(
                fields=["queue", "-priority", "run_after", "id"],
                name="job_due",
                condition=Q(state__in=["ready", "running"]),
            ),
            models.Index(fields=["finished_at"], name="job_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.task} ({self.state})"

    @property
    def is_open(self) -> bool:
        return self.state in {JobState.READY, JobState.RUNNING}

    @property
    def percent(self) -> int:
        """0 to 100; 0 while the total is not known."""
        return min(100, self.done * 100 // self.total) if self.total else 0
