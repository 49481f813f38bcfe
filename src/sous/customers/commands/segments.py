from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sous.customers import events
from sous.customers.models import Segment
from sous.customers.permissions import require_segments
from sous.customers.rules import RuleError, read_rule
from sous.kernel import journal
from sous.kernel.actors import Actor
from sous.kernel.errors import Conflict, Invalid, NotFound
from sous.kernel.refs import ref_for


@transaction.atomic
def create_segment(
    *, actor: Actor, at: datetime, name: str, rule: Mapping[str, Any], description: str = ""
) -> Segment:
    """Save a rule under a name; see ``rules.segments`` for its form. Raises Invalid."""
    require_segments(actor)
    segment = Segment(created_at=at, updated_at=at)
    _put(segment, name, rule, description)
    segment.save(force_insert=True)
    _tell(segment, actor, at)
    return segment


@transaction.atomic
def change_segment(
    *,
    actor: Actor,
    at: datetime,
    segment_id: int,
    name: str | None = None,
    rule: Mapping[str, Any] | None = None,
    description: str | None = None,
    version: int | None = None,
) -> Segment:
    """Change what is given. Raises Invalid, NotFound, and Conflict for an old ``version``."""
    require_segments(actor)
    segment = _load(segment_id)
    if version is not None and segment.version != version:
        raise Conflict("Someone changed this segment meanwhile. Look at it again, then save.")
    before = (segment.name, segment.rule, segment.description)
    _put(
        segment,
        segment.name if name is None else name,
        segment.rule if rule is None else rule,
        segment.description if description is None else description,
    )
    if before != (segment.name, segment.rule, segment.description):
        segment.version += 1
        segment.updated_at = at
        segment.save()
        _tell(segment, actor, at)
    return segment


@transaction.atomic
def delete_segment(*, actor: Actor, at: datetime, segment_id: int) -> None:
    """Forget a rule; the accounts it selected stay as they are."""
    require_segments(actor)
    segment = _load(segment_id)
    event = events.SegmentDeleted(
        segment_id=segment.pk, name=segment.name, refs=(ref_for(segment),)
    )
    segment.delete()
    journal.announce(event, actor=actor, at=at)


def _load(pk: int) -> Segment:
    segment = Segment.objects.select_for_update().filter(pk=pk).first()
    if segment is None:
        raise NotFound("There is no such segment.")
    return segment


def _put(segment: Segment, name: str, rule: Mapping[str, Any], description: str) -> None:
    problems = {}
    name = " ".join(name.replace("\x00", "").split())
    if not name or len(name) > 120:
        problems["name"] = "A name has 1 to 120 characters."
    elif Segment.objects.exclude(pk=segment.pk).filter(name__iexact=name).exists():
        problems["name"] = "There is a segment of this name already."
    description = description.strip()
    if len(description) > 2_000:
        problems["description"] = "At most 2,000 characters."
    try:
        segment.rule = read_rule(rule).as_json()
    except RuleError as error:
        problems |= error.problems
    if problems:
        raise Invalid("This segment cannot be saved as it is.", problems)
    segment.name, segment.description = name, description


def _tell(segment: Segment, actor: Actor, at: datetime) -> None:
    event = events.SegmentSaved(segment_id=segment.pk, name=segment.name, refs=(ref_for(segment),))
    journal.announce(event, actor=actor, at=at)
