from django.db import models
from django.db.models import F, Q


class Quote(models.Model):
    """A span of an item that someone marked: characters ``start`` to ``end`` of its text.

    Where the source has changed the words since, ``of_version`` names the version it is a span of.
    """

    item = models.ForeignKey("feedback.Item", models.CASCADE, related_name="quotes")
    of_version = models.ForeignKey(
        "feedback.Version", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    start = models.IntegerField()
    end = models.IntegerField()
    text = models.TextField()
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["item_id", "start", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "start", "end"],
                condition=Q(of_version=None),
                name="quote_once",
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="quote_not_empty"),
        ]

    def __str__(self) -> str:
        return self.text[:80]
