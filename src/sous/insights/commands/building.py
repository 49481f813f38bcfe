"""Building the themes: the request, the run, and the switch from the old themes to the new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from sous.feedback.choices import TriageState
from sous.feedback.models import Item
from sous.insights import events
from sous.insights.choices import Author, RunState, ThemeState
from sous.insights.models import Membership, Run, Theme
from sous.insights.permissions import require_shape
from sous.insights.queries import edit_mark
from sous.kernel import jobs, journal
from sous.kernel.actors import Actor
from sous.kernel.errors import Conflict
from sous.kernel.models import Job
from sous.kernel.refs import make_ref

BATCH = 400


@transaction.atomic
def rebuild_themes(*, actor: Actor, at: datetime) -> Job:
    """Ask for the themes to be built again in the background; joins a build that waits already."""
    require_shape(actor)
    job = jobs.enqueue_once("sous.insights.tasks.build")
    journal.announce(events.BuildAsked(), actor=actor, at=at)
    return job


@transaction.atomic
def start_run(*, actor: Actor, at: datetime, encoder: str) -> Run:
    """Begin a build; what an interrupted one left behind is cleared away."""
    Theme.objects.filter(state=ThemeState.FORMING).delete()
    Run.objects.filter(state=RunState.RUNNING).update(
        state=RunState.FAILED, message="Interrupted", finished_at=at
    )
    return Run.objects.create(encoder=encoder, started_at=at)


@transaction.atomic
def fail_run(*, actor: Actor, at: datetime, run_id: int, message: str) -> None:
    """Note that a build came to nothing; the themes stay as they were."""
    Theme.objects.filter(state=ThemeState.FORMING).delete()
    Run.objects.filter(pk=run_id, state=RunState.RUNNING).update(
        state=RunState.FAILED, message=message, finished_at=at
    )


@dataclass(frozen=True)
class BuiltTheme:
    """A theme as built. ``theme_id`` None: it is new. ``parent`` is a place among the groups."""

    theme_id: int | None
    name: str
    keywords: list[str]
    quotes: list[int]
    parent: int | None = None
    centre: bytes = b""


@dataclass(frozen=True)
class Built:
    """What a build came to, before it is switched on."""

    themes: Sequence[BuiltTheme]
    groups: Sequence[BuiltTheme]
    data: bytes
    items: int
    last_edit: tuple[int, int]
    timings: Mapping[str, float] = field(default_factory=dict)
    quality: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def form_themes(
    *, actor: Actor, at: datetime, built: Sequence[BuiltTheme], groups: bool
) -> list[int]:
    """Rows for the themes that are new, hidden until the switch. Returns every theme's id."""
    ids = []
    for theme in built:
        if theme.theme_id is not None:
            ids.append(theme.theme_id)
            continue
        made = Theme.objects.create(
            name=theme.name[:200], keywords=theme.keywords, is_group=groups, created_at=at
        )
        ids.append(made.pk)
    return ids


@transaction.atomic
def place_items(
    *, actor: Actor, at: datetime, rows: Sequence[tuple[int, int | None, float]]
) -> None:
    """First memberships, ``(item, theme, score)``; an item that has one already keeps it."""
    ids = [item for item, _, _ in rows]
    alive = Item.objects.filter(pk__in=ids).exclude(state=TriageState.SPAM)
    said = dict(alive.values_list("pk", "said_at"))
    Membership.objects.bulk_create(
        [
            Membership(item_id=item, theme_id=theme, score=score, at=at, said_at=said[item])
            for item, theme, score in rows
            if item in said
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )


@transaction.atomic
def switch_themes(
    *,
    actor: Actor,
    at: datetime,
    run_id: int,
    built: Built,
    places: Sequence[int],
    group_ids: Sequence[int],
    moves: Sequence[tuple[int, int | None, float]],
) -> Run:
    """Make what was built what everybody sees, all at once.

    ``moves`` are the items that change their theme: ``(item, theme, score)``. What a person decided
    is not touched. Raises Conflict when somebody edited themes since the build read them.
    """
    if edit_mark() != built.last_edit:
        raise Conflict("The themes were edited while they were being built.")
    moved = 0
    by_target: dict[tuple[int | None, float], list[int]] = {}
    for item, theme, score in moves:
        by_target.setdefault((theme, round(score, 2)), []).append(item)
    for (theme, score), ids in by_target.items():
        for start in range(0, len(ids), BATCH):
            rows = Membership.objects.filter(pk__in=ids[start : start + BATCH]).exclude(
                by=Author.PERSON
            )
            moved += rows.update(theme_id=theme, score=score, at=at)
    _show_groups(built.groups, group_ids)
    new = _show_themes(built.themes, places, group_ids)
    shown = [ThemeState.ACTIVE, ThemeState.DISMISSED]
    groups = Theme.objects.filter(state=ThemeState.ACTIVE, is_group=True).exclude(pk__in=group_ids)
    empty = groups.exclude(children__state__in=shown).exclude(name_by=Author.PERSON)
    empty.update(state=ThemeState.GONE)
    Theme.objects.exclude(state=ThemeState.MERGED).update(stale=True)
    Run.objects.exclude(pk=run_id).exclude(data=b"").update(data=b"")
    run = Run.objects.get(pk=run_id)
    run.state, run.finished_at, run.data = RunState.DONE, at, built.data
    run.places, run.items, run.themes, run.moved = list(places), built.items, len(places), moved
    run.timings, run.quality = dict(built.timings), dict(built.quality)
    run.save()
    event = events.ThemesBuilt(
        run_id=run.pk,
        items=run.items,
        themes=run.themes,
        new=len(new),
        refs=tuple(make_ref(Theme, pk) for pk in new),
    )
    journal.announce(event, actor=actor, at=at)
    return run


def _show_groups(groups: Sequence[BuiltTheme], ids: Sequence[int]) -> None:
    known = Theme.objects.in_bulk(list(ids))
    for group, pk in zip(groups, ids, strict=True):
        theme = known[pk]
        theme.state = ThemeState.ACTIVE
        theme.keywords, theme.quotes = group.keywords, group.quotes
        if theme.name_by == Author.MODEL:
            theme.name = group.name[:200]
        theme.save()


def _show_themes(
    themes: Sequence[BuiltTheme], ids: Sequence[int], group_ids: Sequence[int]
) -> list[int]:
    known = Theme.objects.in_bulk(list(ids))
    new = []
    for built, pk in zip(themes, ids, strict=True):
        theme = known.get(pk)
        if theme is None or theme.state == ThemeState.MERGED:
            continue
        if theme.state == ThemeState.FORMING:
            new.append(pk)
        if theme.state != ThemeState.DISMISSED:
            theme.state = ThemeState.ACTIVE
        theme.keywords, theme.quotes, theme.centre = built.keywords, built.quotes, built.centre
        if theme.name_by == Author.MODEL:
            theme.name = built.name[:200]
        if theme.parent_by == Author.MODEL:
            theme.parent_id = group_ids[built.parent] if built.parent is not None else None
        theme.save()
    return new
