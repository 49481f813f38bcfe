"""The inbox: the list, its filter, its download."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from sous.customers.queries.find import find_accounts
from sous.feedback import queries
from sous.feedback.choices import Kind, Mood, TriageState
from sous.feedback.models import Item
from sous.feedback.queries import Filter
from sous.feedback.queries.downloads import EXPORTS, export_items
from sous.insights.queries import themes_for_items
from sous.kernel.actors import Actor
from sous.kernel.choices import Role
from sous.kernel.paging import page_of
from sous.kernel.refs import parse_ref
from sous.web.actors import actor_of
from sous.web.feedback.chips import address, assignees, chips, sorts
from sous.web.scope import Scope, scope_of
from sous.web.toasts import toast

PAGE = 50
FILTER_FORM = ("since", "until", "tag", "q")


def inbox(request: HttpRequest) -> HttpResponse:
    """What came in: the new ones first of all."""
    actor = actor_of(request)
    if "account_name" in request.GET:
        return _with_account(request, actor)
    params = request.GET
    chosen, scope = filter_of(params), scope_of(request)
    if scope.product and not chosen.get("product"):
        chosen = chosen.having("product", str(scope.pk))
    return show_inbox(request, actor, chosen, params.get("cursor", ""), scope)


def show_inbox(
    request: HttpRequest, actor: Actor, chosen: Filter, cursor: str, scope: Scope | None = None
) -> HttpResponse:
    """The list as a page, or as the part that htmx asks for."""
    scope = scope or scope_of(request)
    rows = queries.item_lines(actor, chosen)
    page = page_of(rows, chosen.order, cursor=cursor, size=PAGE)
    themes = themes_for_items([item.pk for item in page.rows])
    for item in page.rows:
        item.theme = themes.get(item.pk)  # type: ignore[attr-defined]
    base = address(chosen)
    context = {
        "items": page.rows,
        "chosen": chosen,
        "query": base[1:],
        "cursor": cursor,
        "here": f"{reverse('inbox')}{base}" + (f"&cursor={cursor}" if cursor else ""),
        "newer": f"{base}&{urlencode({'cursor': page.previous})}" if page.previous else "",
        "older": f"{base}&{urlencode({'cursor': page.next})}" if page.next else "",
        "may_triage": actor.has(Role.MANAGER),
        "may_import": actor.has(Role.OPERATIONS),
        "may_submit": actor.has(Role.CONTRIBUTOR),
        **scope.context,
        **_around(actor, chosen, rows, scope),
    }
    return render(request, "feedback/inbox.html", context)


def _around(actor: Actor, chosen: Filter, rows: QuerySet[Item], scope: Scope) -> dict[str, Any]:
    """What stands around the list: counts, chips, views, the choices of the bulk bar."""
    counts = queries.state_counts(actor)
    scoped = scope.product is not None and chosen.get("product") == (str(scope.pk),)
    named = [chip for chip in chips(actor, chosen) if not (scoped and chip.name == "product")]
    return {
        "counts": counts,
        "all_items": sum(counts.values()),
        "total": queries.count_for(actor, chosen, rows),
        "tabs": _tabs(counts, chosen),
        "chips": named,
        "sorts": sorts(chosen),
        "views": list(queries.views(actor)),
        "bare": not (set(chosen.values) - {"state"}),
        "plain": not (set(chosen.values) - {"state"} - ({"product"} if scoped else set())),
        "states": TriageState.choices,
        "kinds": Kind.choices,
        "moods": Mood.choices,
        "assignees": assignees(actor),
        "products": scope.products,
        "hidden": [(name, ",".join(v)) for name, v in _kept(chosen)],
        "search": chosen.one("q"),
    }


def _kept(chosen: Filter) -> list[tuple[str, tuple[str, ...]]]:
    """What the filter's own form must carry along, for it to narrow rather than replace."""
    kept = [(name, values) for name, values in chosen.values.items() if name not in FILTER_FORM]
    if not chosen.get("state"):
        kept.append(("state", ("all",)))
    if chosen.sort != "newest":
        kept.append(("sort", (chosen.sort,)))
    return kept


def _tabs(counts: dict[str, int], chosen: Filter) -> list[dict[str, Any]]:
    states = chosen.get("state")
    bare = not (set(chosen.values) - {"state"})
    tabs = [
        {
            "word": TriageState(state).label,
            "href": address(chosen.having("state", state)),
            "active": states == (state,),
            "count": counts[state] if bare else "",
        }
        for state in TriageState.values
    ]
    everything = {
        "word": "All",
        "href": address(chosen.having("state")),
        "active": not states,
        "count": sum(counts.values()) if bare else "",
    }
    return [*tabs, everything]


def filter_of(params: QueryDict) -> Filter:
    """The filter of an address. Without a state it is what is new; ``state=all`` is everything."""
    given = dict(params.lists())
    if "state" not in given:
        given["state"] = [TriageState.NEW]
    elif given["state"] == ["all"]:
        given.pop("state")
    return Filter.parse(given)


def _with_account(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The account that was typed into the filter's form, found by its name."""
    params = request.GET.copy()
    words = params.pop("account_name")[0].strip()
    if words:
        found = find_accounts(actor, words, 1)
        if found:
            params["account"] = str(parse_ref(found[0].ref)[1])
        else:
            toast(request, f"No account is called “{words[:60]}”.", level="warning")
    return redirect(f"{reverse('inbox')}?{params.urlencode()}")


def export(request: HttpRequest) -> StreamingHttpResponse:
    """All items that fit the filter, as a file."""
    kind = request.GET.get("file", "csv")
    pieces = export_items(actor_of(request), filter_of(request.GET), kind)
    answer = StreamingHttpResponse(pieces, content_type=EXPORTS.get(kind, ""))
    name = f"feedback-{timezone.now():%Y-%m-%d}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def beside(item: Item, chosen: Filter, actor: Actor) -> dict[str, str]:
    """The addresses of the items before and after one in the filtered list."""
    before, after = queries.neighbours(actor, item, chosen)
    base = address(chosen)
    return {
        "previous": reverse("item", args=[before]) + base if before else "",
        "next": reverse("item", args=[after]) + base if after else "",
    }
