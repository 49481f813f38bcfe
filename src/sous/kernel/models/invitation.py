from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from sous.kernel.choices import Role


class Invitation(models.Model):
    """A link in a mail that lets one address join with one role, until it expires."""

    email = models.EmailField("e-mail")
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.CONTRIBUTOR)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=Q(accepted_at=None), name="invitation_open_once"
            )
        ]

    def __str__(self) -> str:
        return self.email
