"""Accounts, contacts, segments and consent."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from sous.customers.choices import ConsentPurpose, ConsentState


class Account(models.Model):
    """A customer that pays (or may): usually a company."""

    name = models.CharField(max_length=200)
    domain = models.CharField(max_length=253, blank=True, help_text="Lower case, without www.")
    external_id = models.CharField(max_length=200, blank=True)
    plan = models.CharField(max_length=80, blank=True)
    tier = models.CharField(max_length=80, blank=True)
    industry = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)
    seats = models.IntegerField(null=True, blank=True)
    revenue = models.DecimalField(
        max_digits=16, decimal_places=2, null=True, blank=True, help_text="A year (ARR)"
    )
    currency = models.CharField(max_length=3, blank=True)
    renewal_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    properties = models.JSONField(default=dict, blank=True)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged_from"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
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
        indexes = [
            models.Index(Lower("name"), "id", name="account_name"),
            models.Index(fields=["-revenue", "id"], name="account_revenue"),
            models.Index(fields=["renewal_on", "id"], name="account_renewal"),
            models.Index(fields=["plan", "id"], name="account_plan"),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person on their side."""

    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField("e-mail", blank=True)
    account = models.ForeignKey(
        Account, models.SET_NULL, null=True, blank=True, related_name="contacts"
    )
    title = models.CharField("job title", max_length=120, blank=True)
    language = models.CharField(max_length=8, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    properties = models.JSONField(default=dict, blank=True)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged_from"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "email", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email="") & Q(merged_into=None),
                name="contact_email_once",
            )
        ]
        indexes = [models.Index(Lower("name"), "id", name="contact_name")]

    def __str__(self) -> str:
        return self.name or self.email or "Someone"


class Consent(models.Model):
    """What a contact agreed to, since when, and how we know."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=16, choices=ConsentPurpose.choices)
    state = models.CharField(
        max_length=8, choices=ConsentState.choices, default=ConsentState.UNKNOWN
    )
    source = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["purpose", "pk"]
        constraints = [models.UniqueConstraint(fields=["contact", "purpose"], name="consent_once")]

    def __str__(self) -> str:
        return f"{self.contact}: {self.purpose} {self.state}"


class Segment(models.Model):
    """A saved rule that selects accounts."""

    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    rule = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(Lower("name"), name="segment_name_once")]

    def __str__(self) -> str:
        return self.name
