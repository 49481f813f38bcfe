from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """A filter of the inbox under a name; shared, or somebody's own."""

    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000, help_text="As in the address: state=new&channel=…")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
