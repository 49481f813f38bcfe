"""Bearer tokens."""

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from sous.kernel.actors import Actor
from sous.kernel.commands import note_token_use
from sous.kernel.queries import token_for_secret


class BearerToken(HttpBearer):
    """``Authorization: Bearer sous_…``."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        found = token_for_secret(token)
        if found is None:
            return None
        actor = Actor.for_token(found)
        note_token_use(actor=actor, at=timezone.now(), token_id=found.pk)
        request.actor = actor  # type: ignore[attr-defined]
        return actor


def actor_of(request: HttpRequest) -> Actor:
    """Who calls."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
