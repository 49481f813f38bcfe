from django.db import models

from sous.customers.choices import RowKind


class Merge(models.Model):
    """That several accounts (or contacts) became one, and what it takes to undo it."""

    kind = models.CharField(max_length=8, choices=RowKind.choices)
    into_id = models.BigIntegerField()
    merged_ids = models.JSONField(default=list)
    undo = models.JSONField(default=dict)
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "into_id", "-id"], name="merge_into")]

    def __str__(self) -> str:
        return f"{len(self.merged_ids)} {self.kind} into {self.into_id}"
