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


class Stage(models.TextChoices):
    """Where an account stands with us."""

    PROSPECT = "prospect", "Prospect"
    TRIAL = "trial", "Trial"
    CUSTOMER = "customer", "Customer"
    PARTNER = "partner", "Partner"
    CHURNED = "churned", "Churned"


class Health(models.TextChoices):
    """How the people who look after an account judge it."""

    GOOD = "good", "Good"
    AT_RISK = "at_risk", "At risk"
    POOR = "poor", "Poor"


class RowKind(models.TextChoices):
    """What the rows of a file of customers are."""

    ACCOUNTS = "accounts", "Accounts"
    CONTACTS = "contacts", "Contacts"


class FileState(models.TextChoices):
    """Where a file of customers stands."""

    UPLOADED = "uploaded", "Ready to check"
    RUNNING = "running", "Importing"
    DONE = "done", "Imported"
    FAILED = "failed", "Failed"


RUNNABLE_STATES = [FileState.UPLOADED, FileState.FAILED]
