from django.db import models


class Erasure(models.Model):
    """That someone with this address or id was erased. Only a keyed hash of it is kept."""

    digest = models.CharField(max_length=64, unique=True)
    erased_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.digest[:8]
