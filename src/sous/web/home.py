"""Home: what needs you today, and what changed this week."""

from collections.abc import Iterable, Sequence
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
from sous.feedback.queries.items import Count
from sous.insights import queries as insights
from sous.insights.models import Theme
from sous.kernel.actors import Actor
from sous.kernel.choices import Role
from sous.kernel.queries import activity
from sous.web.actors import actor_of
from sous.web.scope import Scope, scope_of

WAITING = [ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED]
WEEK = timedelta(days=7)
MOST = 40  # themes looked through for those that speak about one product
RUNNING = [ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING]

# what an import says of the people it brings, chunk by chunk; it is told once as an import
BY_THE_HUNDRED = {"kind": "customers.imported", "data__what": "people behind feedback"}


def home(request: HttpRequest) -> HttpResponse:
    """The page that the day begins with."""
    actor = actor_of(request)
    scope = scope_of(request)
    context = _needs(actor, scope) | _week(actor, scope) | scope.context
    context["demo"] = about() if is_loaded() else None
    context["may_remove"] = actor.has(Role.OPERATIONS)
    context["is_empty"] = not any(context["counts"].values()) and not context["imports"]
    return render(request, "home/home.html", context)


def _needs(actor: Actor, scope: Scope) -> dict[str, Any]:
    now = timezone.now()
    counts = feedback.state_counts(actor)
    new = _within(feedback.Filter({"state": ("new",)}), scope)
    mine = _within(feedback.Filter({"assignee": ("me",), "state": ("new",)}), scope)
    emerging = insights.emerging_themes(actor)[: 4 if scope.product is None else MOST]
    imports = feedback.imports(actor).filter(state__in=[*WAITING, *RUNNING])
    return {
        "counts": counts,
        "waiting": feedback.count_for(actor, new) if scope.product else Count(counts["new"]),
        "mine": feedback.count_for(actor, mine) if actor.user_id else None,
        "may_triage": actor.has(Role.MANAGER),
        "imports": list(imports[:5]),
        "emerging": _about(emerging, scope)[:4],
        "renewals": feedback.unhappy_renewals(actor, now, product_id=scope.pk),
    }


def _week(actor: Actor, scope: Scope) -> dict[str, Any]:
    moving = insights.moving_themes(actor, limit=6 if scope.product is None else MOST)
    now = timezone.now()
    return {
        "since": now - WEEK,
        "week": feedback.week_up_to(actor, now, product_id=scope.pk),
        "moving": _about(moving, scope)[:6],
        "entries": activity(actor).exclude(**BY_THE_HUNDRED)[:12],
    }


def _within(chosen: feedback.Filter, scope: Scope) -> feedback.Filter:
    return chosen.having("product", str(scope.pk)) if scope.product else chosen


def _about(rows: Iterable[Theme], scope: Scope) -> Sequence[Theme]:
    """Themes, counted over the chosen product only; those without a word about it left out."""
    return insights.filtered(list(rows), insights.ThemeFilter(product=scope.pk))


urlpatterns = [path("", home, name="home")]
