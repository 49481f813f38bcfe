from django.conf import settings
from django.db import models
from django.db.models import Q

from sous.feedback.choices import Channel, JudgedBy, Kind, TriageState


class Item(models.Model):
    """One thing that someone said, in their words. The words never change."""

    # what was said, immutable
    text = models.TextField()
    title = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=40, help_text="The system it came from: “fider”, “jira”")
    source_id = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    channel = models.CharField(max_length=12, choices=Channel.choices, default=Channel.OTHER)
    said_at = models.DateTimeField()
    author_name = models.CharField(max_length=200, blank=True)
    author_email = models.CharField(max_length=254, blank=True)
    rating = models.FloatField(null=True, blank=True)
    rating_scale = models.FloatField(null=True, blank=True, help_text="The best possible rating")
    app_version = models.CharField(max_length=40, blank=True)
    votes = models.IntegerField(default=0)
    properties = models.JSONField(default=dict, blank=True)
    raw = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the words, to see repetitions")

    # how it came here
    received_at = models.DateTimeField()
    imported_by = models.ForeignKey(
        "feedback.Import", models.SET_NULL, null=True, blank=True, related_name="items"
    )

    # what we know and decided about it
    state = models.CharField(max_length=8, choices=TriageState.choices, default=TriageState.NEW)
    kind = models.CharField(max_length=8, choices=Kind.choices, blank=True)
    kind_by = models.CharField(max_length=8, choices=JudgedBy.choices, blank=True)
    sentiment = models.FloatField(null=True, blank=True, help_text="From −1 to 1")
    sentiment_by = models.CharField(max_length=8, choices=JudgedBy.choices, blank=True)
    language = models.CharField(max_length=8, blank=True)
    tags = models.JSONField(default=list, blank=True)
    account = models.ForeignKey(
        "customers.Account", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    contact = models.ForeignKey(
        "customers.Contact", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    product = models.ForeignKey(
        "organization.Product", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    duplicate_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="duplicates"
    )

    class Meta:
        ordering = ["-said_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source_id=""),
                name="item_source_id_once",
            )
        ]
        indexes = [
            models.Index(fields=["-said_at", "-id"], name="item_said"),
            models.Index(fields=["state", "-said_at", "-id"], name="item_state"),
            models.Index(fields=["channel", "-said_at", "-id"], name="item_channel"),
            models.Index(fields=["account", "-said_at", "-id"], name="item_account"),
            models.Index(fields=["contact", "-said_at", "-id"], name="item_contact"),
            models.Index(fields=["product", "-said_at", "-id"], name="item_product"),
            models.Index(fields=["assignee", "state", "-said_at"], name="item_assignee"),
            models.Index(fields=["imported_by", "id"], name="item_import"),
            models.Index(fields=["digest"], name="item_digest"),
        ]

    def __str__(self) -> str:
        return self.title or self.text[:80]
