from django.conf import settings
from django.db import models

from sous.feedback.choices import ImportState


class Import(models.Model):
    """A file (or a paste) of feedback, from upload to done, and back."""

    name = models.CharField(max_length=255)
    file = models.FileField(upload_to="imports/%Y/%m", max_length=300)
    size = models.BigIntegerField(default=0)
    format = models.CharField(max_length=40, blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    options = models.JSONField(default=dict, blank=True)
    state = models.CharField(
        max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED
    )
    message = models.TextField(blank=True)
    rows = models.BigIntegerField(default=0)
    new = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    duplicate = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    skipped = models.BigIntegerField(default=0)
    cursor = models.BigIntegerField(default=0, help_text="Rows that are safely in")
    job = models.ForeignKey("kernel.Job", models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
