from datetime import datetime

from django.db import transaction

from sous.kernel.actors import Actor
from sous.organization.commands import named
from sous.organization.models import Product
from sous.organization.permissions import require_shape


@transaction.atomic
def create_product(*, actor: Actor, at: datetime, name: str, description: str = "") -> Product:
    """Make a product. Raises Invalid when the name is empty, too long or taken."""
    require_shape(actor)
    made = Product(description=description.strip())
    made.name = named.check(made, name=name, description=made.description) or ""
    made.save(force_insert=True)
    named.tell_created(made, actor=actor, at=at)
    return made


@transaction.atomic
def change_product(
    *,
    actor: Actor,
    at: datetime,
    product_id: int,
    name: str | None = None,
    description: str | None = None,
    version: int | None = None,
) -> Product:
    """Change what is given; with ``version`` only if nobody changed it since."""
    require_shape(actor)
    found = named.load(Product, product_id, version)
    description = None if description is None else description.strip()
    name = named.check(found, name=name, description=description)
    return named.change(found, {"name": name, "description": description}, actor=actor, at=at)


@transaction.atomic
def archive_product(*, actor: Actor, at: datetime, product_id: int) -> Product:
    """Take a product out of every list to choose from; what points at it stays."""
    require_shape(actor)
    return named.set_archived(named.load(Product, product_id), True, actor=actor, at=at)


@transaction.atomic
def restore_product(*, actor: Actor, at: datetime, product_id: int) -> Product:
    """Undo the archiving."""
    require_shape(actor)
    return named.set_archived(named.load(Product, product_id), False, actor=actor, at=at)


@transaction.atomic
def remove_product(*, actor: Actor, at: datetime, product_id: int) -> None:
    """Delete a product for good; what people work with is archived instead."""
    require_shape(actor)
    named.remove(named.load(Product, product_id), actor=actor, at=at)
