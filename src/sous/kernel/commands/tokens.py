from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from sous.kernel import events, journal
from sous.kernel.actors import Actor
from sous.kernel.choices import Role, Scope
from sous.kernel.errors import Invalid, NotFound
from sous.kernel.models import ApiToken
from sous.kernel.permissions import require_role
from sous.kernel.rules import digest, new_secret


@transaction.atomic
def create_token(*, actor: Actor, at: datetime, name: str, scope: str) -> tuple[ApiToken, str]:
    """Make a token for the actor. Returns it and its secret, which is never shown again."""
    require_role(actor, Role.VIEWER, "create tokens")
    if actor.user_id is None:
        raise Invalid("Only a person can have tokens.")
    name = name.strip()[:80]
    if not name:
        raise Invalid("Name the token.", {"name": "Say what will use it, like “Zapier”."})
    if scope not in Scope.values:
        raise Invalid("Choose a scope.", {"scope": f"“{scope}” is not a scope."})
    if scope == Scope.ADMIN and actor.scope != Scope.ADMIN:
        raise Invalid("A token cannot make one that may do more.", {"scope": "Choose less."})
    secret = new_secret()
    token = ApiToken.objects.create(
        user_id=actor.user_id,
        name=name,
        scope=scope,
        start=secret[:10],
        digest=digest(secret),
        created_at=at,
    )
    journal.announce(events.TokenCreated(name=name, scope=scope), actor=actor, at=at)
    return token, secret


@transaction.atomic
def revoke_token(*, actor: Actor, at: datetime, token_id: int) -> None:
    """Make a token worthless. People revoke their own; owners anyone's."""
    require_role(actor, Role.VIEWER, "revoke tokens")
    tokens = ApiToken.objects.filter(pk=token_id, revoked_at=None)
    if not actor.has(Role.OWNER):
        tokens = tokens.filter(user_id=actor.user_id or 0)
    token = tokens.first()
    if token is None:
        raise NotFound("There is no such live token.")
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    journal.announce(events.TokenRevoked(name=token.name), actor=actor, at=at)


def note_token_use(*, actor: Actor, at: datetime, token_id: int) -> None:
    """Remember when a token was last used, to the minute; no history is written of it."""
    stale = Q(used_at=None) | Q(used_at__lt=at - timedelta(minutes=1))
    ApiToken.objects.filter(stale, pk=token_id).update(used_at=at)
