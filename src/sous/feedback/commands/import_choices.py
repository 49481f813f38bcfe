"""An import before it runs: the file kept, its format and mapping chosen, its rows counted."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from sous.customers.models import Account
from sous.engines import tables
from sous.feedback import events
from sous.feedback.choices import Channel, ImportState
from sous.feedback.models import Import
from sous.feedback.permissions import require_import
from sous.feedback.queries.files import Findings, look_into, readable
from sous.feedback.queries.imports import import_by_id
from sous.kernel import jobs, journal
from sous.kernel.actors import Actor
from sous.kernel.errors import Conflict, Invalid
from sous.kernel.refs import ref_for
from sous.organization.models import Product

CHECK_TASK = "sous.feedback.tasks.check_import"
COUNTS = ("rows", "new", "updated", "duplicate", "refused", "skipped")
OPTIONS = {"channel", "product_id", "account_id", "format"}


def upload_import(
    *,
    actor: Actor,
    at: datetime,
    name: str,
    file: "File[bytes]",
    format_key: str = "",
    check: bool = True,
) -> Import:
    """Keep a file, recognise it, and (``check``) have its rows counted in the background.

    Raises Invalid for a file that is too large or cannot be read; nothing of it is kept then.
    """
    require_import(actor)
    size = file.size
    if size > settings.UPLOAD_LIMIT:
        most = tables.human_size(settings.UPLOAD_LIMIT)
        raise Invalid("The file is too large.", {"file": f"At most {most}."})
    if size == 0:
        raise Invalid("The file is empty.", {"file": "There is nothing in this file."})
    name = (name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1].strip() or "file")[:255]
    imported = Import(name=name, size=size, created_at=at, created_by_id=actor.user_id)
    imported.created_by_name = actor.name[:200]
    imported.file.save(f"{at:%d}-{name[-100:]}", file, save=False)
    try:
        with readable(imported) as source:
            findings = look_into(source, name, format_key=format_key)
        with transaction.atomic():
            _take_over(imported, findings)
            imported.save(force_insert=True)
            if check:
                _queue_check(imported)
            event = events.ImportUploaded(name=name, format=imported.format, refs=_refs(imported))
            journal.announce(event, actor=actor, at=at)
    except BaseException:
        imported.file.storage.delete(str(imported.file.name))
        raise
    return imported


def choose_import(
    *,
    actor: Actor,
    at: datetime,
    import_id: int,
    format_key: str | None = None,
    mapping: dict[str, Any] | None = None,
    options: dict[str, Any] | None = None,
    check: bool = True,
) -> Import:
    """Correct the format, the mapping or the options of an import that has not begun.

    A mapping of an earlier format is not carried over to another. Raises Invalid, Conflict.
    """
    require_import(actor)
    imported = import_by_id(actor, import_id)
    _require_open(imported)
    chosen = imported.format if format_key is None else format_key
    if mapping is None and chosen == imported.format:
        mapping = imported.mapping or None
    options = {**imported.options, **_checked_options(options or {})}
    with readable(imported) as source:
        findings = look_into(
            source,
            imported.name,
            format_key=chosen,
            mapping=mapping,
            options=options.get("format"),
        )
    with transaction.atomic():
        imported = Import.objects.select_for_update().get(pk=import_id)
        _require_open(imported)
        imported.options = options
        imported.round += 1
        imported.expected, imported.reasons = {}, {}
        _take_over(imported, findings)
        if check:
            _queue_check(imported)
        imported.save()
        event = events.ImportChosen(format=imported.format, refs=_refs(imported))
        journal.announce(event, actor=actor, at=at)
    return imported


@transaction.atomic
def note_check(
    *,
    actor: Actor,
    at: datetime,
    import_id: int,
    check_round: int,
    counts: dict[str, int],
    reasons: dict[str, int],
    message: str = "",
) -> bool:
    """Keep what counting the rows found. False when the choices have changed meanwhile."""
    require_import(actor)
    imported = Import.objects.select_for_update().get(pk=import_id)
    if imported.round != check_round or imported.state != ImportState.CHECKING:
        return False
    imported.expected = counts
    imported.reasons = reasons
    imported.message = message
    imported.state = ImportState.UPLOADED if message else ImportState.CHECKED
    imported.save()
    event = events.ImportChecked(rows=counts.get("rows", 0), refs=_refs(imported))
    journal.announce(event, actor=actor, at=at)
    return True


def _take_over(imported: Import, findings: Findings) -> None:
    imported.file_kind = findings.kind
    imported.format = findings.format
    imported.candidates = findings.candidates
    imported.columns = findings.columns
    imported.samples = findings.samples
    imported.notes = findings.notes
    imported.mapping = findings.mapping
    imported.preview = findings.preview
    imported.message = findings.problem
    imported.state = ImportState.UPLOADED


def _queue_check(imported: Import) -> None:
    """Count in the background, unless no row can be read with these choices."""
    if imported.message:
        return
    imported.state = ImportState.CHECKING
    imported.job = jobs.enqueue(CHECK_TASK, imported.pk, imported.round)
    imported.save()


def _require_open(imported: Import) -> None:
    if imported.state not in {ImportState.UPLOADED, ImportState.CHECKING, ImportState.CHECKED}:
        raise Conflict("This import has begun; its choices can no longer be changed.")


def _checked_options(options: dict[str, Any]) -> dict[str, Any]:
    problems = dict.fromkeys(set(options) - OPTIONS, "There is no such option.")
    channel = options.get("channel") or ""
    if channel and channel not in Channel.values:
        problems["channel"] = f"“{channel}” is not a channel."
    for name, model in (("product_id", Product), ("account_id", Account)):
        pk = options.get(name)
        if pk and not model.objects.filter(pk=pk).exists():
            problems[name] = "There is no such choice any more."
    if problems:
        raise Invalid("These choices cannot be used.", problems)
    return options


def _refs(imported: Import) -> tuple[str, ...]:
    return (ref_for(imported),)
