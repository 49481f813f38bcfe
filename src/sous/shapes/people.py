from datetime import datetime

from sous.kernel.models import ApiToken, Invitation, User
from sous.shapes.kernel import Shape


class PersonShape(Shape):
    """A colleague."""

    id: int
    name: str
    email: str
    role: str
    active: bool
    joined_at: datetime

    @classmethod
    def of(cls, user: User) -> "PersonShape":
        return cls(
            id=user.pk,
            name=user.name,
            email=user.email,
            role=user.role,
            active=user.is_active,
            joined_at=user.joined_at,
        )


class InvitationShape(Shape):
    """An open invitation."""

    id: int
    email: str
    role: str
    invited_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, invitation: Invitation) -> "InvitationShape":
        return cls(
            id=invitation.pk,
            email=invitation.email,
            role=invitation.role,
            invited_at=invitation.invited_at,
            expires_at=invitation.expires_at,
        )


class TokenShape(Shape):
    """An API token, without its secret."""

    id: int
    name: str
    scope: str
    start: str
    created_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, token: ApiToken) -> "TokenShape":
        return cls(
            id=token.pk,
            name=token.name,
            scope=token.scope,
            start=token.start,
            created_at=token.created_at,
            used_at=token.used_at,
            revoked_at=token.revoked_at,
        )
