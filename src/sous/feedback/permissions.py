"""Who may do what with feedback."""

from sous.kernel.actors import Actor
from sous.kernel.choices import Role
from sous.kernel.permissions import require_role


def require_submit(actor: Actor) -> None:
    """Contributors and above bring feedback in, one item at a time."""
    require_role(actor, Role.CONTRIBUTOR, "submit feedback")


def require_triage(actor: Actor) -> None:
    """Product managers and above triage."""
    require_role(actor, Role.MANAGER, "triage feedback")


def require_import(actor: Actor) -> None:
    """Operations import and undo."""
    require_role(actor, Role.OPERATIONS, "import feedback")


def require_quote(actor: Actor) -> None:
    """Contributors and above mark quotes."""
    require_role(actor, Role.CONTRIBUTOR, "mark quotes")


def require_share(actor: Actor) -> None:
    """Product managers and above keep views for everyone."""
    require_role(actor, Role.MANAGER, "share views with everyone")
