"""Refs in addresses and bodies."""

from django.db.models import Model

from sous.kernel.errors import NotFound
from sous.kernel.refs import parse_ref


def id_of(ref: str, model: type[Model]) -> int:
    """The primary key in a ref of ``model``. Raises NotFound for a ref of anything else."""
    kind, pk = parse_ref(ref)
    if kind.model is not model:
        raise NotFound(f"{ref[:40]} is a {kind.noun}.")
    return pk
