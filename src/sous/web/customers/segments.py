from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from sous.customers import commands, queries
from sous.customers.models import Segment
from sous.customers.rules import read_rule, rule_in_words
from sous.kernel.actors import Actor
from sous.kernel.choices import Role
from sous.kernel.errors import Conflict, Invalid, SousError
from sous.kernel.models import User
from sous.web.actors import actor_of
from sous.web.customers.filters import renewal_words
from sous.web.customers.pages import rows_of
from sous.web.customers.said import counts_for
from sous.web.forms.segments import Builder
from sous.web.toasts import toast

MOST = 100
MATCHES = [("all", "all of these hold"), ("any", "any of these holds")]


def segment_list(request: HttpRequest) -> HttpResponse:
    """Saved segments, each with its rule in words, its size and its revenue."""
    actor = actor_of(request)
    people = _people()
    segments = list(queries.segments(actor)[:MOST])
    sizes = queries.segment_sizes(actor, segments)
    shown = [
        {
            "segment": segment,
            "words": in_words(segment, people),
            "count": sizes[segment.pk][0],
            "totals": sizes[segment.pk][1],
        }
        for segment in segments
    ]
    context = {"segments": shown, "may_save": actor.has(Role.MANAGER)}
    return render(request, "customers/segments.html", context)


def segment_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One segment with the accounts it selects now."""
    actor = actor_of(request)
    segment = queries.segment(actor, pk)
    found = queries.accounts_in_segment(actor, segment).select_related("owner")
    order = request.GET.get("sort", "name")
    order = order if order in queries.ORDERS else "name"
    page = rows_of(request, found, queries.ORDERS[order])
    today = timezone.now().date()
    heard = counts_for(actor, "account_id", [account.pk for account in page.rows])
    for account in page.rows:
        account.heard = heard.get(account.pk, 0)
        account.renewal_words = renewal_words(account.renewal_on, today)
    context = {
        "segment": segment,
        "words": in_words(segment, _people()),
        "accounts": page.rows,
        "older": page.older,
        "newer": page.newer,
        "order": order,
        "today": today,
        "total": found.order_by().count(),
        "totals": queries.revenue_total(found),
        "may_save": actor.has(Role.MANAGER),
    }
    return render(request, "customers/segment.html", context)


def new_segment(request: HttpRequest) -> HttpResponse:
    """Build a segment."""
    return _build(request, None)


def edit_segment(request: HttpRequest, pk: int) -> HttpResponse:
    """Build a segment anew."""
    return _build(request, queries.segment(actor_of(request), pk))


def _build(request: HttpRequest, segment: Segment | None) -> HttpResponse:
    actor = actor_of(request)
    if request.method != "POST":
        builder = Builder.of(segment, _owners()) if segment else Builder.empty(_owners())
        return _builder(request, actor, builder, segment)
    builder = Builder.posted(request.POST, _owners())
    if "save" not in request.POST:  # a row was added or taken out, or the count was asked for
        builder.step(request.POST)
        return _builder(request, actor, builder, segment)
    given: dict[str, Any] = {
        "name": builder.name,
        "description": builder.description,
        "rule": builder.rule(),
    }
    try:
        if segment is None:
            done = commands.create_segment(actor=actor, at=timezone.now(), **given)
        else:
            done = commands.change_segment(
                actor=actor,
                at=timezone.now(),
                segment_id=segment.pk,
                version=builder.version,
                **given,
            )
    except SousError as error:
        builder.refused(error)
        if isinstance(error, Conflict) and segment is not None:
            builder.version = segment.version
        return _builder(request, actor, builder, segment, status=error.status)
    toast(request, f"Saved the segment {done}.")
    return redirect("segment", done.pk)


def count_accounts(request: HttpRequest) -> HttpResponse:
    """How many accounts the rule in the form selects, while it is built."""
    builder = Builder.posted(request.POST or request.GET, _owners())
    return render(request, "customers/_count.html", _counted(actor_of(request), builder))


def _counted(actor: Actor, builder: Builder) -> dict[str, object]:
    if not builder.rule()["conditions"]:
        return {"count": None}
    try:
        found = queries.accounts_matching(actor, builder.rule())
    except Invalid as error:
        return {"count": None, "unfinished": " ".join(error.fields.values())}
    return {"count": found.order_by().count(), "totals": queries.revenue_total(found)}


@require_POST
def delete_segment(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a rule."""
    commands.delete_segment(actor=actor_of(request), at=timezone.now(), segment_id=pk)
    toast(request, "Segment deleted. Its accounts stay as they are.")
    return redirect("segments")


def in_words(segment: Segment, people: dict[int, str]) -> str:
    """The rule of a segment as a sentence."""
    return rule_in_words(read_rule(segment.rule), people)


def _people() -> dict[int, str]:
    return {user.pk: str(user) for user in User.objects.only("pk", "name", "email")}


def _owners() -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in sorted(_people().items(), key=lambda each: each[1])]


def _builder(
    request: HttpRequest,
    actor: Actor,
    builder: Builder,
    segment: Segment | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, object] = {"builder": builder, "segment": segment, "matches": MATCHES}
    context |= _counted(actor, builder)
    return render(request, "customers/segment_form.html", context, status=status)
