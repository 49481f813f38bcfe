"""Running an import: a few hundred rows and the place reached in each transaction."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from sous.engines.tables import Record, Refusal, Skipped
from sous.feedback import events
from sous.feedback.choices import ImportState, JudgedBy, RowOutcome, TriageState
from sous.feedback.commands.following import NAMELESS
from sous.feedback.commands.inserting import insert_rows
from sous.feedback.commands.people import People, people_of
from sous.feedback.commands.tallies import tally
from sous.feedback.models import Import, ImportRow, Item, Quote, Version, Voter
from sous.feedback.permissions import require_import
from sous.feedback.queries.files import ReadRow
from sous.feedback.queries.imports import import_by_id
from sous.feedback.rules import SOURCE_FIELDS, RowOptions, item_values
from sous.kernel import jobs, journal
from sous.kernel.actors import Actor
from sous.kernel.errors import Conflict, Invalid
from sous.kernel.refs import ref_for
from sous.organization.models import Product

RUN_TASK = "sous.feedback.tasks.run_import"
MAX_ROWS = 2_000


@transaction.atomic
def start_import(*, actor: Actor, at: datetime, import_id: int, background: bool = True) -> Import:
    """Begin to import. Raises Conflict unless it is ready, Invalid when no row can be read."""
    require_import(actor)
    imported = Import.objects.select_for_update().get(pk=import_by_id(actor, import_id).pk)
    if imported.message and imported.state == ImportState.UPLOADED:
        raise Invalid(imported.message)
    startable = {ImportState.UPLOADED, ImportState.CHECKING, ImportState.CHECKED}
    if imported.state not in startable | {ImportState.UNDONE, ImportState.FAILED}:
        raise Conflict("This import has begun already.")
    for name in (
        "rows",
        "new",
        "updated",
        "duplicate",
        "refused",
        "skipped",
        "kept",
        "nameless",
        "cursor",
    ):
        setattr(imported, name, 0)
    imported.other_rows.all().delete()
    imported.reasons, imported.message = {}, ""
    imported.round += 1
    imported.state = ImportState.RUNNING
    imported.started_at, imported.finished_at = at, None
    if background:
        imported.job = jobs.enqueue(RUN_TASK, imported.pk)
    imported.save()
    journal.announce(events.ImportStarted(refs=(ref_for(imported),)), actor=actor, at=at)
    return imported


@transaction.atomic
def import_rows(
    *, actor: Actor, at: datetime, import_id: int, cursor: int, rows: Sequence[ReadRow]
) -> Import:
    """Bring the rows after ``cursor`` in, together with the new cursor.

    Raises Conflict when the import is elsewhere by now: another worker has it, or it was undone.
    """
    require_import(actor)
    if len(rows) > MAX_ROWS:
        raise Invalid(f"At most {MAX_ROWS:,} rows at a time.")
    imported = Import.objects.select_for_update().get(pk=import_id)
    if imported.state != ImportState.RUNNING or imported.cursor != cursor:
        raise Conflict("This import went on without this worker.")
    batch = _Batch(imported, actor, at)
    batch.sort(rows)
    batch.write()
    imported.cursor += len(rows)
    imported.rows += len(rows)
    imported.save()
    return imported


class _Batch:
    """One transaction's rows on their way: sorted by what becomes of them, then written."""

    def __init__(self, imported: Import, actor: Actor, at: datetime) -> None:
        self.imported, self.actor, self.at = imported, actor, at
        options = imported.options
        self.account_id: int | None = options.get("account_id") or None
        self.options = RowOptions(
            received_at=imported.created_at,
            channel=options.get("channel") or "",
            product_id=options.get("product_id") or None,
            products={p.name.lower(): p.pk for p in Product.objects.only("name")},
        )
        self.new: list[tuple[Record, dict[str, Any]]] = []
        self.changed: list[tuple[Item, dict[str, Any], Record]] = []
        self.others: list[ImportRow] = []
        self.reasons: Counter[str] = Counter()

    def sort(self, rows: Sequence[ReadRow]) -> None:
        keys = {row.key for row in rows if row.key}
        known = {item.key: item for item in Item.objects.filter(key__in=keys)}
        for row in rows:
            outcome = row.outcome
            if isinstance(outcome, Refusal):
                self._other(RowOutcome.REFUSED, outcome.row_number, outcome.reason, outcome.raw)
            elif isinstance(outcome, Skipped):
                self._other(RowOutcome.SKIPPED, outcome.row_number, outcome.reason)
            else:
                self._record(row, outcome, known.get(row.key))

    def _record(self, row: ReadRow, record: Record, item: Item | None) -> None:
        if row.repeated:
            self._other(
                RowOutcome.DUPLICATE,
                record.row_number,
                "The file has it twice",
                item=item if item and item.pk else None,
            )
            return
        values = item_values(record, self.options)
        if item is None:
            values["key"] = row.key
            values["received_at"] = self.imported.created_at
            values["imported_by_id"] = self.imported.pk
            self.new.append((record, values))
        elif item.checksum == values["checksum"]:
            self._other(
                RowOutcome.DUPLICATE, record.row_number, "It is here already, unchanged", item=item
            )
        else:
            self.changed.append((item, values, record))
            self._other(RowOutcome.UPDATED, record.row_number, "", item=item)

    def _other(
        self,
        outcome: RowOutcome,
        number: int,
        reason: str,
        raw: dict[str, Any] | None = None,
        item: Item | None = None,
    ) -> None:
        if reason and outcome in {RowOutcome.REFUSED, RowOutcome.SKIPPED}:
            self.reasons[reason[:200]] += 1
        self.others.append(
            ImportRow(
                imported_by=self.imported,
                number=number,
                outcome=outcome,
                reason=reason[:500],
                raw=raw,
                item=item,
            )
        )

    def write(self) -> None:
        records = [record for record, _ in self.new] + [record for *_, record in self.changed]
        people = people_of(records, actor=self.actor, at=self.at)
        self._unname(people)
        self._write_new(people)
        self._write_changed(people)
        ImportRow.objects.bulk_create(self.others)
        imported = self.imported
        counts = Counter(str(row.outcome) for row in self.others)
        imported.new += len(self.new)
        for name in RowOutcome.values:
            setattr(imported, name, getattr(imported, name) + counts[name])
        for reason, number in self.reasons.items():
            if reason in imported.reasons or len(imported.reasons) < 50:
                imported.reasons[reason] = imported.reasons.get(reason, 0) + number

    def _unname(self, people: People) -> None:
        """What people said who were erased since comes in without who they were."""
        rows = [*self.new, *((record, values) for _, values, record in self.changed)]
        for record, values in rows if people.erased else ():
            if people.was_erased(record.author_email):
                values.update(NAMELESS)
                self.imported.nameless += 1

    def _write_new(self, people: People) -> None:
        behind = people.authors[: len(self.new)]
        for (_, values), (contact_id, account_id) in zip(self.new, behind, strict=True):
            values["contact_id"] = contact_id
            values["account_id"] = account_id or self.account_id
        insert_rows(Item, [values for _, values in self.new])
        tally({TriageState.NEW: len(self.new)})
        voted = {values["key"]: record for record, values in self.new if record.voters}
        if voted:
            made = Item.objects.filter(key__in=voted).only("key").order_by("pk")
            voters = [voter for item in made for voter in _voters(item, voted[item.key], people)]
            Voter.objects.bulk_create(voters)

    def _write_changed(self, people: People) -> None:
        if not self.changed:
            return
        Version.objects.bulk_create(
            Version(
                item=item,
                replaced_by=self.imported,
                values=values_of(item),
                replaced_at=self.at,
            )
            for item, _, _ in self.changed
        )
        voters = []
        reworded = [item.pk for item, values, _ in self.changed if item.text != values["text"]]
        behind = people.authors[len(self.new) :]
        for (item, values, record), ids in zip(self.changed, behind, strict=True):
            _update(item, values, record)
            contact_id, account_id = ids
            item.contact_id = item.contact_id or contact_id
            item.account_id = item.account_id or account_id
            voters += _voters(item, record, people)
        items = [item for item, *_ in self.changed]
        fields = [*SOURCE_FIELDS, "product", "contact", "account"]
        Item.objects.bulk_update(items, fields, batch_size=100)
        Voter.objects.filter(item__in=items).delete()
        Voter.objects.bulk_create(voters)
        keep_quotes(reworded, self.imported)


def values_of(item: Item) -> dict[str, Any]:
    """What the source said of an item until now, as JSON."""
    values = {name: getattr(item, name) for name in SOURCE_FIELDS}
    values["said_at"] = item.said_at.isoformat()
    return values


def _update(item: Item, values: dict[str, Any], record: Record) -> None:
    """Put newer values into an item; what people judged and tagged stays."""
    values = dict(values)
    values["tags"] = sorted({*item.tags, *values["tags"]})
    if record.created_at is None:
        values["said_at"] = item.said_at
    same_words = item.text == values["text"]
    for name in ("kind", "sentiment"):
        by = getattr(item, f"{name}_by")
        estimated = by == JudgedBy.MODEL and same_words and not values[f"{name}_by"]
        if by == JudgedBy.PERSON or estimated:
            values[name], values[f"{name}_by"] = getattr(item, name), by
    if same_words and not values["language"]:
        values["language"] = item.language
    for name, value in values.items():
        setattr(item, name, value)


def _voters(item: Item, record: Record, people: People) -> list[Voter]:
    return [
        Voter(
            item=item,
            contact_id=people.voter(voter.email),
            name="" if people.was_erased(voter.email) else voter.name[:200],
            email="" if people.was_erased(voter.email) else voter.email[:254],
            voted_at=voter.at,
        )
        for voter in record.voters
    ]


def keep_quotes(item_ids: Sequence[int], imported: Import) -> None:
    """Tie the quotes of reworded items to the version that they are a span of."""
    quotes = list(Quote.objects.filter(item__in=item_ids, of_version=None))
    if quotes:
        versions = {
            version.item_id: version.pk
            for version in Version.objects.filter(item__in=item_ids, replaced_by=imported)
        }
        for quote in quotes:
            quote.of_version_id = versions[quote.item_id]
        Quote.objects.bulk_update(quotes, ["of_version"])


@transaction.atomic
def finish_import(*, actor: Actor, at: datetime, import_id: int) -> Import:
    """Say that all rows are in, and let the rooms above take notice."""
    require_import(actor)
    imported = Import.objects.select_for_update().get(pk=import_id)
    if imported.state != ImportState.RUNNING:
        raise Conflict("This import is not running.")
    imported.state = ImportState.DONE
    imported.finished_at = at
    imported.save()
    event = events.ItemsImported(
        import_id=imported.pk,
        count=imported.new,
        updated=imported.updated,
        name=imported.name,
        refs=(ref_for(imported),),
    )
    journal.announce(event, actor=actor, at=at)
    return imported


@transaction.atomic
def fail_import(*, actor: Actor, at: datetime, import_id: int, message: str) -> Import:
    """Say that an import broke; the undo that takes its rows out is the caller's next step."""
    require_import(actor)
    imported = Import.objects.select_for_update().get(pk=import_id)
    imported.message = message
    imported.state = ImportState.UNDOING
    imported.cursor = 0
    imported.save()
    event = events.ImportFailed(import_id=imported.pk, message=message, refs=(ref_for(imported),))
    journal.announce(event, actor=actor, at=at)
    return imported


def refresh_statistics() -> None:
    """Tell the database how the table looks now, so that it picks the right indexes."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE feedback_item")
        else:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("ANALYZE feedback_item")
