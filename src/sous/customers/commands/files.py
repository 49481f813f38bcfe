"""Files of accounts and contacts: take in, check, import in the background."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files import File
from django.db import transaction

from sous.customers.choices import RUNNABLE_STATES, FileState, RowKind
from sous.customers.commands.bulk import upsert_accounts, upsert_contacts
from sous.customers.models import CustomerFile
from sous.customers.permissions import require_edit
from sous.customers.queries import batches, file, open_file, rows_in
from sous.customers.rules import Upserted
from sous.customers.rules.columns import guess_columns, guess_kind, labels_for
from sous.engines.tables import TableError
from sous.kernel import jobs
from sous.kernel.actors import Actor
from sous.kernel.errors import Conflict, Invalid

BATCH = 1_000
CHECKED = 5_000
KEPT_REFUSALS = 2_000


def add_customer_file(
    *, actor: Actor, at: datetime, name: str, content: File[bytes], kind: str = ""
) -> CustomerFile:
    """Take a file in, guess what its columns mean, and count what an import would do.

    ``kind`` is accounts or contacts; told by the header when empty. Raises Invalid with a sentence
    for whatever is wrong with the file, which is then not kept.
    """
    require_edit(actor)
    if kind not in ("", *RowKind.values):
        raise Invalid("Choose accounts or contacts.", {"kind": "Choose one of the two."})
    kept = CustomerFile(name=name[:255], created_by_id=actor.user_id, created_at=at)
    kept.file.save(name[-80:] or "file", content, save=False)
    try:
        with open_file(kept) as table:
            kept.columns = list(table.columns)
        if not kept.columns:
            raise Invalid("The file has no columns.", {"file": "The file has no columns."})
        kept.kind = kind or guess_kind(kept.columns)
        kept.mapping = guess_columns(kept.kind, kept.columns)
        _count(kept, actor, at)
    except TableError as error:
        kept.file.delete(save=False)
        raise Invalid(str(error), {"file": str(error)})
    except Exception:
        kept.file.delete(save=False)
        raise
    kept.save(force_insert=True)
    return kept


@transaction.atomic
def map_customer_file(
    *, actor: Actor, at: datetime, file_id: int, mapping: Mapping[str, str], kind: str = ""
) -> CustomerFile:
    """Say what the columns mean (field → column), and count again. Raises Invalid, Conflict."""
    require_edit(actor)
    kept = _load(file_id)
    if kind in RowKind.values and kind != kept.kind:
        kept.kind = kind
        mapping = guess_columns(kind, kept.columns)
    known = labels_for(kept.kind)
    mapping = {name: column for name, column in mapping.items() if column}
    problems = {}
    for name, column in mapping.items():
        if name not in known or column not in kept.columns:
            problems[name] = "There is no such column."
    if len(set(mapping.values())) != len(mapping):
        problems["mapping"] = "Two fields cannot come from the same column."
    if problems:
        raise Invalid("These columns cannot be used so.", problems)
    kept.mapping = dict(mapping)
    try:
        _count(kept, actor, at)
    except TableError as error:
        raise Invalid(str(error))
    kept.save()
    return kept


@transaction.atomic
def start_customer_file(*, actor: Actor, at: datetime, file_id: int) -> CustomerFile:
    """Import a checked file in the background. Raises Conflict when that is done or under way."""
    require_edit(actor)
    kept = _load(file_id)
    kept.state, kept.message = FileState.RUNNING, ""
    path = "sous.customers.tasks.import_customer_file"
    kept.job = jobs.enqueue(path, kept.pk, actor.user_id)
    kept.save()
    return kept


@transaction.atomic
def drop_customer_file(*, actor: Actor, at: datetime, file_id: int) -> None:
    """Forget a file that was brought but not imported. Raises Conflict when it was."""
    require_edit(actor)
    kept = _load(file_id)
    stored = kept.file
    kept.delete()
    transaction.on_commit(lambda: stored.delete(save=False))


def take_customer_file(
    *, actor: Actor, at: datetime, file_id: int, begin: bool = False
) -> CustomerFile:
    """Write the rows of a started file, batch by batch; doing it again changes nothing twice.

    ``begin`` starts a checked file here and now rather than in the background.
    """
    require_edit(actor)
    kept = file(actor, file_id)
    if begin and kept.state == FileState.UPLOADED:
        kept.state = FileState.RUNNING
    if kept.state != FileState.RUNNING:
        return kept
    try:
        done = _each_batch(kept, actor, at, dry=False)
    except TableError as error:
        kept.state, kept.message = FileState.FAILED, str(error)
    else:
        _note(kept, *done)
        kept.state = FileState.DONE
        kept.file.delete(save=False)  # personal data is kept once, not twice
    kept.finished_at = at
    kept.save()
    return kept


def _load(pk: int) -> CustomerFile:
    kept = CustomerFile.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if kept is None or kept.state not in RUNNABLE_STATES or not kept.file:
        raise Conflict("This file is imported, or on its way. Bring it again to change it.")
    return kept


def _count(kept: CustomerFile, actor: Actor, at: datetime) -> None:
    """Fill in what an import would do, judged over the first rows."""
    _note(kept, *_each_batch(kept, actor, at, dry=True))


def _note(kept: CustomerFile, total: Upserted, rows: int, refusals: list[Any]) -> None:
    kept.rows = rows
    kept.created, kept.updated, kept.same = total.created, total.updated, total.same
    kept.refused = len(total.refused)
    kept.refusals = refusals


def _each_batch(
    kept: CustomerFile, actor: Actor, at: datetime, *, dry: bool
) -> tuple[Upserted, int, list[Any]]:
    upsert = upsert_accounts if kept.kind == RowKind.ACCOUNTS else upsert_contacts
    total, rows = Upserted(), 0
    refusals: list[Any] = []
    with open_file(kept) as table:
        found = rows_in(table, kept.kind, kept.mapping)
        for batch in batches(found, CHECKED if dry else BATCH):
            good = [(row, values) for row, values, _ in batch if values is not None]
            values = [values for _, values in good]
            done = upsert(actor=actor, at=at, rows=values, source="file", dry=dry)
            total.created += done.created
            total.updated += done.updated
            total.same += done.same
            bad = [(good[number][0], reason) for number, reason in done.refused.items()]
            bad += [(row, reason) for row, values, reason in batch if values is None]
            for row, reason in sorted(bad, key=lambda each: each[0].number):
                total.refused[row.number] = reason
                if len(refusals) < KEPT_REFUSALS:
                    refusals.append([row.number, reason, dict(row.flat())])
            rows += len(batch)
            if dry:
                break
            jobs.report(int(table.progress * 1000), 1000, f"{rows:,} rows")
    return total, rows, refusals
