"""The kernel's fixed vocabularies."""

from django.db import models


class Role(models.TextChoices):
    """What a person may do, from everything to looking. Each role includes those below it."""

    OWNER = "owner", "Owner"
    OPERATIONS = "operations", "Operations"
    MANAGER = "manager", "Product manager"
    CONTRIBUTOR = "contributor", "Contributor"
    VIEWER = "viewer", "Viewer"

    @property
    def rank(self) -> int:
        """0 for a viewer, rising to 4 for an owner."""
        return ROLE_ORDER.index(self)

    @property
    def explanation(self) -> str:
        """One sentence for the page where roles are given."""
        return ROLE_EXPLANATIONS[self]


ROLE_ORDER = [Role.VIEWER, Role.CONTRIBUTOR, Role.MANAGER, Role.OPERATIONS, Role.OWNER]
ROLE_EXPLANATIONS = {
    Role.OWNER: "Everything, and people, roles and tokens.",
    Role.OPERATIONS: "Imports, customers, products and settings, and all of the below.",
    Role.MANAGER: "Triage feedback and shape themes, and all of the below.",
    Role.CONTRIBUTOR: "Submit feedback and comment.",
    Role.VIEWER: "Look at everything, change nothing.",
}


class ActorKind(models.TextChoices):
    """Whose hand it was."""

    PERSON = "person", "Person"
    TOKEN = "token", "API token"
    SYSTEM = "system", "Sous"


class Scope(models.TextChoices):
    """What an API token may do; the role of the person behind it still applies."""

    READ = "read", "Read"
    WRITE = "write", "Read and write"
    ADMIN = "admin", "Everything its owner may"


class JobState(models.TextChoices):
    """Where a background job stands."""

    READY = "ready", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
