"""What people change about single themes: their name, place and standing."""

from datetime import datetime
from typing import Any

from django.db import transaction

from sous.insights import events
from sous.insights.choices import Author, EditKind, ThemeState
from sous.insights.commands.counting import count_theme
from sous.insights.models import Theme, ThemeEdit
from sous.insights.permissions import require_shape
from sous.insights.queries import latest_said
from sous.kernel import jobs, journal
from sous.kernel.actors import Actor
from sous.kernel.errors import Conflict, Invalid, NotFound
from sous.kernel.events import Event
from sous.kernel.refs import make_ref

MOST_COUNTED_AT_ONCE = 3_000


def shown_theme(pk: int) -> Theme:
    """A theme to be edited, locked. Raises NotFound, or Conflict when it was merged away."""
    theme = Theme.objects.select_for_update().filter(pk=pk).first()
    if theme is None or theme.state == ThemeState.FORMING:
        raise NotFound("There is no such theme.")
    if theme.state == ThemeState.MERGED:
        raise Conflict(f"“{theme.name}” was merged into another theme. Reload the page.")
    return theme


def record(
    kind: EditKind,
    theme: Theme,
    *,
    actor: Actor,
    at: datetime,
    before: dict[str, Any],
    after: dict[str, Any],
    others: list[int] | None = None,
) -> ThemeEdit:
    """Keep an edit for ever."""
    return ThemeEdit.objects.create(
        kind=kind,
        theme=theme,
        others=others or [],
        before=before,
        after=after,
        by_name=actor.name[:200],
        by_id=actor.user_id,
        at=at,
    )


def say(event: Event, *, actor: Actor, at: datetime) -> None:
    journal.announce(event, actor=actor, at=at)


def refs_of(*ids: int | None) -> tuple[str, ...]:
    return tuple(make_ref(Theme, pk) for pk in ids if pk is not None)


def recount(ids: list[int], *, actor: Actor, at: datetime) -> None:
    """Count small themes here and now, so that the page is right at once; the rest in a moment."""
    themes = Theme.objects.filter(pk__in=ids)
    themes.update(stale=True)
    small = themes.filter(items__lte=MOST_COUNTED_AT_ONCE, is_group=False)
    latest = latest_said()
    for pk in small.order_by("pk").values_list("pk", flat=True):
        count_theme(actor=actor, at=at, theme_id=pk, latest=latest)
    jobs.enqueue_once("sous.insights.tasks.count")


@transaction.atomic
def rename_theme(*, actor: Actor, at: datetime, theme_id: int, name: str) -> Theme:
    """Give a theme or a group a name of your own; no build changes it any more."""
    require_shape(actor)
    name = " ".join(name.split())
    if not name or len(name) > 200:
        problem = "Write a name." if not name else "At most 200 characters."
        raise Invalid("This name cannot be used.", {"name": problem})
    theme = shown_theme(theme_id)
    before = theme.name
    if before == name and theme.name_by == Author.PERSON:
        return theme
    record(
        EditKind.RENAME,
        theme,
        actor=actor,
        at=at,
        before={"name": before, "by": theme.name_by},
        after={"name": name},
    )
    theme.name, theme.name_by = name, Author.PERSON
    theme.save(update_fields=["name", "name_by"])
    event = events.ThemeRenamed(before=before, after=name, refs=refs_of(theme.pk))
    say(event, actor=actor, at=at)
    return theme


@transaction.atomic
def dismiss_theme(*, actor: Actor, at: datetime, theme_id: int) -> Theme:
    """Put a theme aside: it keeps its items, so that they turn up nowhere else."""
    require_shape(actor)
    theme = shown_theme(theme_id)
    if theme.is_group:
        raise Invalid("A group cannot be dismissed; dismiss the themes in it.")
    if theme.state == ThemeState.DISMISSED:
        return theme
    return _stand(EditKind.DISMISS, ThemeState.DISMISSED, "dismissed", theme, actor=actor, at=at)


@transaction.atomic
def restore_theme(*, actor: Actor, at: datetime, theme_id: int) -> Theme:
    """Bring a dismissed theme back."""
    require_shape(actor)
    theme = shown_theme(theme_id)
    if theme.state != ThemeState.DISMISSED:
        return theme
    return _stand(EditKind.RESTORE, ThemeState.ACTIVE, "restored", theme, actor=actor, at=at)


def _stand(
    kind: EditKind, state: ThemeState, word: str, theme: Theme, *, actor: Actor, at: datetime
) -> Theme:
    before = {"state": theme.state}
    record(kind, theme, actor=actor, at=at, before=before, after={"state": state})
    theme.state = state
    theme.save(update_fields=["state"])
    recount([theme.pk], actor=actor, at=at)
    say(
        events.ThemeChanged(name=theme.name, change=word, refs=refs_of(theme.pk)),
        actor=actor,
        at=at,
    )
    theme.refresh_from_db()
    return theme


@transaction.atomic
def pin_theme(*, actor: Actor, at: datetime, theme_id: int, pinned: bool = True) -> Theme:
    """Keep a theme as it is at the top of the list, or let it go again."""
    require_shape(actor)
    theme = shown_theme(theme_id)
    if theme.pinned == pinned:
        return theme
    kind = EditKind.PIN if pinned else EditKind.UNPIN
    record(kind, theme, actor=actor, at=at, before={"pinned": not pinned}, after={"pinned": pinned})
    theme.pinned = pinned
    theme.save(update_fields=["pinned"])
    word = "pinned" if pinned else "unpinned"
    say(
        events.ThemeChanged(name=theme.name, change=word, refs=refs_of(theme.pk)),
        actor=actor,
        at=at,
    )
    return theme


@transaction.atomic
def place_theme(
    *, actor: Actor, at: datetime, theme_id: int, group_id: int | None = None, new_group: str = ""
) -> Theme:
    """Move a theme under another group, under a new one of that name, or out of any."""
    require_shape(actor)
    theme = shown_theme(theme_id)
    if theme.is_group:
        raise Invalid("A group stands in no other group.")
    new_group = " ".join(new_group.split())
    group = None
    if new_group:
        group = Theme.objects.create(
            name=new_group[:200],
            name_by=Author.PERSON,
            is_group=True,
            state=ThemeState.ACTIVE,
            created_at=at,
        )
    elif group_id is not None:
        group = Theme.objects.filter(pk=group_id, is_group=True, state=ThemeState.ACTIVE).first()
        if group is None:
            raise Invalid("Choose a group.", {"group": "There is no such group."})
    old = theme.parent_id
    if old == (group.pk if group else None) and theme.parent_by == Author.PERSON:
        return theme
    record(
        EditKind.PLACE,
        theme,
        actor=actor,
        at=at,
        before={"parent": old, "by": theme.parent_by},
        after={"parent": group.pk if group else None},
    )
    theme.parent, theme.parent_by = group, Author.PERSON
    theme.save(update_fields=["parent", "parent_by"])
    recount_groups([old, group.pk if group else None], actor=actor, at=at)
    change = f"moved to “{group.name}”" if group else "took out of its group"
    event = events.ThemeChanged(
        name=theme.name, change=change, refs=refs_of(theme.pk, old, group.pk if group else None)
    )
    say(event, actor=actor, at=at)
    return theme


def recount_groups(ids: list[int | None], *, actor: Actor, at: datetime) -> None:
    latest = latest_said()
    for pk in sorted({pk for pk in ids if pk is not None}):
        count_theme(actor=actor, at=at, theme_id=pk, latest=latest)
