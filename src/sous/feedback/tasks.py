"""The feedback room's background work: imports."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TypeVar

from django.utils import timezone
from django_tasks import task

from sous.customers.models import Account, Contact
from sous.engines.tables import Record, Refusal, TableError
from sous.feedback import commands
from sous.feedback.commands.import_run import refresh_statistics
from sous.feedback.commands.import_undo import STEP
from sous.feedback.models import Import, Item
from sous.feedback.queries.files import ReadRow, open_rows
from sous.feedback.rules import RowOptions, item_values
from sous.kernel import jobs
from sous.kernel.actors import Actor
from sous.kernel.choices import ActorKind
from sous.kernel.errors import Conflict, Invalid
from sous.organization.models import Product

CHUNK = 500
ACTOR = Actor.system("Import")
Progress = Callable[[Import, int, int], None]
T = TypeVar("T")


def in_chunks(rows: Iterator[T], size: int) -> Iterator[list[T]]:
    """Lists of ``size`` rows; the last one may be shorter."""
    while chunk := list(islice(rows, size)):
        yield chunk


@task(queue_name="long", priority=5)
def check_import(import_id: int, check_round: int) -> None:
    """Count what an import would bring, without bringing it."""
    imported = Import.objects.filter(pk=import_id, round=check_round).first()
    if imported is None:
        return
    counts: Counter[str] = Counter(
        dict.fromkeys(("rows", "new", "updated", "duplicate", "refused", "skipped"), 0)
    )
    reasons: Counter[str] = Counter()
    message = ""

    def wanted() -> bool:
        return Import.objects.filter(pk=import_id, round=check_round).exists()

    try:
        if not count_rows(imported, counts, reasons, wanted):
            return  # begun or chosen anew meanwhile: the import is not to wait for this
    except Invalid as error:
        message = error.message
    commands.note_check(
        actor=ACTOR,
        at=timezone.now(),
        import_id=import_id,
        check_round=check_round,
        counts=dict(counts),
        reasons=dict(reasons.most_common(50)),
        message=message,
    )


def count_rows(
    imported: Import,
    counts: Counter[str],
    reasons: Counter[str],
    wanted: Callable[[], bool] = lambda: True,
) -> bool:
    """Add up what becomes of each row. False where it was not ``wanted`` to the end."""
    products = {p.name.lower(): p.pk for p in Product.objects.only("name")}
    chosen = imported.options
    options = RowOptions(
        received_at=imported.created_at,
        channel=chosen.get("channel") or "",
        product_id=chosen.get("product_id") or None,
        products=products,
    )
    with open_rows(imported) as (table, rows):
        for chunk in in_chunks(rows, CHUNK):
            keys = {row.key for row in chunk if row.key}
            known = dict(Item.objects.filter(key__in=keys).values_list("key", "checksum"))
            for row in chunk:
                counts[_fate(row, known, options)] += 1
                if not isinstance(row.outcome, Record):
                    reasons[row.outcome.reason[:200]] += 1
            counts["rows"] += len(chunk)
            total = total_rows(imported, table.progress, counts["rows"])
            jobs.report(counts["rows"], total, "Checking the rows")
            if not wanted():
                return False
    return True


def _fate(row: ReadRow, known: dict[str | None, str], options: RowOptions) -> str:
    if isinstance(row.outcome, Record):
        if row.repeated:
            return "duplicate"
        if row.key not in known:
            return "new"
        same = known[row.key] == item_values(row.outcome, options)["checksum"]
        return "duplicate" if same else "updated"
    return "refused" if isinstance(row.outcome, Refusal) else "skipped"


def total_rows(imported: Import, share: float, done: int) -> int:
    """How many rows there are: as counted before, else as far as the read share tells."""
    if expected := imported.expected.get("rows"):
        return max(int(expected), done)
    return max(done + 1, int(done / share)) if 0 < share < 1 else done


@task(queue_name="long")
def run_import(import_id: int) -> None:
    """Bring all rows in; goes on after the last row that is safely in."""
    work_import(import_id)


def work_import(import_id: int, progress: Progress | None = None) -> None:
    """The same for the shell, where ``progress(import, done, total)`` draws the bar."""
    imported = Import.objects.get(pk=import_id)
    try:
        _bring_rows(imported, progress)
    except Conflict:
        return  # undone meanwhile, or another worker has it
    except (Invalid, TableError) as error:
        commands.fail_import(
            actor=ACTOR, at=timezone.now(), import_id=import_id, message=str(error)
        )
        work_undo(import_id)
        return
    actor = actor_for(imported)
    commands.finish_import(actor=actor, at=timezone.now(), import_id=import_id)
    refresh_statistics()


def _bring_rows(imported: Import, progress: Progress | None) -> None:
    actor = actor_for(imported)
    with open_rows(imported) as (table, rows):
        skip(rows, imported.cursor)
        for chunk in in_chunks(rows, CHUNK):
            imported = commands.import_rows(
                actor=actor,
                at=timezone.now(),
                import_id=imported.pk,
                cursor=imported.cursor,
                rows=chunk,
            )
            total = total_rows(imported, table.progress, imported.rows)
            jobs.report(imported.rows, total, f"{imported.new:,} new")
            if progress:
                progress(imported, imported.rows, total)


def skip(rows: Iterator[ReadRow], number: int) -> None:
    """Read rows that are in already, so that the file's own repetitions are known again."""
    for _ in islice(rows, number):
        pass


@task(queue_name="long", priority=5)
def undo_import(import_id: int) -> None:
    """Take an import out again; goes on where it was interrupted."""
    work_undo(import_id)


def work_undo(import_id: int, progress: Progress | None = None) -> None:
    """The same for the shell."""
    imported = Import.objects.get(pk=import_id)
    total = Item.objects.filter(imported_by=imported).count() + imported.replaced.count()
    done = 0
    while commands.undo_rows(actor=ACTOR, at=timezone.now(), import_id=import_id):
        done = min(total, done + STEP)
        jobs.report(done, total, "Taking items out")
        if progress:
            progress(imported, done, total)
    commands.finish_undo(actor=actor_for(imported), at=timezone.now(), import_id=import_id)


def actor_for(imported: Import) -> Actor:
    """Whoever sent the file, in the role that the import needs, for the history."""
    who = replace(ACTOR, name=imported.created_by_name or ACTOR.name)
    if imported.created_by_id is None:
        return who
    return replace(who, kind=ActorKind.PERSON, user_id=imported.created_by_id)


VOICES = 5_000


@task(queue_name="quick")
def count_all_voices() -> None:
    """Tell the customers room how often each account and contact was heard."""
    for column, model in (("account_ids", Account), ("contact_ids", Contact)):
        last = 0
        while True:
            rows = model._default_manager.filter(pk__gt=last).order_by("pk")
            ids = list(rows.values_list("pk", flat=True)[:VOICES])
            if not ids:
                break
            last = ids[-1]
            both: dict[str, list[int]] = {"account_ids": [], "contact_ids": [], column: ids}
            commands.count_voices(actor=ACTOR, at=timezone.now(), **both)
