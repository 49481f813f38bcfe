"""The one road for "something happened".

A command ends in ``announce(event, actor=…, at=…)`` inside its transaction. That writes the history
and puts one background job per reaction into the same transaction, so that what follows is neither
lost nor repeated, whatever crashes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django_tasks import task

from sous.kernel import jobs
from sous.kernel.actors import Actor
from sous.kernel.events import Event
from sous.kernel.models import JournalEntry, JournalMention

Reaction = Callable[[JournalEntry], None]

_reactions: dict[str, dict[str, Reaction]] = defaultdict(dict)


def reacts_to(*events: type[Event]) -> Callable[[Reaction], Reaction]:
    """Have a function of an upper room called, as a background job, after each of ``events``.

    The function runs in one transaction together with the note that it ran: exactly once.
    """

    def register(function: Reaction) -> Reaction:
        name = f"{function.__module__}.{function.__qualname__}"
        for event in events:
            _reactions[event.kind][name] = function
        return function

    return register


def announce(event: Event, *, actor: Actor, at: datetime) -> JournalEntry:
    """Write ``event`` into the journal and queue the reactions to it.

    Raises RuntimeError outside a transaction: history and fact must stand or fall together.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{event.kind} was announced outside a transaction")
    entry = JournalEntry.objects.create(
        at=at,
        kind=event.kind,
        actor_kind=actor.kind,
        actor_name=actor.name[:200],
        user_id=actor.user_id,
        token_id=actor.token_id,
        subject=event.refs[0] if event.refs else "",
        line=event.line(),
        data=event.data(),
    )
    JournalMention.objects.bulk_create(
        [JournalMention(entry=entry, ref=ref) for ref in dict.fromkeys(event.refs)],
        batch_size=400,
    )
    for name in _reactions.get(event.kind, ()):
        jobs.enqueue(react, event.kind, name, entry.pk, key=f"react:{name}:{entry.pk}")
    return entry


@task(queue_name="quick", priority=10)
@jobs.exactly_once
def react(kind: str, name: str, entry_id: int) -> None:
    """Run one reaction to one entry; a reaction that no longer exists is passed over."""
    function = _reactions.get(kind, {}).get(name)
    if function is not None:
        function(JournalEntry.objects.get(pk=entry_id))
