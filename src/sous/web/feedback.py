"""The inbox and the item."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from sous.feedback import commands, queries
from sous.kernel.queries import comments_for, history_for
from sous.kernel.refs import ref_for
from sous.web.actors import actor_of

PAGE = 50


def inbox(request: HttpRequest) -> HttpResponse:
    """What came in, newest first."""
    items = queries.items(actor_of(request))[:PAGE]
    return render(request, "feedback/inbox.html", {"items": items})


def item_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: what was said, by whom, and what happened to it."""
    actor = actor_of(request)
    item = queries.item(actor, pk)
    ref = ref_for(item)
    context = {
        "item": item,
        "ref": ref,
        "history": history_for(actor, ref)[:50],
        "comments": comments_for(actor, ref),
    }
    return render(request, "feedback/item.html", context)


@require_POST
def triage(request: HttpRequest) -> HttpResponse:
    """Put the chosen items into a state."""
    commands.triage_items(
        actor=actor_of(request),
        at=timezone.now(),
        item_ids=[int(pk) for pk in request.POST.getlist("item") if pk.isdigit()],
        state=request.POST.get("state", ""),
    )
    return redirect("inbox")
