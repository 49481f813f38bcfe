"""Themes as a table and as a map, how far a build is, and how right Sous is."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sous.insights import queries
from sous.insights.choices import Direction, ThemeState
from sous.insights.models import Theme
from sous.kernel.choices import JobState
from sous.kernel.models import Job
from sous.web import formats
from sous.web.actors import actor_of
from sous.web.charts.map import Node, theme_maps
from sous.web.scope import Scope, scope_of
from sous.web.themes.filters import Chip, chips, chosen, link

SHOWN = 60  # themes on a page; a long tail is paged
PER_GROUP = 8


def themes(request: HttpRequest) -> HttpResponse:
    """Every theme with its size, people, money and trend."""
    rows, context = _rows(request)
    sort = request.GET.get("sort", "")
    flat = bool(sort) or context["state"] == ThemeState.DISMISSED
    rows = queries.sorted_themes(rows, sort or "-size")
    rows.sort(key=lambda row: not row.pinned)
    first = _number(request.GET.get("from", ""))
    context |= {
        "order": sort or "-size",
        "flat": flat,
        "total": len(rows),
        "first": first,
        "with_data": rows[:1] or not context["filtered"],
    }
    if flat:
        context["rows"] = rows[first : first + SHOWN]
        more = first + SHOWN < len(rows)
        context["older"] = link(request, **{"from": str(first + SHOWN)}) if more else ""
        context["newer"] = link(request, **{"from": str(max(0, first - SHOWN))}) if first else ""
    else:
        context["groups"] = _groups(request, rows)
    return render(request, "themes/themes.html", context)


def _number(word: str) -> int:
    return int(word) if word.isdigit() and len(word) < 7 else 0


def _rows(request: HttpRequest) -> tuple[list[Theme], dict]:
    actor = actor_of(request)
    state = ThemeState.ACTIVE
    if request.GET.get("state") == ThemeState.DISMISSED:
        state = ThemeState.DISMISSED
    scope = scope_of(request)
    filter_ = chosen(request, scope)
    everything = list(queries.themes(actor, state=state))
    rows = queries.filtered(everything, filter_)
    words = request.GET.get("q", "").casefold().split()
    if words:
        rows = [row for row in rows if all(word in _haystack(row) for word in words)]
    only = request.GET.get("only", "")
    growing = [row for row in everything if row.direction == Direction.GROWING]
    emerging = [row for row in everything if row.emerging_since]
    if only == "growing":
        rows = [row for row in rows if row.direction == Direction.GROWING]
    elif only == "emerging":
        rows = [row for row in rows if row.emerging_since]
    run = queries.last_run(actor)
    context = {
        "state": state,
        "q": request.GET.get("q", ""),
        **scope.context,
        "chips": _chips(request, scope),
        "only": only,
        "growing": len(growing),
        "growing_href": link(request, only="" if only == "growing" else "growing"),
        "emerging": len(emerging),
        "emerging_href": link(request, only="" if only == "emerging" else "emerging"),
        "dismissed_href": link(request, state="" if state != ThemeState.ACTIVE else "dismissed"),
        "query": request.GET.urlencode(),
        "filtered": not filter_.is_empty or bool(words) or bool(only),
        "all": len(everything),
        "run": run,
        "job": _job(),
        "evidence": queries.evidence_state() if not everything else None,
    }
    return rows, context


def _chips(request: HttpRequest, scope: Scope) -> list[Chip]:
    """The chips, without the product's where the rail says it already."""
    said = scope.product is not None and not request.GET.get("product")
    return [chip for chip in chips(request) if not (said and chip.label == "Product")]


def _haystack(theme: Theme) -> str:
    return f"{theme.name} {' '.join(theme.keywords)} TH-{theme.pk}".casefold()


def _groups(request: HttpRequest, rows: list[Theme]) -> list[dict]:
    """The groups with their first themes; those named in ``closed`` folded, in ``open`` whole."""
    closed = set(request.GET.get("closed", "").split("."))
    whole = set(request.GET.get("open", "").split("."))
    made = []
    pinned = [row for row in rows if row.pinned]
    parts = queries.grouped([row for row in rows if not row.pinned])
    if pinned:
        parts.insert(0, queries.Grouped(None, pinned))
    for place, part in enumerate(parts):
        on_top = bool(pinned) and not place
        key = str(part.group.pk) if part.group else "pinned" if on_top else "0"
        folded = key in closed
        toggled = closed ^ {key}
        shown = part.themes if key in whole or on_top else part.themes[:PER_GROUP]
        made.append(
            {
                "group": part.group,
                "pinned": on_top,
                "size": part.size,
                "count": len(part.themes),
                "folded": folded,
                "toggle": link(request, closed=".".join(sorted(toggled - {""}))),
                "themes": [] if folded else shown,
                "left": 0 if folded else len(part.themes) - len(shown),
                "whole": link(request, open=".".join(sorted((whole | {key}) - {""}))),
            }
        )
    return made


def theme_map(request: HttpRequest) -> HttpResponse:
    """Every theme as large as what it holds, inside its group."""
    rows, context = _rows(request)
    nodes = []
    for part in queries.grouped(queries.sorted_themes(rows, "-size")):
        children = [_node(row) for row in part.themes]
        if part.group is None:
            nodes += children
        else:
            href = reverse("theme", args=[part.group.pk])
            nodes.append(Node(part.group.name, part.size, href, children=children))
    if nodes:
        context["wide"], context["tall"] = theme_maps(nodes, title="Themes by size")
    context["total"] = len(rows)
    return render(request, "themes/map.html", context)


def _node(row: Theme) -> Node:
    tone = {"growing": "amber", "shrinking": "green"}.get(row.direction, "")
    note = "growing" if row.direction == Direction.GROWING else ""
    if not note and row.accounts:
        note = formats.counted(row.accounts, "account")
    return Node(row.name, row.size, reverse("theme", args=[row.pk]), note, tone)


def _job() -> Job | None:
    """The build that waits or runs."""
    jobs = Job.objects.filter(
        task="sous.insights.tasks.build.build", state__in=[JobState.READY, JobState.RUNNING]
    )
    return jobs.order_by("-state", "pk").first()


def progress(request: HttpRequest) -> HttpResponse:
    """How far the build is; once it is done, the page is asked to load again."""
    actor_of(request)
    job = _job()
    response = render(request, "themes/_progress.html", {"job": job})
    if job is None:
        response["HX-Refresh"] = "true"
    return response


def accuracy(request: HttpRequest) -> HttpResponse:
    """Precision and recall on people's own corrections, and the error of what is estimated."""
    actor = actor_of(request)
    queries.themes(actor)
    found = queries.accuracy()
    context = {
        "found": found,
        "runs": queries.runs(actor)[:12],
        "readers": queries.readers(actor),
        "has_llm": bool(settings.LLM_URL),
    }
    return render(request, "themes/accuracy.html", context)
