"""Home: what needs you today, and what changed this week."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sous.kernel.queries import journal
from sous.web.actors import actor_of


def home(request: HttpRequest) -> HttpResponse:
    """The page that the day begins with."""
    actor = actor_of(request)
    return render(request, "home/home.html", {"entries": journal(actor)[:20]})
