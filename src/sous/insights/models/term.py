from django.db import models


class Term(models.Model):
    """A word of the evidence and how many items have it: typing mistakes are set right by it."""

    term = models.CharField(max_length=40, primary_key=True)
    n = models.IntegerField()

    class Meta:
        ordering = ["-n", "pk"]
        indexes = [models.Index(fields=["-n", "term"], name="term_most")]

    def __str__(self) -> str:
        return f"{self.term}: {self.n}"
