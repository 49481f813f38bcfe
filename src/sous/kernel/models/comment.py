from django.conf import settings
from django.db import models


class Comment(models.Model):
    """What a colleague says about a thing; never shown to customers."""

    ref = models.CharField(max_length=24)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    author_name = models.CharField(max_length=200)
    text = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["ref", "created_at"], name="comment_ref")]

    def __str__(self) -> str:
        return self.text[:80]
