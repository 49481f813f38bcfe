"""Who acts: a small value that every command receives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sous.kernel.choices import ActorKind, Role, Scope

if TYPE_CHECKING:
    from sous.kernel.models import ApiToken, User


@dataclass(frozen=True)
class Actor:
    """A person, a token of a person, or Sous itself. ``role`` is None for a stranger."""

    kind: ActorKind
    name: str
    role: Role | None
    user_id: int | None = None
    token_id: int | None = None
    scope: Scope = Scope.ADMIN

    @classmethod
    def for_user(cls, user: User) -> Actor:
        """The actor for someone who signed in; someone who was deactivated has no role."""
        role = Role(user.role) if user.is_active else None
        return cls(ActorKind.PERSON, user.name or user.email, role, user_id=user.pk)

    @classmethod
    def for_token(cls, token: ApiToken) -> Actor:
        """A token acts for the person who made it, within its scope."""
        person = cls.for_user(token.user)
        name = f"{person.name} via {token.name}"
        return cls(
            ActorKind.TOKEN, name, person.role, token.user_id, token.pk, scope=Scope(token.scope)
        )

    @classmethod
    def system(cls, name: str = "Sous") -> Actor:
        """Sous acting by itself: background work that nobody asked for in person."""
        return cls(ActorKind.SYSTEM, name, Role.OWNER)

    @classmethod
    def stranger(cls) -> Actor:
        """Someone who is not signed in."""
        return cls(ActorKind.PERSON, "Someone", None)

    def has(self, role: Role) -> bool:
        """Whether the actor's role includes ``role``."""
        return self.role is not None and self.role.rank >= role.rank
