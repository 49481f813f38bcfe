"""Marking what matters in an item."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from sous.feedback import commands, queries
from sous.web.actors import actor_of
from sous.web.feedback.acting import back, number
from sous.web.toasts import toast


@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a span: the selected words, or two places counted from 0."""
    actor, now = actor_of(request), timezone.now()
    words = request.POST.get("words", "")
    if words.strip():
        nth = number(request.POST.get("nth", "")) or 0
        commands.mark_words(actor=actor, at=now, item_id=pk, words=words, nth=nth)
    else:
        start = number(request.POST.get("start", ""))
        end = number(request.POST.get("end", ""))
        commands.mark_quote(
            actor=actor, at=now, item_id=pk, start=-1 if start is None else start, end=end or 0
        )
    toast(request, "Marked the quote.")
    return back(request, [pk])


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a mark off."""
    actor = actor_of(request)
    item_id = queries.quote(actor, pk).item_id
    commands.remove_quote(actor=actor, at=timezone.now(), quote_id=pk)
    toast(request, "Removed the quote. The words are still here.")
    return back(request, [item_id])


def quote_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A quote is shown in its item."""
    quote = queries.quote(actor_of(request), pk)
    return redirect(f"{reverse('item', args=[quote.item_id])}#quote-{quote.pk}")
