from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When

from sous.feedback.choices import Channel, JudgedBy, Kind, Mood, TriageState


class Item(models.Model):
    """One thing that someone said, in their words.

    The words are what the source says now; every earlier wording is kept as a Version.
    """

    # what was said
    text = models.TextField(blank=True, help_text="Empty only where there is a rating")
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
    parts = models.JSONField(
        default=list, blank=True, help_text="Comments, replies and answers that came with it"
    )
    properties = models.JSONField(default=dict, blank=True)
    raw = models.JSONField(default=dict, blank=True)
    digest = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the words, to see repetitions"
    )
    key = models.CharField(
        max_length=32, null=True, unique=True, help_text="What it is recognised by when sent again"
    )
    checksum = models.CharField(
        max_length=32, blank=True, help_text="Of everything the source says, to see changes"
    )

    # how it came here
    received_at = models.DateTimeField()
    imported_by = models.ForeignKey(
        "feedback.Import",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="items",
        db_index=False,
    )

    # what we know and decided about it
    state = models.CharField(max_length=8, choices=TriageState.choices, default=TriageState.NEW)
    kind = models.CharField(max_length=8, choices=Kind.choices, blank=True)
    kind_by = models.CharField(max_length=8, choices=JudgedBy.choices, blank=True)
    sentiment = models.FloatField(null=True, blank=True, help_text="From −1 to 1")
    sentiment_by = models.CharField(max_length=8, choices=JudgedBy.choices, blank=True)
    mood = models.GeneratedField(
        expression=Case(
            When(sentiment__lt=-0.25, then=Value(Mood.NEGATIVE.value)),
            When(sentiment__gt=0.25, then=Value(Mood.POSITIVE.value)),
            When(sentiment__isnull=False, then=Value(Mood.NEUTRAL.value)),
            default=Value(""),
        ),
        output_field=models.CharField(max_length=8, choices=Mood.choices),
        db_persist=True,
    )
    language = models.CharField(max_length=8, blank=True)
    tags = models.JSONField(default=list, blank=True)
    account = models.ForeignKey(
        "customers.Account",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    contact = models.ForeignKey(
        "customers.Contact",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    product = models.ForeignKey(
        "organization.Product",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    duplicate_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="duplicates",
        db_index=False,
    )

    class Meta:
        ordering = ["-said_at", "-pk"]
        indexes = [
            # each begins with what is filtered and goes on in the order of the list; the accounts
            # behind the first let a week be counted without its items
            models.Index(fields=["-said_at", "-id", "account"], name="item_said"),
            models.Index(fields=["state", "-said_at", "-id"], name="item_state"),
            models.Index(fields=["channel", "-said_at", "-id"], name="item_channel"),
            models.Index(fields=["kind", "-said_at", "-id"], name="item_kind"),
            models.Index(fields=["mood", "-said_at", "-id"], name="item_mood"),
            models.Index(fields=["language", "-said_at", "-id"], name="item_language"),
            models.Index(fields=["rating", "-said_at", "-id"], name="item_rating"),
            models.Index(fields=["account", "-said_at", "-id"], name="item_account"),
            models.Index(fields=["contact", "-said_at", "-id"], name="item_contact"),
            models.Index(fields=["product", "-said_at", "-id"], name="item_product"),
            models.Index(fields=["assignee", "-said_at", "-id", "state"], name="item_assignee"),
            models.Index(fields=["imported_by", "id"], name="item_import"),
            models.Index(fields=["imported_by", "-said_at", "-id"], name="item_import_said"),
            models.Index(
                fields=["-votes", "-said_at", "-id"], name="item_votes", condition=Q(votes__gt=0)
            ),
            models.Index(
                fields=["account", "-said_at", "state"],
                name="item_complaint",
                condition=Q(mood=Mood.NEGATIVE),
            ),
            models.Index(fields=["digest"], name="item_digest"),
            models.Index(
                fields=["duplicate_of"],
                name="item_duplicate",
                condition=Q(duplicate_of__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.text[:80] or self.stars

    @property
    def stars(self) -> str:
        """The rating in words: “4 of 5”; empty where there is none."""
        if self.rating is None:
            return ""
        return f"{self.rating:g} of {self.rating_scale:g}" if self.rating_scale else ""


class Version(models.Model):
    """What an item said before an import brought other words: nothing is ever lost."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="versions")
    replaced_by = models.ForeignKey("feedback.Import", models.CASCADE, related_name="replaced")
    values = models.JSONField(help_text="The item's fields as they were")
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["item_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "replaced_by"], name="version_once_an_import")
        ]

    def __str__(self) -> str:
        return f"{self.item_id} before {self.replaced_by_id}"


class Voter(models.Model):
    """Someone who asked for the same without words of their own."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="voters")
    contact = models.ForeignKey(
        "customers.Contact", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    voted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["item_id", "pk"]

    def __str__(self) -> str:
        return self.name or self.email
