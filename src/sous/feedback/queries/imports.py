from typing import Any

from django.db.models import QuerySet

from sous.engines import tables
from sous.engines.tables import BEYOND, REASON
from sous.feedback.choices import RowOutcome
from sous.feedback.models import Import, ImportRow, Item, Version
from sous.kernel.actors import Actor
from sous.kernel.errors import Invalid, NotFound
from sous.kernel.models import Attachment, Comment
from sous.kernel.permissions import require_view
from sous.kernel.refs import make_ref


def imports(actor: Actor) -> QuerySet[Import]:
    """All imports, newest first."""
    require_view(actor)
    wide = ("preview", "samples", "columns", "mapping", "notes", "reasons")
    return Import.objects.select_related("job").defer(*wide).order_by("-pk")


def import_by_id(actor: Actor, pk: int) -> Import:
    """One import. Raises NotFound."""
    require_view(actor)
    found = Import.objects.select_related("job", "created_by").filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such import.")
    return found


def import_rows(actor: Actor, pk: int, outcome: str) -> QuerySet[ImportRow]:
    """The rows of an import that had this outcome, in the order of the file."""
    require_view(actor)
    if outcome not in RowOutcome.values:
        raise Invalid(f"“{outcome}” is not an outcome of a row.")
    rows = ImportRow.objects.filter(imported_by_id=pk, outcome=outcome)
    return rows.select_related("item").order_by("pk")


def refused_columns(imported: Import) -> list[str]:
    """The columns for the file of refused rows: those of the original, then the reason.

    Values that rows had too many come along, else such a row would look whole when sent again.
    """
    columns = [name for name in imported.columns if name not in (REASON, BEYOND)]
    refused = imported.other_rows.filter(outcome=RowOutcome.REFUSED)
    beyond = [BEYOND] if refused.filter(raw__has_key=BEYOND).exists() else []
    return [*columns, *beyond, REASON]


def format_names() -> dict[str, str]:
    """All formats that can be read: key → label."""
    return {each.key: each.label for each in tables.formats()}


def touched_items(imported: Import, after: int, upto: int) -> set[int]:
    """Which items of an import, by id in (after, upto], people have quoted, discussed or judged."""
    items = Item.objects.filter(imported_by=imported, pk__gt=after, pk__lte=upto)
    found = set(items.filter(quotes__isnull=False).values_list("pk", flat=True))
    found |= set(items.filter(corrections__isnull=False).values_list("pk", flat=True))
    refs = {make_ref(Item, pk): pk for pk in items.values_list("pk", flat=True)}
    for model in (Comment, Attachment):
        named = model.objects.filter(ref__in=refs).values_list("ref", flat=True)
        found |= {refs[ref] for ref in named}
    return found


def undo_facts(actor: Actor, imported: Import) -> dict[str, Any]:
    """What undoing would touch, for the question before it."""
    require_view(actor)
    items = Item.objects.filter(imported_by=imported)
    return {
        "items": items.count(),
        "restored": Version.objects.filter(replaced_by=imported).count(),
        "quotes": items.filter(quotes__isnull=False).distinct().count(),
        "judged": items.filter(corrections__isnull=False).distinct().count(),
    }
