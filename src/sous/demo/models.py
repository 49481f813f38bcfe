"""What the demo brought, so that it can be taken away again without touching anything else."""

from django.db import models


class Brought(models.Model):
    """One thing that is there only because of the demo; gone once the demo is removed."""

    kind = models.CharField(max_length=40, help_text="The model: organization.Product")
    thing_id = models.BigIntegerField()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "brought"
        constraints = [models.UniqueConstraint(fields=["kind", "thing_id"], name="brought_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing_id}"
