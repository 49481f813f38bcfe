from django.db import models
from django.db.models.functions import Lower

from sous.insights.choices import Author, Direction, ThemeState


class Theme(models.Model):
    """What several people say in their own words. A group is a theme of themes.

    Everything under "counted" is computed from the memberships and can be computed again.
    """

    name = models.CharField(max_length=200)
    name_by = models.CharField(max_length=6, choices=Author.choices, default=Author.MODEL)
    is_group = models.BooleanField(default=False)
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="children"
    )
    parent_by = models.CharField(max_length=6, choices=Author.choices, default=Author.MODEL)
    state = models.CharField(max_length=9, choices=ThemeState.choices, default=ThemeState.FORMING)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged_from"
    )
    pinned = models.BooleanField(default=False)
    keywords = models.JSONField(default=list, blank=True)
    quotes = models.JSONField(default=list, blank=True, help_text="Ids of representative items")
    summary = models.JSONField(
        default=list, blank=True, help_text="Sentences: [{text, items: [id, …]}, …]"
    )
    summary_by = models.CharField(max_length=6, choices=Author.choices, blank=True)
    centre = models.BinaryField(default=b"", help_text="The mean vector of its items, float16")
    emerging_since = models.DateTimeField(null=True, blank=True)
    emerging = models.JSONField(default=dict, blank=True, help_text="How fast, and who")
    created_at = models.DateTimeField()

    # counted
    stale = models.BooleanField(default=True, help_text="The counts below are to be refreshed")
    size = models.IntegerField(default=0, help_text="Items, repetitions within an account once")
    items = models.IntegerField(default=0, help_text="Items, every one")
    accounts = models.IntegerField(default=0)
    revenue = models.JSONField(default=dict, blank=True, help_text="{currency: amount a year}")
    revenue_order = models.FloatField(
        default=0, help_text="To sort by; currencies added as they are"
    )
    sentiment = models.FloatField(null=True, blank=True, help_text="Mean, −1 to 1")
    sentiment_counts = models.JSONField(default=list, blank=True, help_text="[neg, mixed, pos]")
    weeks = models.JSONField(default=list, blank=True, help_text="Items in each of 12 weeks")
    splits = models.JSONField(default=dict, blank=True, help_text="{dimension: {value: items}}")
    direction = models.CharField(max_length=9, choices=Direction.choices, blank=True)
    ratio = models.FloatField(default=1.0, help_text="Rate of the last 4 weeks over the 12 before")
    trend = models.JSONField(default=dict, blank=True)
    first_said_at = models.DateTimeField(null=True, blank=True)
    last_said_at = models.DateTimeField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-size", "pk"]
        indexes = [
            models.Index(fields=["state", "is_group", "-size", "id"], name="theme_size"),
            models.Index(fields=["parent", "-size", "id"], name="theme_parent"),
            models.Index(fields=["stale"], name="theme_stale", condition=models.Q(stale=True)),
            models.Index(Lower("name"), "id", name="theme_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ThemeDay(models.Model):
    """How much was said about a theme on one day; repetitions within an account counted once."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="days")
    day = models.DateField()
    n = models.IntegerField()
    accounts = models.IntegerField(default=0)
    sentiment_sum = models.FloatField(default=0)
    sentiment_n = models.IntegerField(default=0)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [models.UniqueConstraint(fields=["theme", "day"], name="theme_day_once")]

    def __str__(self) -> str:
        return f"{self.theme_id} {self.day}: {self.n}"


class ThemeAccount(models.Model):
    """How often an account speaks about a theme; merged accounts count as what they are now."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="account_rows")
    account = models.ForeignKey("customers.Account", models.CASCADE, related_name="+")
    n = models.IntegerField()
    last_said_at = models.DateTimeField()

    class Meta:
        ordering = ["-n", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["theme", "account"], name="theme_account_once")
        ]
        indexes = [
            models.Index(fields=["theme", "-n", "id"], name="theme_account_most"),
            models.Index(fields=["account", "-n"], name="theme_account_account"),
        ]

    def __str__(self) -> str:
        return f"{self.theme_id} {self.account_id}: {self.n}"
