"""Who may do what with customers."""

from sous.kernel.actors import Actor
from sous.kernel.choices import Role
from sous.kernel.permissions import require_role


def require_edit(actor: Actor) -> None:
    """Operations and above keep the accounts and contacts."""
    require_role(actor, Role.OPERATIONS, "change customers")


def require_segments(actor: Actor) -> None:
    """Product managers and above save segments."""
    require_role(actor, Role.MANAGER, "change segments")


def require_export(actor: Actor) -> None:
    """Operations and above take out everything about a person."""
    require_role(actor, Role.OPERATIONS, "export what is known about a person", writes=False)


def require_erase(actor: Actor) -> None:
    """Operations and above erase a person."""
    require_role(actor, Role.OPERATIONS, "erase a person")
