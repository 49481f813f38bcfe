"""Home: what needs you today, and what changed this week."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from sous.demo.commands import about
from sous.demo.manifest import is_loaded
from sous.feedback import queries as feedback
from sous.feedback.choices import ImportState
from sous.insights import queries as insights
from sous.kernel.actors import Actor
from sous.kernel.choices import Role
from sous.kernel.queries import activity
from sous.web.actors import actor_of

WAITING = [ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED]
WEEK = timedelta(days=7)
RUNNING = [ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING]


def home(request: HttpRequest) -> HttpResponse:
    """The page that the day begins with."""
    actor = actor_of(request)
    context = _needs(actor) | _week(actor)
    context["demo"] = about() if is_loaded() else None
    context["may_remove"] = actor.has(Role.OPERATIONS)
    context["is_empty"] = not any(context["counts"].values()) and not context["imports"]
    return render(request, "home/home.html", context)


def _needs(actor: Actor) -> dict[str, Any]:
    now = timezone.now()
    mine = feedback.Filter({"assignee": ("me",), "state": ("new",)})
    imports = feedback.imports(actor).filter(state__in=[*WAITING, *RUNNING])
    return {
        "counts": feedback.state_counts(actor),
        "mine": feedback.count_for(actor, mine) if actor.user_id else None,
        "may_triage": actor.has(Role.MANAGER),
        "imports": list(imports[:5]),
        "emerging": insights.emerging_themes(actor)[:4],
        "renewals": feedback.unhappy_renewals(actor, now),
    }


def _week(actor: Actor) -> dict[str, Any]:
    moving = insights.moving_themes(actor, limit=6)
    now = timezone.now()
    return {
        "since": now - WEEK,
        "week": feedback.week_up_to(actor, now),
        "moving": moving,
        "entries": activity(actor)[:12],
    }


urlpatterns = [path("", home, name="home")]
