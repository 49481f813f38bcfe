from datetime import datetime

from django.db import transaction

from sous.kernel.actors import Actor
from sous.organization.commands import named
from sous.organization.models import Area, Product, Team
from sous.organization.permissions import require_shape

NOBODY = 0  # as ``team_id``: the area is owned by no team


@transaction.atomic
def create_area(
    *, actor: Actor, at: datetime, product_id: int, name: str, team_id: int | None = None
) -> Area:
    """Make an area of a product. Raises NotFound, and Invalid for a name that cannot be."""
    require_shape(actor)
    product = named.load(Product, product_id)
    team = named.load(Team, team_id) if team_id else None
    made = Area(product=product, team=team)
    made.name = named.check(made, name=name) or ""
    made.save(force_insert=True)
    named.tell_created(made, actor=actor, at=at)
    return made


@transaction.atomic
def change_area(
    *,
    actor: Actor,
    at: datetime,
    area_id: int,
    name: str | None = None,
    team_id: int | None = None,
    version: int | None = None,
) -> Area:
    """Change what is given; ``team_id`` 0 takes the area from its team."""
    require_shape(actor)
    area = named.load(Area, area_id, version)
    name = named.check(area, name=name)
    if team_id == NOBODY and area.team_id is not None:
        area.team = None
        area.version += 1
        area.save(update_fields=["team", "version"])
        named.tell_ownerless(area, actor=actor, at=at)
    team = named.load(Team, team_id) if team_id else None
    return named.change(area, {"name": name, "team": team}, actor=actor, at=at)


@transaction.atomic
def archive_area(*, actor: Actor, at: datetime, area_id: int) -> Area:
    """Take an area out of every list to choose from; what points at it stays."""
    require_shape(actor)
    return named.set_archived(named.load(Area, area_id), True, actor=actor, at=at)


@transaction.atomic
def restore_area(*, actor: Actor, at: datetime, area_id: int) -> Area:
    """Undo the archiving."""
    require_shape(actor)
    return named.set_archived(named.load(Area, area_id), False, actor=actor, at=at)


@transaction.atomic
def remove_area(*, actor: Actor, at: datetime, area_id: int) -> None:
    """Delete an area for good; what people work with is archived instead."""
    require_shape(actor)
    named.remove(named.load(Area, area_id), actor=actor, at=at)
