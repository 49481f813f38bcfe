from django.conf import settings
from django.db import models
from django.db.models import Q

from sous.feedback.choices import ImportState, RowOutcome


class Import(models.Model):
    """A file (or a paste) of feedback, from upload to done, and back."""

    name = models.CharField(max_length=255)
    file = models.FileField(upload_to="imports/%Y/%m", max_length=300)
    size = models.BigIntegerField(default=0)
    file_kind = models.CharField(max_length=12, blank=True, help_text="csv, xlsx, jsonl …")
    format = models.CharField(max_length=40, blank=True)
    candidates = models.JSONField(default=list, blank=True, help_text="Formats it may be: keys")
    columns = models.JSONField(default=list, blank=True)
    samples = models.JSONField(default=dict, blank=True, help_text="Some cells of each column")
    notes = models.JSONField(default=list, blank=True, help_text="What reading it had to decide")
    preview = models.JSONField(default=list, blank=True, help_text="The first rows as items")
    mapping = models.JSONField(default=dict, blank=True)
    options = models.JSONField(default=dict, blank=True)
    expected = models.JSONField(default=dict, blank=True, help_text="Counts found by checking")
    reasons = models.JSONField(default=dict, blank=True, help_text="Why rows were left out: counts")
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
    kept = models.BigIntegerField(default=0, help_text="Items that undoing it left in place")
    nameless = models.BigIntegerField(
        default=0, help_text="Items of people who were erased: kept without who they were"
    )
    cursor = models.BigIntegerField(
        default=0, help_text="Rows that are safely in; while undoing, the last item looked at"
    )
    round = models.IntegerField(default=0, help_text="Counts up with each change of the choices")
    job = models.ForeignKey("kernel.Job", models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_by_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """A row of a file that did not become a new item, and what became of it instead."""

    imported_by = models.ForeignKey(Import, models.CASCADE, related_name="other_rows")
    number = models.BigIntegerField(help_text="As a spreadsheet counts: the header is row 1")
    outcome = models.CharField(max_length=9, choices=RowOutcome.choices)
    item = models.ForeignKey(
        "feedback.Item", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)
    raw = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["imported_by", "outcome", "id"], name="row_outcome"),
            models.Index(fields=["item"], name="row_item", condition=Q(item__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"Row {self.number}: {self.outcome}"
