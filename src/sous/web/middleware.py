"""Translate refusals into pages, once for all views; keep strangers out."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from sous.kernel.errors import NotAllowed, SousError
from sous.kernel.queries import has_people

OPEN_PATHS = (
    "/static/",
    "/api/",
    "/accounts/",
    "/join/",
    "/welcome",
    "/livez",
    "/readyz",
    "/metrics",
    "/styleguide/",
    "/favicon.ico",
    "/look/",
)


class ErrorMiddleware:
    """Sends strangers to the login (or the first run), and shows refusals as pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated and not request.path.startswith(OPEN_PATHS):
            if not has_people():
                return redirect("welcome")
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A typed refusal becomes a page with its status; anything else is Django's."""
        if not isinstance(error, SousError) or request.path.startswith("/api/"):
            return None
        if request.htmx:  # type: ignore[attr-defined]
            response = render(request, "partials/refusal.html", {"error": error})
            response.status_code = error.status
            response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "beforeend"
            return response
        page = "403.html" if isinstance(error, NotAllowed) else "refusal.html"
        return render(request, page, {"error": error}, status=error.status)
