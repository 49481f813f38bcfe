"""What every page knows: who is signed in, where we are, how it should look."""

from typing import Any

from django.http import HttpRequest

from sous.web.actors import actor_of
from sous.web.nav import entries

SCHEMES = {"light", "dark"}


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context for the frame around each page."""
    scheme = request.COOKIES.get("scheme", "")
    return {
        "actor": actor_of(request) if hasattr(request, "user") else None,
        "nav_entries": entries(request.path),
        "scheme": scheme if scheme in SCHEMES else "system",
    }
