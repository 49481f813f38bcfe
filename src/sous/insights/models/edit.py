from django.conf import settings
from django.db import models

from sous.insights.choices import EditKind
from sous.insights.models.theme import Theme


class ThemeEdit(models.Model):
    """What a person changed about a theme: law for every later run, until it is undone."""

    kind = models.CharField(max_length=8, choices=EditKind.choices)
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="edits")
    others = models.JSONField(default=list, blank=True, help_text="Ids of other themes it touched")
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    by_name = models.CharField(max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["theme", "-id"], name="edit_theme")]

    def __str__(self) -> str:
        return f"{self.kind} {self.theme_id}"


class EditedItem(models.Model):
    """Where an item was before an edit moved it, and where the edit put it."""

    edit = models.ForeignKey(ThemeEdit, models.CASCADE, related_name="items")
    item = models.ForeignKey("feedback.Item", models.CASCADE, related_name="+")
    before = models.ForeignKey(
        Theme, models.CASCADE, null=True, related_name="+", help_text="None: in no theme"
    )
    before_score = models.FloatField(default=0)
    before_by = models.CharField(max_length=6)
    after = models.ForeignKey(Theme, models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["edit", "item"], name="edited_item_once")]
        indexes = [models.Index(fields=["item"], name="edited_item")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.before_id} → {self.after_id}"
