"""The pages that belong to the look itself: the choice of colours, and the style guide."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from sous.web import styleguide as guide
from sous.web.context import SCHEME_COOKIE, SCHEMES

A_YEAR = 365 * 24 * 3600


def favicon(request: HttpRequest) -> HttpResponse:
    """For what asks for the icon without reading a page first."""
    return HttpResponseRedirect(static("sous/img/favicon-32.png"))


@require_POST
def choose_scheme(request: HttpRequest) -> HttpResponse:
    """Keep the reader's choice of light, dark or system in a cookie, and go back to the page."""
    choice = request.POST.get("scheme", "")
    if choice not in dict(SCHEMES):
        choice = "system"
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(
        SCHEME_COOKIE,
        choice,
        max_age=A_YEAR,
        samesite="Lax",
        secure=request.is_secure(),
        httponly=True,
    )
    return response


def styleguide(request: HttpRequest, page: str = "", ref: str = "") -> HttpResponse:
    """Every component and a few believable pages, on a developer's machine only."""
    if not settings.DEBUG or page not in guide.PAGES:
        raise Http404
    return render(request, guide.PAGES[page], guide.context(page))
