"""What is done with one press: dismiss, pin, confirm, undo, rebuild."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from sous.insights import commands
from sous.insights.choices import EditKind
from sous.insights.models import ThemeEdit
from sous.web import formats
from sous.web.actors import actor_of
from sous.web.toasts import toast


def back_to(request: HttpRequest, fallback: str, came_from: str = "") -> HttpResponse:
    """Where the form asked to go, or ``came_from``, if it is a page of ours; else ``fallback``."""
    place = request.POST.get("next", "") or came_from
    if not url_has_allowed_host_and_scheme(place, allowed_hosts={request.get_host()}):
        place = fallback
    return HttpResponseRedirect(place)


def undo_address(edit: ThemeEdit | None) -> str:
    """Where the way back is."""
    return reverse("theme_undo", args=[edit.pk]) if edit else ""


def newest_edit(pk: int, kind: EditKind) -> ThemeEdit | None:
    """The edit that was just made."""
    return ThemeEdit.objects.filter(theme=pk, kind=kind).order_by("-pk").first()


def numbers(words: list[str]) -> list[int]:
    """Ids out of form fields; anything else is left out."""
    return [int(word) for word in words if word.isdigit() and len(word) < 19]


@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a theme aside."""
    theme = commands.dismiss_theme(actor=actor_of(request), at=timezone.now(), theme_id=pk)
    undo_at = undo_address(newest_edit(pk, EditKind.DISMISS))
    toast(request, f"Dismissed “{theme.name}”. Its quotes stay in it.", undo=undo_at)
    return back_to(request, reverse("themes"))


@require_POST
def dismiss_ticked(request: HttpRequest) -> HttpResponse:
    """Put several themes aside."""
    ids = numbers(request.POST.getlist("theme"))
    for pk in ids:
        commands.dismiss_theme(actor=actor_of(request), at=timezone.now(), theme_id=pk)
    toast(request, f"Dismissed {formats.counted(len(ids), 'theme')}.")
    return back_to(request, reverse("themes"))


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a theme back."""
    theme = commands.restore_theme(actor=actor_of(request), at=timezone.now(), theme_id=pk)
    toast(request, f"“{theme.name}” is back.")
    return back_to(request, reverse("theme", args=[pk]))


@require_POST
def pin(request: HttpRequest, pk: int) -> HttpResponse:
    """Pin a theme to the top, or let it go."""
    pinned = request.POST.get("pinned", "true") == "true"
    theme = commands.pin_theme(
        actor=actor_of(request), at=timezone.now(), theme_id=pk, pinned=pinned
    )
    undo_at = undo_address(newest_edit(pk, EditKind.PIN if pinned else EditKind.UNPIN))
    words = "stands on top of the list now" if pinned else "is not pinned any more"
    toast(request, f"“{theme.name}” {words}.", undo=undo_at)
    return back_to(request, reverse("theme", args=[pk]))


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that quotes are right where they are."""
    edit = commands.confirm_quotes(
        actor=actor_of(request),
        at=timezone.now(),
        item_ids=numbers(request.POST.getlist("item")),
        theme_id=pk,
    )
    count = edit.after["items"] if edit else 0
    words = (
        f"Confirmed {formats.counted(count, 'quote')}." if edit else "They were confirmed before."
    )
    toast(request, words, undo=undo_address(edit))
    return back_to(request, reverse("theme_quotes", args=[pk]))


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an edit back, and stay where one was unless that is the page of what it had made."""
    edit = commands.undo_edit(actor=actor_of(request), at=timezone.now(), edit_id=pk)
    toast(request, f"Undone: {EditKind(edit.kind).label.lower()}.")
    came_from = request.headers.get("Referer", "")
    if urlsplit(came_from).path in {reverse("theme", args=[other]) for other in edit.others}:
        came_from = ""
    return back_to(request, reverse("theme", args=[edit.theme_id]), came_from)


@require_POST
def rebuild(request: HttpRequest) -> HttpResponse:
    """Have the themes built again."""
    commands.rebuild_themes(actor=actor_of(request), at=timezone.now())
    return redirect("themes")
