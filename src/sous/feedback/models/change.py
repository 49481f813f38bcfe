from django.db import models


class Change(models.Model):
    """What people did to items at one stroke, with the values before, so that it can be undone."""

    user_id = models.BigIntegerField(null=True)
    line = models.CharField(max_length=200, help_text="“Archived 12 items”")
    after = models.JSONField(help_text="Field → value that all of them got")
    before = models.JSONField(help_text="Item id → field → value that it had")
    made_at = models.DateTimeField(db_index=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.line


class Correction(models.Model):
    """A person's judgement beside what was thought before: what the models learn from."""

    item = models.ForeignKey("feedback.Item", models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=12, help_text="kind, sentiment or language")
    before = models.CharField(max_length=20, blank=True)
    before_by = models.CharField(max_length=8, blank=True)
    after = models.CharField(max_length=20, blank=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.field}: {self.before} → {self.after}"


class Tally(models.Model):
    """How many items are in a state: kept in step by every command, so that no page counts them."""

    state = models.CharField(max_length=8, primary_key=True)
    number = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["state"]
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.state}: {self.number}"
