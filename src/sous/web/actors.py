"""Who asks, for the pages."""

from django.http import HttpRequest

from sous.kernel.actors import Actor
from sous.kernel.models import User


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind a request; a stranger when nobody is signed in."""
    user = request.user
    return Actor.for_user(user) if isinstance(user, User) else Actor.stranger()
