"""Refs name things everywhere: ``FB-1042`` in the journal, in links, in mentions, in the shell.

A ref is a registered prefix and a primary key. Rooms register their models when they load.
"""

import re
from dataclasses import dataclass

from django.db.models import Model

from sous.kernel.errors import NotFound

PATTERN = re.compile(r"\b([A-Z]{2,5})-([1-9][0-9]{0,17})\b")


@dataclass(frozen=True)
class RefKind:
    """One kind of thing that has a ref."""

    prefix: str
    model: type[Model]
    noun: str
    path: str  # where its page is: "/feedback/{id}"


_kinds: dict[str, RefKind] = {}
_by_model: dict[type[Model], RefKind] = {}


def register(prefix: str, model: type[Model], *, noun: str, path: str) -> None:
    """Give ``model`` a prefix. Raises ValueError when another model has it."""
    known = _kinds.get(prefix)
    if known and known.model is not model:
        raise ValueError(f"{prefix} already names {known.model.__name__}")
    kind = RefKind(prefix, model, noun, path)
    _kinds[prefix] = _by_model[model] = kind


def kinds() -> list[RefKind]:
    """All kinds, by prefix."""
    return [_kinds[prefix] for prefix in sorted(_kinds)]


def ref_for(thing: Model) -> str:
    """The ref of a saved object."""
    return make_ref(type(thing), thing.pk)


def make_ref(model: type[Model], pk: int) -> str:
    """The ref of the row ``pk`` of ``model``."""
    return f"{_by_model[model].prefix}-{pk}"


def parse_ref(ref: str) -> tuple[RefKind, int]:
    """Split a ref. Raises NotFound for anything that is not one."""
    match = PATTERN.fullmatch(ref.strip().upper())
    kind = _kinds.get(match[1]) if match else None
    if not match or kind is None or int(match[2]) >= 2**63:
        raise NotFound(f"“{ref[:40]}” is not a reference that Sous knows.")
    return kind, int(match[2])


def pk_of(ref: str, model: type[Model]) -> int:
    """The primary key in a ref that must name a ``model``. Raises NotFound."""
    kind, pk = parse_ref(ref)
    if kind.model is not model:
        raise NotFound(f"{ref.upper()} is a {kind.noun}, which is not what is looked for here.")
    return pk


def resolve(ref: str) -> Model:
    """The object a ref names. Raises NotFound."""
    kind, pk = parse_ref(ref)
    found = kind.model._default_manager.filter(pk=pk).first()
    if found is None:
        raise NotFound(f"There is no {kind.noun} {ref.upper()}.")
    return found


def path_for(ref: str) -> str:
    """The address of the page about ``ref``, from the site's root."""
    kind, pk = parse_ref(ref)
    return kind.path.format(id=pk)


def refs_in(text: str) -> list[str]:
    """The refs mentioned in a text, in order, once each."""
    found = (match[0] for match in PATTERN.finditer(text) if match[1] in _kinds)
    return list(dict.fromkeys(found))
