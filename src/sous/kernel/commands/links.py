from datetime import datetime

from django.db import transaction
from django.db.models import Q

from sous.kernel import events, journal
from sous.kernel.actors import Actor
from sous.kernel.errors import Invalid
from sous.kernel.models import Link
from sous.kernel.permissions import require_comment
from sous.kernel.refs import resolve


@transaction.atomic
def link_things(
    *, actor: Actor, at: datetime, source: str, target: str, relation: str = "related"
) -> Link:
    """Relate two things. Linking them again changes nothing."""
    require_comment(actor)
    resolve(source)
    resolve(target)
    if source == target:
        raise Invalid("A thing cannot be linked to itself.", {"target": "Choose another."})
    made, new = Link.objects.get_or_create(
        source=source,
        target=target,
        relation=relation[:24],
        defaults={"created_at": at, "created_by": actor.name},
    )
    if new:
        event = events.Linked(
            source=source, target=target, relation=relation, refs=(source, target)
        )
        journal.announce(event, actor=actor, at=at)
    return made


@transaction.atomic
def unlink_things(*, actor: Actor, at: datetime, source: str, target: str) -> None:
    """Remove every link between two things, whichever way it points."""
    require_comment(actor)
    either = Q(source=source, target=target) | Q(source=target, target=source)
    removed, _ = Link.objects.filter(either).delete()
    if removed:
        event = events.Unlinked(source=source, target=target, refs=(source, target))
        journal.announce(event, actor=actor, at=at)
