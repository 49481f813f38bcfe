from django.db import models

from sous.customers.choices import ConsentPurpose, ConsentState
from sous.customers.models.contact import Contact


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
        indexes = [models.Index(fields=["purpose", "state", "contact"], name="consent_state")]

    def __str__(self) -> str:
        return f"{self.contact}: {self.purpose} {self.state}"
