from django.conf import settings
from django.db import models

from sous.customers.choices import FileState, RowKind


class CustomerFile(models.Model):
    """A file of accounts or contacts, from upload to done. The file itself goes when it is in."""

    name = models.CharField(max_length=255)
    file = models.FileField(upload_to="customers/%Y/%m", max_length=300, blank=True)
    kind = models.CharField(max_length=8, choices=RowKind.choices)
    columns = models.JSONField(default=list, help_text="The header, in order")
    mapping = models.JSONField(default=dict, help_text="field → column")
    state = models.CharField(max_length=8, choices=FileState.choices, default=FileState.UPLOADED)
    message = models.TextField(blank=True)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    refusals = models.JSONField(default=list, help_text="[line, reason, cells] of the first ones")
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
