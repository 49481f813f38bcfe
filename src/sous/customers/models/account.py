from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from sous.customers.choices import Health, Stage

NEVER = date(9999, 12, 31)
LIVING = Q(merged_into=None)


class Account(models.Model):
    """A customer that pays (or may): usually a company."""

    name = models.CharField(max_length=200)
    search_name = models.CharField(
        max_length=700, editable=False, help_text="Folded words, each after a space; sorts too"
    )
    domain = models.CharField(max_length=253, blank=True, help_text="Lower case, without www.")
    external_id = models.CharField(max_length=200, blank=True)
    plan = models.CharField(max_length=80, blank=True)
    tier = models.CharField(max_length=80, blank=True)
    stage = models.CharField(max_length=8, choices=Stage.choices, blank=True)
    health = models.CharField(max_length=8, choices=Health.choices, blank=True)
    industry = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)
    seats = models.IntegerField(null=True, blank=True)
    revenue = models.DecimalField(
        max_digits=16, decimal_places=2, null=True, blank=True, help_text="A year (ARR)"
    )
    currency = models.CharField(max_length=3, blank=True)
    renewal_on = models.DateField(null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True, help_text="A customer since")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    properties = models.JSONField(default=dict, blank=True)
    source = models.CharField(max_length=40, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="merged_from",
        db_index=False,
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    # told by the room that hears them; here so that lists can sort by it
    feedback_count = models.PositiveIntegerField(default=0)
    last_feedback_at = models.DateTimeField(null=True, blank=True)

    # never null, since a cursor cannot stand on a null
    revenue_sort = models.GeneratedField(
        expression=Coalesce("revenue", Value(Decimal(-1))),
        output_field=models.DecimalField(max_digits=16, decimal_places=2),
        db_persist=True,
    )
    renewal_sort = models.GeneratedField(
        expression=Coalesce("renewal_on", Value(NEVER)),
        output_field=models.DateField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["search_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["domain"],
                condition=~Q(domain="") & Q(merged_into=None),
                name="account_domain_once",
            ),
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~Q(external_id="") & Q(merged_into=None),
                name="account_external_id_once",
            ),
        ]
        # Lists hold the living only: an index over them is found for every order and filter, while
        # one over ``merged_into`` would tempt the planner to read all rows and sort them.
        indexes = [
            models.Index(fields=["search_name", "id"], condition=LIVING, name="account_name"),
            models.Index(fields=["domain"], name="account_domain"),
            models.Index(fields=["external_id"], name="account_external_id"),
            models.Index(fields=["-revenue_sort", "-id"], condition=LIVING, name="account_revenue"),
            # feedback by revenue asks for merged accounts too, since their items stay theirs
            models.Index(fields=["-revenue_sort", "-id"], name="account_revenue_of_all"),
            models.Index(fields=["renewal_sort", "id"], condition=LIVING, name="account_renewal"),
            models.Index(
                fields=["-feedback_count", "-id"], condition=LIVING, name="account_feedback"
            ),
            models.Index(fields=["plan", "id"], condition=LIVING, name="account_plan"),
            models.Index(fields=["tier", "id"], condition=LIVING, name="account_tier"),
            models.Index(fields=["country", "id"], condition=LIVING, name="account_country"),
            models.Index(fields=["owner", "id"], condition=LIVING, name="account_owner"),
            models.Index(fields=["currency", "revenue"], condition=LIVING, name="account_currency"),
            models.Index(fields=["merged_into"], condition=~LIVING, name="account_merged"),
        ]

    def __str__(self) -> str:
        return self.name
