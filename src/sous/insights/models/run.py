from django.db import models

from sous.insights.choices import RunState


class Run(models.Model):
    """One build of the themes: when, with what, and what came out."""

    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.RUNNING)
    encoder = models.CharField(max_length=80, blank=True)
    data = models.BinaryField(default=b"", help_text="The model; kept for the newest run only")
    places = models.JSONField(default=list, help_text="The theme's id for each index in the model")
    items = models.IntegerField(default=0)
    themes = models.IntegerField(default=0)
    moved = models.IntegerField(default=0, help_text="Items that changed their theme")
    timings = models.JSONField(default=dict, help_text="Seconds of each step")
    quality = models.JSONField(default=dict, help_text="As measured on people's corrections")
    message = models.TextField(blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Run {self.pk} ({self.state})"
