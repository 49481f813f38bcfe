"""What is done to items from the list or the panel, and its undoing."""

from collections.abc import Callable
from urllib.parse import parse_qs

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from sous.feedback import commands, queries
from sous.feedback.commands.edits import Edited
from sous.kernel.errors import Invalid
from sous.kernel.refs import parse_ref
from sous.web.actors import actor_of
from sous.web.toasts import toast

MAX = 200


def number(text: str) -> int | None:
    """A number from a form; None for nothing. Raises Invalid for anything else."""
    text = text.strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Invalid("Choose one from the list.")
    return int(text)


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """One action on the chosen items: ``do`` is like ``state=archived``."""
    item_ids = [pk for text in request.POST.getlist("item")[:MAX] if (pk := number(text))]
    doing, _, value = request.POST.get("do", "").partition("=")
    action = ACTIONS.get(doing)
    if action is None:
        raise Invalid("Choose what to do.")
    edited = action(request, item_ids, value)
    _say(request, edited)
    return back(request, item_ids)


def _triage(request: HttpRequest, item_ids: list[int], value: str) -> Edited:
    return commands.triage_items(
        actor=actor_of(request), at=timezone.now(), item_ids=item_ids, state=value
    )


def _assign(request: HttpRequest, item_ids: list[int], value: str) -> Edited:
    return commands.assign_items(
        actor=actor_of(request), at=timezone.now(), item_ids=item_ids, user_id=number(value)
    )


def _kind(request: HttpRequest, item_ids: list[int], value: str) -> Edited:
    return commands.judge_items(
        actor=actor_of(request), at=timezone.now(), item_ids=item_ids, kind=value
    )


def _mood(request: HttpRequest, item_ids: list[int], value: str) -> Edited:
    return commands.judge_items(
        actor=actor_of(request), at=timezone.now(), item_ids=item_ids, mood=value
    )


def _product(request: HttpRequest, item_ids: list[int], value: str) -> Edited:
    return commands.set_product(
        actor=actor_of(request), at=timezone.now(), item_ids=item_ids, product_id=number(value)
    )


def _tag(request: HttpRequest, item_ids: list[int], value: str) -> Edited:
    typed = request.POST.get("tag", "")
    return commands.tag_items(
        actor=actor_of(request), at=timezone.now(), item_ids=item_ids, add=typed.split(",")
    )


def _untag(request: HttpRequest, item_ids: list[int], value: str) -> Edited:
    return commands.tag_items(
        actor=actor_of(request), at=timezone.now(), item_ids=item_ids, remove=[value]
    )


def _merge(request: HttpRequest, item_ids: list[int], value: str) -> Edited:
    typed = (value or request.POST.get("into", "")).strip()
    into = (number(typed) if typed.isdigit() else parse_ref(typed)[1]) if typed else None
    return commands.merge_duplicates(
        actor=actor_of(request), at=timezone.now(), item_ids=item_ids, into=into
    )


def _split(request: HttpRequest, item_ids: list[int], value: str) -> Edited:
    return commands.merge_duplicates(
        actor=actor_of(request), at=timezone.now(), item_ids=item_ids, into=None
    )


def _enter(request: HttpRequest, item_ids: list[int], value: str) -> Edited:
    """The enter key in a field: what was typed says what is meant."""
    if request.POST.get("tag", "").strip():
        return _tag(request, item_ids, value)
    if request.POST.get("into", "").strip():
        return _merge(request, item_ids, value)
    raise Invalid("Choose what to do.")


ACTIONS: dict[str, Callable[[HttpRequest, list[int], str], Edited]] = {
    "state": _triage,
    "assign": _assign,
    "kind": _kind,
    "mood": _mood,
    "product": _product,
    "tag": _tag,
    "untag": _untag,
    "merge": _merge,
    "split": _split,
    "enter": _enter,
}


@require_POST
def undo(request: HttpRequest, change: int) -> HttpResponse:
    """Take one change back."""
    edited = commands.undo_change(actor=actor_of(request), at=timezone.now(), change_id=change)
    number_of = len(edited.ids)
    what = "1 item" if number_of == 1 else f"{number_of:,} items"
    toast(request, f"Undone: {what} as before.")
    return back(request, edited.ids)


@require_POST
def undo_last(request: HttpRequest) -> HttpResponse:
    """Take the latest change of this person back."""
    change = queries.last_change(actor_of(request))
    if change is None:
        raise Invalid("There is nothing to undo.")
    return undo(request, change.pk)


def _say(request: HttpRequest, edited: Edited) -> None:
    if edited.change_id is None:
        toast(request, "Nothing changed: it was so already.", level="info")
        return
    words = edited.line[:1].upper() + edited.line[1:]
    toast(request, words, undo=reverse("feedback_undo", args=[edited.change_id]))


def back(request: HttpRequest, item_ids: list[int]) -> HttpResponse:
    """Where the action came from: the open item, the list, or a page of this site."""
    from sous.web.feedback.inbox import filter_of, show_inbox
    from sous.web.feedback.items import show_item

    actor = actor_of(request)
    target = request.headers.get("HX-Target", "") if "HX-Request" in request.headers else ""
    if target == "panel" and item_ids:
        answer = show_item(request, item_ids[0], request.POST.get("query", ""))
        answer["HX-Trigger"] = "feedback-changed"
        return answer
    if target == "list":
        chosen = filter_of(QueryDict(request.POST.get("query", "")))
        return show_inbox(request, actor, chosen, request.POST.get("cursor", ""))
    wanted = request.POST.get("back") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        return redirect(wanted)
    return redirect("inbox")


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the filter under a name."""
    query = request.POST.get("query", "")
    if parse_qs(query).get("state") == ["all"]:
        query = query.replace("state=all", "", 1)
    view = commands.save_view(
        actor=actor_of(request),
        at=timezone.now(),
        name=request.POST.get("name", ""),
        query=query,
        shared="shared" in request.POST,
    )
    toast(request, f"Saved the view “{view.name}”.")
    return redirect(f"{reverse('inbox')}?{request.POST.get('query', '')}")


@require_POST
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a view."""
    commands.delete_view(actor=actor_of(request), at=timezone.now(), view_id=pk)
    toast(request, "Deleted the view.")
    return redirect("inbox")
