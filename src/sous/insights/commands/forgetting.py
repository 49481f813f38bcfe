"""Deleting themes whose evidence is gone for good."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sous.feedback.models import Item
from sous.insights import events
from sous.insights.choices import ThemeState
from sous.insights.models import Membership, Run, Theme
from sous.insights.permissions import require_shape
from sous.kernel import jobs, journal
from sous.kernel.actors import Actor
from sous.kernel.commands import forget_threads
from sous.kernel.refs import make_ref


@transaction.atomic
def forget_themes(*, actor: Actor, at: datetime, theme_ids: Sequence[int]) -> int:
    """Delete those of ``theme_ids`` that hold nothing any more. Returns how many went.

    With them go the themes that were merged into them, their edits, and groups that are left
    without themes. The builds are forgotten too, since they know the deleted themes; what is left
    is built anew. Themes that still hold something stay, with all that people decided about them.
    """
    require_shape(actor)
    held = Membership.objects.filter(theme__in=theme_ids).values_list("theme", flat=True)
    empty = set(
        Theme.objects.filter(pk__in=set(theme_ids) - set(held)).values_list("pk", flat=True)
    )
    found = empty
    while found:
        merged = Theme.objects.filter(state=ThemeState.MERGED, merged_into__in=found)
        found = set(merged.values_list("pk", flat=True)) - empty
        empty |= found
    groups = set(Theme.objects.filter(children__in=empty).values_list("pk", flat=True))
    forget_threads(actor=actor, at=at, refs=[make_ref(Theme, pk) for pk in sorted(empty | groups)])
    Theme.objects.filter(pk__in=empty).delete()
    alone = Theme.objects.filter(pk__in=groups, children=None)
    gone = len(empty) + alone.count()
    alone.delete()
    if not gone:
        return 0
    Run.objects.all().delete()
    Theme.objects.exclude(state=ThemeState.MERGED).update(stale=True)
    if Item.objects.exists():
        jobs.enqueue_once("sous.insights.tasks.build")
    jobs.enqueue_once("sous.insights.tasks.keep_vocabulary")
    jobs.enqueue_once("sous.insights.tasks.index")
    journal.announce(events.ThemesForgotten(count=gone), actor=actor, at=at)
    return gone
