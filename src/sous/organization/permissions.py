"""Who may shape our own side."""

from sous.kernel.actors import Actor
from sous.kernel.permissions import require_operate


def require_shape(actor: Actor) -> None:
    """Operations and above keep products, areas, teams and members."""
    require_operate(actor, "change products and teams")
