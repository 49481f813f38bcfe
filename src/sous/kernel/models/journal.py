from django.db import models

from sous.kernel.choices import ActorKind


class JournalEntry(models.Model):
    """One thing that happened, in the words of the room that owns it. Never changed."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=64)
    actor_kind = models.CharField(max_length=8, choices=ActorKind.choices)
    actor_name = models.CharField(max_length=200)
    user_id = models.BigIntegerField(null=True)
    token_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=24, blank=True)
    line = models.TextField()
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "journal entries"
        indexes = [
            models.Index(fields=["kind", "-id"], name="journal_kind"),
            models.Index(fields=["user_id", "-id"], name="journal_user"),
            models.Index(fields=["at"], name="journal_at"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.line}"


class JournalMention(models.Model):
    """That an entry belongs to the history of a thing."""

    entry = models.ForeignKey(JournalEntry, models.CASCADE, related_name="mentions")
    ref = models.CharField(max_length=24)

    class Meta:
        ordering = ["-entry_id"]
        constraints = [
            models.UniqueConstraint(fields=["ref", "entry"], name="journal_mention_once")
        ]

    def __str__(self) -> str:
        return self.ref
