from django.db import models


class StoredAnswer(models.Model):
    """The answer given for an Idempotency-Key, to be given again for the same request."""

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.SmallIntegerField(null=True, help_text="Empty while the request is in flight")
    body = models.BinaryField(default=b"")
    content_type = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user_id", "key"], name="answer_once")]

    def __str__(self) -> str:
        return self.key
