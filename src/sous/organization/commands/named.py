"""What products, areas and teams have in common: a name, a version, an archive."""

from datetime import datetime
from typing import Any, TypeVar

from sous.kernel import journal
from sous.kernel.actors import Actor
from sous.kernel.errors import Conflict, Invalid, NotFound
from sous.kernel.refs import ref_for
from sous.organization import events
from sous.organization.models import Area, Product, Team
from sous.organization.rules import clean_name, problems_of

T = TypeVar("T", Product, Area, Team)

LABELS = {"team": "owned by"}
NOUNS: dict[type[Any], str] = {Product: "product", Area: "area", Team: "team"}


def load(model: type[T], pk: int, version: int | None = None) -> T:
    """The row, locked. Raises NotFound, and Conflict when it has another version by now."""
    found = model._default_manager.select_for_update().filter(pk=pk).first()
    if found is None:
        raise NotFound(f"There is no such {NOUNS[model]}.")
    if version is not None and found.version != version:
        raise Conflict(f"Someone changed this {NOUNS[model]} meanwhile. Look at it again.")
    return found


def check(thing: T, *, name: str | None, description: str | None = None) -> str | None:
    """The cleaned name. Raises Invalid for values that cannot be kept or a name that is taken."""
    name = None if name is None else clean_name(name)
    problems = problems_of(name, description)
    if name and not problems:
        others = type(thing)._default_manager.exclude(pk=thing.pk).filter(name__iexact=name)
        if isinstance(thing, Area):
            others = others.filter(product_id=thing.product_id)
        taken = others.first()
        if taken is not None:
            where = " in the archive" if taken.archived_at else ""
            problems["name"] = f"Another {NOUNS[type(thing)]}{where} is called “{taken}” already."
    if problems:
        raise Invalid("This cannot be kept as it is.", problems)
    return name


def tell_created(thing: Product | Area | Team, *, actor: Actor, at: datetime) -> None:
    """Announce a new thing."""
    ref = ref_for(thing)
    event = events.ThingCreated(noun=NOUNS[type(thing)], ref=ref, name=thing.name, refs=(ref,))
    journal.announce(event, actor=actor, at=at)


def change(thing: T, values: dict[str, Any], *, actor: Actor, at: datetime) -> T:
    """Write those of ``values`` that differ (None: left alone), and tell."""
    before = str(thing)
    changes = []
    for name, value in values.items():
        if value is None or getattr(thing, name) == value:
            continue
        setattr(thing, name, value)
        label = LABELS.get(name, name)
        changes.append(label if name == "description" else f"{label} “{getattr(thing, name)}”")
    if changes:
        thing.version += 1
        thing.save()
        ref = ref_for(thing)
        event = events.ThingChanged(
            noun=NOUNS[type(thing)], ref=ref, name=before, changes=", ".join(changes), refs=(ref,)
        )
        journal.announce(event, actor=actor, at=at)
    return thing


def set_archived(thing: T, archived: bool, *, actor: Actor, at: datetime) -> T:
    """Put a thing into the archive, or take it out; nothing happens if it is there already."""
    if (thing.archived_at is not None) == archived:
        return thing
    thing.archived_at = at if archived else None
    thing.version += 1
    thing.save(update_fields=["archived_at", "version"])
    ref = ref_for(thing)
    kind = events.ThingArchived if archived else events.ThingRestored
    event = kind(noun=NOUNS[type(thing)], ref=ref, name=thing.name, refs=(ref,))
    journal.announce(event, actor=actor, at=at)
    return thing


def remove(thing: Product | Area | Team, *, actor: Actor, at: datetime) -> None:
    """Delete a thing that nothing hangs on. Raises Conflict where something does."""
    held: list[tuple[str, Any]] = []
    if isinstance(thing, Product | Team):
        held.append(("areas", thing.areas))
    if isinstance(thing, Team):
        held.append(("members", thing.members))
    for noun, rows in held:
        if rows.exists():
            raise Conflict(f"“{thing}” still has {noun}.")
    ref = ref_for(thing)
    event = events.ThingRemoved(noun=NOUNS[type(thing)], ref=ref, name=thing.name, refs=(ref,))
    thing.delete()
    journal.announce(event, actor=actor, at=at)


def tell_ownerless(area: Area, *, actor: Actor, at: datetime) -> None:
    """Announce that no team owns an area any more."""
    ref = ref_for(area)
    event = events.ThingChanged(
        noun="area", ref=ref, name=area.name, changes="owned by no team", refs=(ref,)
    )
    journal.announce(event, actor=actor, at=at)
