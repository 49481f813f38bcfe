"""Search over everything, deep over evidence; and what the palette asks while somebody types."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from sous.customers.models import Account
from sous.insights import queries
from sous.insights.models import Theme
from sous.kernel.refs import path_for
from sous.kernel.search import find_everywhere
from sous.web.actors import actor_of
from sous.web.themes.filters import Chip, chip, link, quote_chips

PAGE = 20
DEEPEST = 400
warmed = threading.Event()


def search(request: HttpRequest) -> HttpResponse:
    """Everything that fits some words: things by name, and evidence by words and meaning."""
    actor = actor_of(request)
    query = request.GET.get("q", "").strip()
    chosen = queries.EvidenceFilter.of(request.GET.dict())
    _warm()
    offset = min(_number(request.GET.get("from", "")), DEEPEST)
    things = [] if offset or not query else _things(request, query)
    results = queries.search_evidence(actor, query, chosen=chosen, limit=PAGE, offset=offset)
    context = {
        "q": query,
        "results": results,
        "things": things,
        "chips": [
            *_named(request, chosen),
            *_found(request, chosen, results.found),
            *quote_chips(request),
        ],
        "filtered": not chosen.is_empty,
        "older": link(request, **{"from": str(offset + PAGE)}) if results.more else "",
        "newer": link(request, **{"from": str(max(0, offset - PAGE))}) if offset else "",
        "first": offset + 1,
    }
    return render(request, "search/search.html", context)


def _number(word: str) -> int:
    return int(word) if word.isdigit() and len(word) < 6 else 0


def _things(request: HttpRequest, query: str) -> list[dict]:
    """What is found by name, without feedback: that has its own, deeper list."""
    return [
        {"label": source.label, "hits": [(hit, path_for(hit.ref)) for hit in hits]}
        for source, hits in find_everywhere(actor_of(request), query, limit=5)
        if source.key != "feedback"
    ]


def _named(request: HttpRequest, chosen: queries.EvidenceFilter) -> list[Chip]:
    """Chips for an account or a theme that a link narrowed the search to."""
    made = []
    if chosen.account:
        found = Account.objects.filter(pk=chosen.account).first()
        name = found.name if found else "unknown"
        made.append(Chip("Account", "building-2", name, link(request, account="")))
    if chosen.theme:
        theme = Theme.objects.filter(pk=chosen.theme).first()
        name = theme.name if theme else "unknown"
        made.append(Chip("Theme", "shapes", name, link(request, theme="")))
    return made


def _found(
    request: HttpRequest, chosen: queries.EvidenceFilter, found: Sequence[queries.Found]
) -> list[Chip]:
    """Chips that narrow the search to one of the accounts or themes of what is found."""
    voices = [each.item.account for each in found if each.item.account]
    accounts = {str(account.pk): account.name for account in voices}
    themes = {str(each.theme.pk): each.theme.name for each in found if each.theme}
    made = []
    if not chosen.account and len(accounts) > 1:
        named = sorted(accounts.items(), key=lambda pair: pair[1].casefold())
        made.append(chip(request, "Account", "building-2", "account", named))
    if not chosen.theme and len(themes) > 1:
        made.append(chip(request, "Theme", "shapes", "theme", list(themes.items())))
    return made


def palette(request: HttpRequest) -> HttpResponse:
    """A few hits of every kind, as lines for the palette."""
    query = request.GET.get("q", "").strip()
    found = find_everywhere(actor_of(request), query, limit=4)
    lines = [(source.label, hit, path_for(hit.ref)) for source, hits in found for hit in hits]
    return render(request, "search/_palette.html", {"lines": lines[:20]})


def _warm() -> None:
    """Load the encoder beside the first request, so that the first real search does not wait."""
    if not warmed.is_set():
        warmed.set()
        threading.Thread(target=_load, daemon=True).start()


def _load() -> None:
    queries.encoder().encode(["warm"])


urlpatterns = [
    path("search/", search, name="search"),
    path("search/palette", palette, name="palette"),
]
