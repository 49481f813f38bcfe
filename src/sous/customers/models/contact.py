from django.db import models
from django.db.models import Q

from sous.customers.models.account import LIVING, Account


class Contact(models.Model):
    """A person on their side."""

    name = models.CharField(max_length=200, blank=True)
    search_name = models.CharField(
        max_length=700, blank=True, editable=False, help_text="Folded words, each after a space"
    )
    email = models.EmailField("e-mail", blank=True, help_text="Lower case")
    email_domain = models.CharField(
        max_length=253, blank=True, editable=False, help_text="Empty for public mail providers"
    )
    account = models.ForeignKey(
        Account,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contacts",
        db_index=False,
    )
    title = models.CharField("job title", max_length=120, blank=True)
    language = models.CharField(max_length=8, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
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
    erased_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    # told by the room that hears them; here so that lists can sort by it
    feedback_count = models.PositiveIntegerField(default=0)
    last_feedback_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["search_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=~Q(email="") & Q(merged_into=None),
                name="contact_email_once",
            ),
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~Q(external_id="") & Q(merged_into=None),
                name="contact_external_id_once",
            ),
        ]
        indexes = [
            models.Index(fields=["search_name", "id"], condition=LIVING, name="contact_name"),
            models.Index(fields=["email"], name="contact_email"),
            models.Index(fields=["external_id"], name="contact_external_id"),
            models.Index(fields=["email_domain"], name="contact_domain"),
            models.Index(
                fields=["-feedback_count", "-id"], condition=LIVING, name="contact_feedback"
            ),
            models.Index(fields=["merged_into"], condition=~LIVING, name="contact_merged"),
            models.Index(fields=["account", "search_name", "id"], name="contact_account"),
        ]

    def __str__(self) -> str:
        if self.erased_at:
            return "Erased contact"
        return self.name or self.email or "Someone"
