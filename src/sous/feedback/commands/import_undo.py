"""Taking an import out again: a few hundred items in each transaction, as if it had never been."""

from datetime import datetime

from django.db import transaction
from django.utils.dateparse import parse_datetime

from sous.feedback import events
from sous.feedback.choices import ImportState
from sous.feedback.commands.tallies import tally
from sous.feedback.models import Import, Item, Version
from sous.feedback.permissions import require_import
from sous.feedback.queries.imports import import_by_id, touched_items
from sous.kernel import jobs, journal
from sous.kernel.actors import Actor
from sous.kernel.commands import forget_threads
from sous.kernel.errors import Conflict, Invalid
from sous.kernel.refs import make_ref, ref_for

UNDO_TASK = "sous.feedback.tasks.undo_import"
STEP = 300


@transaction.atomic
def undo_import(
    *,
    actor: Actor,
    at: datetime,
    import_id: int,
    keep_touched: bool = True,
    background: bool = True,
) -> Import:
    """Begin to take an import out again, also one that is still running.

    ``keep_touched`` leaves items in place that people have quoted, discussed or judged.
    """
    require_import(actor)
    imported = Import.objects.select_for_update().get(pk=import_by_id(actor, import_id).pk)
    if imported.state not in {ImportState.DONE, ImportState.RUNNING}:
        raise Conflict("Only an import that ran can be undone.")
    imported.state = ImportState.UNDOING
    imported.options = {**imported.options, "keep_touched": keep_touched}
    imported.cursor = 0
    imported.kept = 0
    if background:
        imported.job = jobs.enqueue(UNDO_TASK, imported.pk)
    imported.save()
    event = events.ImportUndoStarted(import_id=imported.pk, refs=(ref_for(imported),))
    journal.announce(event, actor=actor, at=at)
    return imported


@transaction.atomic
def undo_rows(*, actor: Actor, at: datetime, import_id: int) -> bool:
    """Take the next few hundred items out, or restore them. False when nothing is left to do."""
    require_import(actor)
    imported = Import.objects.select_for_update().get(pk=import_id)
    if imported.state != ImportState.UNDOING:
        raise Conflict("This import is not being undone.")
    more = _restore_some(imported) or _remove_some(imported, actor, at)
    imported.save()
    return more


def _restore_some(imported: Import) -> bool:
    """Give changed items their former values back.

    Where a later import changed an item again, its words stay, and the values that *it* replaced
    become those that this import had replaced.
    """
    versions = list(Version.objects.filter(replaced_by=imported).order_by("pk")[:STEP])
    if not versions:
        return False
    item_ids = [version.item_id for version in versions]
    items = Item.objects.in_bulk(item_ids)
    later: dict[int, Version] = {}
    for version in Version.objects.filter(item__in=item_ids).order_by("-pk"):
        if version.replaced_by_id != imported.pk:
            later[version.item_id] = version
    restored, spliced = [], []
    for version in versions:
        after = later.get(version.item_id)
        if after is not None and after.pk > version.pk:
            after.values = version.values
            spliced.append(after)
        else:
            restored.append(_restored(items[version.item_id], version))
    Version.objects.bulk_update(spliced, ["values"])
    if restored:
        fields = list(versions[0].values)
        Item.objects.bulk_update(restored, fields, batch_size=100)
    Version.objects.filter(pk__in=[version.pk for version in versions]).delete()
    return True


def _restored(item: Item, version: Version) -> Item:
    for name, value in version.values.items():
        setattr(item, name, parse_datetime(value) if name == "said_at" else value)
    return item


def _remove_some(imported: Import, actor: Actor, at: datetime) -> bool:
    """Delete items that this import brought and that nothing else holds."""
    items = Item.objects.filter(imported_by=imported, pk__gt=imported.cursor).order_by("pk")
    found = dict(items.values_list("pk", "state")[:STEP])
    if not found:
        return False
    last = max(found)
    handed = _hand_over(imported, list(found))
    kept = set(handed)
    if imported.options.get("keep_touched", True):
        touched = touched_items(imported, imported.cursor, last) & set(found)
        imported.kept += len(touched - kept)
        kept |= touched
    gone = {pk: state for pk, state in found.items() if pk not in kept}
    refs = [make_ref(Item, pk) for pk in gone]
    forget_threads(actor=actor, at=at, refs=refs)
    Item.objects.filter(pk__in=gone).delete()
    moves: dict[str, int] = {}
    for state in gone.values():
        moves[state] = moves.get(state, 0) - 1
    tally(moves)
    imported.cursor = last
    return True


def _hand_over(imported: Import, item_ids: list[int]) -> list[int]:
    """Items that a later import has brought again with other words become that import's own."""
    first: dict[int, Version] = {}
    for version in Version.objects.filter(item__in=item_ids).order_by("-pk"):
        first[version.item_id] = version
    items = Item.objects.in_bulk(list(first))
    for pk, version in first.items():
        items[pk].imported_by_id = version.replaced_by_id
    Item.objects.bulk_update(items.values(), ["imported_by"])
    Version.objects.filter(pk__in=[version.pk for version in first.values()]).delete()
    return list(first)


@transaction.atomic
def finish_undo(*, actor: Actor, at: datetime, import_id: int) -> Import:
    """Say that an import is out again; one that broke by itself is then called failed."""
    require_import(actor)
    imported = Import.objects.select_for_update().get(pk=import_id)
    if imported.state != ImportState.UNDOING:
        raise Conflict("This import is not being undone.")
    imported.state = ImportState.FAILED if imported.message else ImportState.UNDONE
    imported.finished_at = at
    imported.cursor = 0
    imported.save()
    imported.other_rows.exclude(outcome="refused").delete()
    event = events.ImportUndone(
        import_id=imported.pk, kept=imported.kept, refs=(ref_for(imported),)
    )
    journal.announce(event, actor=actor, at=at)
    return imported


@transaction.atomic
def discard_import(*, actor: Actor, at: datetime, import_id: int) -> None:
    """Forget an import that brought nothing, with its file. Raises Conflict for any other."""
    require_import(actor)
    imported = Import.objects.select_for_update().get(pk=import_by_id(actor, import_id).pk)
    busy = {ImportState.RUNNING, ImportState.UNDOING, ImportState.DONE}
    if imported.state in busy or imported.items.exists():
        raise Invalid("This import has brought items. Undo it instead.")
    event = events.ImportDiscarded(name=imported.name, refs=(ref_for(imported),))
    storage, name = imported.file.storage, str(imported.file.name)
    imported.delete()
    transaction.on_commit(lambda: storage.delete(name))
    journal.announce(event, actor=actor, at=at)
