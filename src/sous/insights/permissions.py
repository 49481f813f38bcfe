"""Who may do what with themes."""

from sous.kernel.actors import Actor
from sous.kernel.choices import Role
from sous.kernel.permissions import require_role


def require_shape(actor: Actor) -> None:
    """Product managers and above shape themes."""
    require_role(actor, Role.MANAGER, "shape themes")
