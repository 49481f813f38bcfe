"""The fixed vocabularies of the customers room."""

from django.db import models


class ConsentPurpose(models.TextChoices):
    """What a contact may agree to."""

    RESEARCH = "research", "Research interviews"
    BETA = "beta", "Beta programmes"
    UPDATES = "updates", "Product updates"


class ConsentState(models.TextChoices):
    """What they said."""

    GIVEN = "given", "Given"
    REFUSED = "refused", "Refused"
    UNKNOWN = "unknown", "Not asked"
