from django.db import models


class Link(models.Model):
    """A sideways relation between two things, named by their refs."""

    source = models.CharField(max_length=24)
    target = models.CharField(max_length=24, db_index=True)
    relation = models.CharField(max_length=24, default="related")
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "relation"], name="link_once")
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"
