from django.db import models

from sous.insights.choices import Author
from sous.insights.models.theme import Theme


class ItemVector(models.Model):
    """What an item means, as numbers: one byte a dimension, shared by themes and search."""

    item = models.OneToOneField("feedback.Item", models.CASCADE, primary_key=True, related_name="+")
    model = models.CharField(max_length=80, help_text="The space the numbers lie in")
    data = models.BinaryField(help_text="int8; the vector has length one")
    twin = models.BigIntegerField(help_text="The first item that says the same; itself if none")
    kept_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was stored; none: long ago"
    )
    digest = models.CharField(
        max_length=64, null=True, blank=True, help_text="Of the words it was read from, the item's"
    )
    made_by = models.CharField(
        max_length=120,
        null=True,
        blank=True,
        help_text="What computed it, where that was an imitation of the model",
    )

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["twin"], name="vector_twin"),
            models.Index(fields=["kept_at"], name="vector_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.model} of {self.item_id}"


class Membership(models.Model):
    """That an item belongs to a theme, how surely, and who says so. ``theme`` None: to none."""

    item = models.OneToOneField("feedback.Item", models.CASCADE, primary_key=True, related_name="+")
    theme = models.ForeignKey(
        Theme, models.CASCADE, null=True, blank=True, related_name="memberships"
    )
    score = models.FloatField(default=0, help_text="0 to 1; low means: belongs nowhere")
    by = models.CharField(max_length=6, choices=Author.choices, default=Author.MODEL)
    at = models.DateTimeField()
    said_at = models.DateTimeField(help_text="As the item's, to list a theme without its items")
    behind = models.BooleanField(default=False, help_text="Says the same as an earlier one here")
    counted = models.BooleanField(default=True, help_text="Not said before by the same account")
    twins = models.IntegerField(default=0, help_text="How many say the same, behind this one")

    class Meta:
        ordering = ["-said_at", "-pk"]
        indexes = [
            models.Index(fields=["theme", "-said_at", "-item"], name="membership_theme"),
            models.Index(fields=["by"], name="membership_law", condition=models.Q(by="person")),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} in {self.theme_id}"
