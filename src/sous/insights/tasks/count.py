"""Counting the themes that changed, and testing their trends."""

from __future__ import annotations

import math
import time

from django.utils import timezone
from django_tasks import task

from sous.engines import themes
from sous.insights import queries, rules
from sous.insights.commands import (
    count_theme,
    follow_dates,
    forget_spam,
    mark_stale,
    note_emerging,
    note_trends,
)
from sous.insights.models import ThemeDay
from sous.kernel import jobs
from sous.kernel.actors import Actor

BUDGET = 20.0


@task(queue_name="quick", priority=-2)
@jobs.alone
def count() -> int:
    """Count every theme whose evidence changed. Returns how many were counted."""
    began = time.monotonic()
    actor = Actor.system()
    queries.find_uncounted()
    done = 0
    latest = queries.latest_said()
    while True:
        todo = queries.stale_themes()
        if not todo:
            break
        for place, pk in enumerate(todo):
            count_theme(actor=actor, at=timezone.now(), theme_id=pk, latest=latest)
            jobs.report(place + 1, len(todo), "Counting themes")
            if time.monotonic() - began > BUDGET:
                jobs.enqueue_once("sous.insights.tasks.count")
                return done
        done += len(todo)
    if done:
        test_trends()
    return done


def test_trends() -> None:
    """Compare the last four weeks with the twelve before, for all themes at once."""
    latest = queries.latest_said().date()
    counts: dict[int, dict] = {pk: {} for pk in queries.shown_ids()}
    first = latest - rules.timedelta(days=rules.RECENT_DAYS + rules.BEFORE_DAYS)
    for theme, day, n in ThemeDay.objects.filter(theme__in=counts, day__gt=first).values_list(
        "theme", "day", "n"
    ):
        counts[theme][day] = n
    for pk, days in queries.undated(first).items():
        for day, n in days.items():
            if day in counts.get(pk, ()):
                counts[pk][day] = max(0, counts[pk][day] - n)
    pairs = {pk: rules.before_and_now(days, end=latest) for pk, days in counts.items()}
    exposure = queries.exposure(latest)
    found = {}
    for trend in themes.trend(pairs, exposure):
        words = rules.trend_words(trend.verdict, trend.ratio, trend.low, trend.high, trend.now)
        found[trend.key] = (
            trend.verdict if trend.now or trend.before else "",
            trend.ratio if math.isfinite(trend.ratio) else 999.0,
            {
                "now": trend.now,
                "before": trend.before,
                "low": round(trend.low, 3),
                "high": round(trend.high, 3) if math.isfinite(trend.high) else None,
                "q": round(trend.q, 4),
                "words": words,
            },
        )
    actor, now = Actor.system(), timezone.now()
    note_trends(actor=actor, at=now, trends=found)
    new = {
        pk: {
            "since": min(
                day
                for day, n in counts[pk].items()
                if n and (latest - day).days < rules.RECENT_DAYS
            ),
            "per_week": round(before_and_now[1] / 4, 1),
        }
        for pk, before_and_now in pairs.items()
        if before_and_now[0] == 0 and found[pk][0] == "growing" and exposure[0] > rules.RECENT_DAYS
    }
    too_old = latest - rules.timedelta(days=rules.EMERGING_DAYS)
    note_emerging(actor=actor, at=now, found=new, before=too_old)


@jobs.every(seconds=600)
@task(queue_name="quick", priority=-5)
def keep_counting() -> None:
    """Now and then: what slipped through is understood, and what vanished is counted out."""
    jobs.enqueue_once("sous.insights.tasks.understand", everything=True)


@task(queue_name="quick", priority=-1)
def look_again(item_ids: list[int]) -> None:
    """Items were judged, moved or thrown away: count their themes again."""
    actor, now = Actor.system(), timezone.now()
    forget_spam(actor=actor, at=now, item_ids=item_ids)
    mark_stale(actor=actor, at=now, item_ids=item_ids)
    jobs.enqueue_once("sous.insights.tasks.count")


@task(queue_name="quick", priority=-1)
def look_at_accounts(account_ids: list[int]) -> None:
    """Accounts changed: count the themes they speak about again."""
    mark_stale(actor=Actor.system(), at=timezone.now(), account_ids=account_ids)
    jobs.enqueue_once("sous.insights.tasks.count")


@task(queue_name="quick", priority=-1)
def look_at_import(import_id: int) -> None:
    """An import changed items: their dates and their words are looked at again."""
    actor, now, after = Actor.system(), timezone.now(), 0
    while ids := queries.misdated(import_id, after):
        follow_dates(actor=actor, at=now, item_ids=ids)
        after = ids[-1]
    jobs.enqueue_once("sous.insights.tasks.understand", everything=True)
    jobs.enqueue_once("sous.insights.tasks.count")


@task(queue_name="quick", priority=-3)
def recount() -> None:
    """Feelings or kinds changed in many places: count everything again."""
    mark_stale(actor=Actor.system(), at=timezone.now(), everything=True)
    jobs.enqueue_once("sous.insights.tasks.count")
