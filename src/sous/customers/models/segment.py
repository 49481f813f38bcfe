from django.db import models
from django.db.models.functions import Lower


class Segment(models.Model):
    """A saved rule that selects accounts."""

    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    rule = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(Lower("name"), name="segment_name_once")]

    def __str__(self) -> str:
        return self.name
