"""Changes that ask before they act: rename, merge, split, move, group."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from sous.feedback.models import Item
from sous.insights import commands, queries
from sous.insights.choices import EditKind
from sous.insights.models import Theme, ThemeEdit
from sous.insights.permissions import require_shape
from sous.kernel.errors import Conflict, Invalid
from sous.kernel.refs import ref_for
from sous.web import formats
from sous.web.actors import actor_of
from sous.web.themes.actions import back_to, newest_edit, numbers, undo_address
from sous.web.toasts import toast

MOST_LISTED = 300


def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a theme a name of your own."""
    actor = actor_of(request)
    theme = queries.theme(actor, pk)
    name = request.POST.get("name", theme.name)
    context = {"theme": theme, "ref": ref_for(theme), "name": name, "error": ""}
    if request.method == "POST":
        try:
            commands.rename_theme(actor=actor, at=timezone.now(), theme_id=pk, name=name)
        except Invalid as refusal:
            context["error"] = refusal.fields.get("name", refusal.message)
            return render(request, "themes/rename.html", context, status=422)
        undo = undo_address(newest_edit(pk, EditKind.RENAME))
        toast(request, "Renamed. Every later build keeps this name.", undo=undo)
        return redirect("theme", pk)
    require_shape(actor)
    return render(request, "themes/rename.html", context)


def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose which themes come into this one."""
    actor = actor_of(request)
    into = queries.theme(actor, pk)
    if request.method == "POST":
        others = numbers(request.POST.getlist("theme"))
        return _merged(request, pk, others)
    require_shape(actor)
    words = request.GET.get("q", "").casefold().split()
    near = [(other, cosine) for other, cosine in queries.related_themes(into, 8)]
    listed = [
        theme
        for theme in queries.themes(actor)[:1_000]
        if theme.pk != pk and all(word in theme.name.casefold() for word in words)
    ]
    nearest = {other.pk for other, _ in near}
    context = {
        "theme": into,
        "ref": ref_for(into),
        "near": [] if words else [other for other, _ in near],
        "others": [theme for theme in listed if words or theme.pk not in nearest][:MOST_LISTED],
        "ticked": set(numbers(request.GET.getlist("theme"))),
        "q": request.GET.get("q", ""),
    }
    return render(request, "themes/merge.html", context)


def merge_ticked(request: HttpRequest) -> HttpResponse:
    """Several ticked themes: choose which name they keep, and see what it touches."""
    actor = actor_of(request)
    source = request.POST if request.method == "POST" else request.GET
    ids = numbers(source.getlist("theme"))
    into = numbers([source.get("into", "")])
    if request.method == "POST" and into:
        return _merged(request, into[0], [pk for pk in ids if pk != into[0]])
    require_shape(actor)
    themes = list(Theme.objects.filter(pk__in=ids, is_group=False).order_by("-size", "pk"))
    if len(themes) < 2:
        toast(request, "Tick at least two themes to merge.", level="warning")
        return redirect("themes")
    items = sum(theme.items for theme in themes)
    return render(request, "themes/merge_ticked.html", {"themes": themes, "items": items})


def _merged(request: HttpRequest, into: int, others: list[int]) -> HttpResponse:
    edit = commands.merge_themes(
        actor=actor_of(request), at=timezone.now(), into_id=into, other_ids=others
    )
    count = formats.counted(len(edit.others), "theme")
    name = edit.theme.name
    toast(request, f"Merged {count} into “{name}”, with their history.", undo=undo_address(edit))
    return redirect("theme", into)


def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Suggested parts of a theme, to take out under names of their own."""
    actor = actor_of(request)
    theme = queries.theme(actor, pk)
    context = {"theme": theme, "ref": ref_for(theme), "error": ""}
    if request.method == "POST":
        parts: dict[str, list[int]] = {}
        for key in request.POST.getlist("part"):
            name = request.POST.get(f"name-{key}", "")
            ids = numbers(request.POST.get(f"items-{key}", "").split(","))
            parts.setdefault(name, []).extend(ids)
        try:
            if not parts:
                raise Invalid("Tick at least one part.")
            made = commands.split_theme(actor=actor, at=timezone.now(), theme_id=pk, parts=parts)
        except Invalid as refusal:
            context["error"] = refusal.message
        else:
            edit = newest_edit(pk, EditKind.SPLIT)
            names = ", ".join(f"“{part.name}”" for part in made)
            toast(request, f"Split off {names}.", undo=undo_address(edit))
            return redirect("theme", pk)
    require_shape(actor)
    context["parts"] = [
        {
            "key": str(number),
            "part": part,
            "name": request.POST.get(f"name-{number}", part.name),
            "ticked": str(number) in request.POST.getlist("part"),
        }
        for number, part in enumerate(queries.suggested_split(actor, theme), start=1)
    ]
    return render(request, "themes/split.html", context, status=422 if context["error"] else 200)


def group(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a theme under another group, a new one, or none."""
    actor = actor_of(request)
    theme = queries.theme(actor, pk)
    if request.method == "POST":
        chosen = numbers([request.POST.get("group", "")])
        commands.place_theme(
            actor=actor,
            at=timezone.now(),
            theme_id=pk,
            group_id=chosen[0] if chosen else None,
            new_group=request.POST.get("new_group", ""),
        )
        undo = undo_address(newest_edit(pk, EditKind.PLACE))
        toast(request, "Moved. Every later build keeps it there.", undo=undo)
        return redirect("theme", pk)
    require_shape(actor)
    groups = queries.themes(actor, groups=True)[:200]
    context = {
        "theme": theme,
        "ref": ref_for(theme),
        "groups": [("", "No group"), *((str(each.pk), each.name) for each in groups)],
        "now": str(theme.parent_id or ""),
    }
    return render(request, "themes/group.html", context)


def move(request: HttpRequest) -> HttpResponse:
    """Move quotes to another theme: choose it, near ones first, or make one of them."""
    actor = actor_of(request)
    source = request.POST if request.method == "POST" else request.GET
    ids = numbers(source.getlist("item"))
    error = ""
    if request.method == "POST" and {"choose", "to"} & set(request.POST):
        try:
            return _moved(request, ids)
        except (Conflict, Invalid) as refusal:
            error = refusal.message
    require_shape(actor)
    items = list(Item.objects.select_related("account").filter(pk__in=ids).order_by("pk")[:20])
    if not items:
        toast(request, "Tick at least one quote to move.", level="warning")
        return back_to(request, reverse("themes"))
    words = source.get("q", "").casefold().split()
    near = [] if words else queries.likely_themes(items[0])
    nearest = {theme.pk for theme in near}
    listed = queries.themes(actor)[:1_000]
    context = {
        "items": items,
        "ids": ids,
        "near": near,
        "others": [
            theme
            for theme in listed
            if theme.pk not in nearest and all(word in theme.name.casefold() for word in words)
        ][:MOST_LISTED],
        "q": source.get("q", ""),
        "next": source.get("next", ""),
        "current": queries.membership_of(items[0].pk),
        "new_theme": source.get("new_theme", ""),
        "error": error,
    }
    return render(request, "themes/move.html", context, status=422 if error else 200)


def _moved(request: HttpRequest, ids: list[int]) -> HttpResponse:
    actor, at = actor_of(request), timezone.now()
    name = request.POST.get("new_theme", "").strip()
    if name:
        made, edit = _split_off(request, ids, name)
        toast(request, f"Made “{made.name}” of them.", undo=undo_address(edit))
        return redirect("theme", made.pk)
    if "to" not in request.POST:
        raise Invalid("Choose a theme, or name a new one.")
    target = numbers([request.POST["to"]])
    edit = commands.move_quotes(
        actor=actor, at=at, item_ids=ids, theme_id=target[0] if target else None
    )
    count = formats.counted(len(ids), "quote")
    where = f"to “{edit.theme.name}”" if edit and target else "out of its theme"
    toast(request, f"Moved {count} {where}.", undo=undo_address(edit))
    return back_to(request, reverse("theme", args=[target[0]]) if target else reverse("themes"))


def _split_off(request: HttpRequest, ids: list[int], name: str) -> tuple[Theme, ThemeEdit | None]:
    found = {row.theme_id for pk in ids if (row := queries.membership_of(pk)) is not None}
    origin = found.pop() if len(found) == 1 else None
    if origin is None:
        raise Invalid("A new theme is made of quotes of one theme. Others can be moved to it then.")
    [made] = commands.split_theme(
        actor=actor_of(request), at=timezone.now(), theme_id=origin, parts={name: ids}
    )
    return made, newest_edit(origin, EditKind.SPLIT)
