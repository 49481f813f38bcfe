"""What the background work asks: what is stale, when the newest item was said, is a build due."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Count, F, Max, Min, Q
from django.utils import timezone

from sous.feedback.choices import TriageState
from sous.feedback.models import Import, Item
from sous.insights import rules
from sous.insights.choices import RunState, ThemeState
from sous.insights.models import ItemVector, Membership, Run, Theme, ThemeEdit

MOST_IMPORTS = 50  # newest imports that are looked through for items without a date


def latest_said() -> datetime:
    """The end of all time spans: now, or when the last item was said where that is long ago."""
    now = timezone.now()
    newest = Item.objects.filter(said_at__lte=now).aggregate(at=Max("said_at"))["at"]
    if newest is None or (now - newest).days < 7:
        return now
    return newest


def exposure(latest: date) -> tuple[float, float]:
    """Days of the twelve weeks before, and of the last four, in which anything was said at all."""
    first = Item.objects.aggregate(at=Min("said_at"))["at"]
    if first is None:
        return float(rules.BEFORE_DAYS), float(rules.RECENT_DAYS)
    span = (latest - first.date()).days + 1
    return (
        float(max(1, min(rules.BEFORE_DAYS, span - rules.RECENT_DAYS))),
        float(rules.RECENT_DAYS),
    )


def undated(since: date) -> dict[int, dict[date, int]]:
    """Theme → day → counted items whose file said no date, so that they bear the import's own.

    They tell nothing about when something was said: trends leave them out.
    """
    found: dict[int, dict[date, int]] = {}
    imports = Import.objects.filter(created_at__date__gt=since).values_list("pk", "created_at")
    for pk, at in imports:
        rows = Membership.objects.filter(
            theme__isnull=False, counted=True, item__imported_by=pk, item__said_at=at
        )
        for theme, n in rows.order_by().values_list("theme").annotate(n=Count("pk")):
            days = found.setdefault(theme, {})
            days[at.date()] = days.get(at.date(), 0) + n
    return found


def undated_of(theme: Theme, since: date) -> int:
    """How many items of a theme bear the moment of their import for want of a date of their own."""
    imports = Import.objects.filter(created_at__date__gte=since).order_by("-pk")
    moments = list(imports.values_list("created_at", flat=True)[:MOST_IMPORTS])
    return Membership.objects.filter(theme=theme, said_at__in=moments).count() if moments else 0


def mostly_dated(item_ids: Sequence[int]) -> bool:
    """Whether at least half of some items say when they were said, not only when they came."""
    undated = Item.objects.filter(pk__in=item_ids, imported_by__created_at=F("said_at"))
    return undated.count() * 2 <= len(item_ids)


def stale_themes(limit: int = 200) -> list[int]:
    """Themes to be counted again: themes first, then the groups that sum them up."""
    stale = Theme.objects.filter(stale=True).exclude(
        state__in=[ThemeState.MERGED, ThemeState.FORMING]
    )
    return list(stale.order_by("is_group", "pk").values_list("pk", flat=True)[:limit])


def find_uncounted() -> None:
    """Mark themes whose number of items is not what was counted: items came or vanished."""
    rows = Membership.objects.order_by().values_list("theme").annotate(n=Count("pk"))
    now = {theme: n for theme, n in rows if theme is not None}
    themes = Theme.objects.filter(stale=False, is_group=False).exclude(
        state__in=[ThemeState.MERGED, ThemeState.FORMING]
    )
    wrong = [pk for pk, n in themes.values_list("pk", "items") if now.get(pk, 0) != n]
    Theme.objects.filter(pk__in=wrong).update(stale=True)


def shown_ids() -> list[int]:
    """All themes, without groups, that count."""
    shown = Theme.objects.filter(state=ThemeState.ACTIVE, is_group=False)
    return list(shown.order_by("pk").values_list("pk", flat=True))


def merge_targets(ids: set[int]) -> dict[int, int]:
    """Where merged themes went, to the end of the chain."""
    found: dict[int, int] = {}
    rows = dict(
        Theme.objects.filter(state=ThemeState.MERGED).values_list("pk", "merged_into_id")
        if ids
        else ()
    )
    for pk in ids & set(rows):
        target = pk
        while (further := rows.get(target)) is not None:
            target = further
        found[pk] = target
    return found


def grouped_at() -> int:
    """How many items there were when themes were last put into groups; 0: nobody noted it."""
    run = Run.objects.filter(state=RunState.DONE).defer("data").first()
    return int((run.quality or {}).get("grouped", run.items)) if run else 0


def build_is_due(now: datetime) -> bool:
    """Whether enough has changed for a new build."""
    last = Run.objects.exclude(state=RunState.FAILED).defer("data").first()
    done = Run.objects.filter(state=RunState.DONE).defer("data").first()
    return rules.build_is_due(
        items=ItemVector.objects.count(),
        known=done.items if done else 0,
        last_started=last.started_at if last else None,
        now=now,
        built=done is not None,
    )


def evidence_state() -> dict[str, int]:
    """How much there is and how much of it is understood: ``items``, ``read``, ``placed``."""
    items = Item.objects.exclude(state=TriageState.SPAM)
    return {
        "items": items.count(),
        "read": ItemVector.objects.count(),
        "placed": Membership.objects.filter(~Q(theme=None)).count(),
    }


def edit_mark() -> tuple[int, int]:
    """What tells whether somebody edited meanwhile: the newest edit, and how many are undone."""
    newest = ThemeEdit.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return newest, ThemeEdit.objects.exclude(undone_at=None).count()


def misdated(import_id: int, after: int, limit: int = 400) -> list[int]:
    """Items that an import changed, whose membership says another time than they do, by id."""
    rows = Membership.objects.filter(item__versions__replaced_by=import_id, pk__gt=after)
    rows = rows.exclude(said_at=F("item__said_at")).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])
