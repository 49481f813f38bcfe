"""Who may do what. Each check raises ``NotAllowed`` with a sentence a person can act on."""

from sous.kernel.actors import Actor
from sous.kernel.choices import Role, Scope
from sous.kernel.errors import NotAllowed


def require_role(actor: Actor, role: Role, to: str, *, writes: bool = True) -> None:
    """Let only ``role`` and above pass; ``to`` completes "You need … to …"."""
    if actor.role is None:
        raise NotAllowed(f"Sign in to {to}.")
    if writes and actor.scope == Scope.READ:
        raise NotAllowed(f"This token can only read; it may not {to}.")
    if not actor.has(role):
        raise NotAllowed(f"You need the role {role.label} to {to}. Ask an owner for it.")


def require_view(actor: Actor) -> None:
    """Everyone with a role may read."""
    require_role(actor, Role.VIEWER, "see this", writes=False)


def require_comment(actor: Actor) -> None:
    """Contributors and above may comment, attach and link."""
    require_role(actor, Role.CONTRIBUTOR, "comment")


def require_operate(actor: Actor, to: str = "change settings") -> None:
    """Operations and owners run the place."""
    require_role(actor, Role.OPERATIONS, to)


def require_own(actor: Actor, to: str = "manage people") -> None:
    """Only owners manage people and their roles; a token needs the scope for it."""
    require_role(actor, Role.OWNER, to)
    if actor.scope != Scope.ADMIN:
        raise NotAllowed(f"This token may not {to}.")
