"""An import as a unit: recognised, counted, brought, repeated, undone."""

import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from sous.customers.models import Account, Contact
from sous.feedback import commands, queries
from sous.feedback.models import Import, ImportRow, Item, Version
from sous.feedback.queries.downloads import refused_file
from sous.feedback.queries.files import open_rows
from sous.kernel.errors import Conflict, Invalid, NotAllowed
from sous.kernel.queries import history_for

HEAD = "id,comment,created at,email,rating,labels\n"
TWO = HEAD + (
    '1,The export stops at 500 rows,2026-01-05,ana@tessera.example,2,"export,limits"\n'
    "2,Love the new calendar,2026-01-06,bo@tessera.example,5,\n"
)


def counts(imported):
    names = ("rows", "new", "updated", "duplicate", "refused", "skipped")
    return {name: number for name in names if (number := getattr(imported, name))}


def test_upload_guesses_what_the_columns_are(send):
    imported = send(TWO)
    assert (imported.format, imported.file_kind) == ("table", "csv")
    assert imported.mapping["columns"] == {
        "text": "comment",
        "source_id": "id",
        "created_at": "created at",
        "author_email": "email",
        "rating": "rating",
        "tags": "labels",
    }
    assert [row["text"] for row in imported.preview] == [
        "The export stops at 500 rows",
        "Love the new calendar",
    ]


def test_check_counts_without_bringing(send, run_jobs):
    imported = send(TWO)
    run_jobs()
    imported.refresh_from_db()
    assert imported.state == "checked"
    assert imported.expected["new"] == 2
    assert Item.objects.count() == 0


def test_a_check_ends_when_the_import_begins(send, triager, now, run_jobs, monkeypatch):
    from sous.feedback import tasks

    monkeypatch.setattr(tasks, "CHUNK", 1)
    imported = send(TWO)
    looked = []
    report = tasks.jobs.report

    def begin(done, total=0, note=""):
        report(done, total, note)
        if note == "Checking the rows":
            looked.append(done)
            commands.start_import(actor=triager, at=now, import_id=imported.pk)

    monkeypatch.setattr(tasks.jobs, "report", begin)
    run_jobs()
    imported.refresh_from_db()
    assert looked == [1]
    assert (imported.state, imported.expected) == ("done", {})
    assert counts(imported) == {"rows": 2, "new": 2}


def test_import_keeps_what_was_said(bring, triager):
    imported = bring(TWO)
    item = Item.objects.get(source_id="1")
    assert counts(imported) == {"rows": 2, "new": 2}
    assert item.text == "The export stops at 500 rows"
    assert (item.rating, item.sentiment, item.sentiment_by, item.mood) == (
        2,
        -0.5,
        "rating",
        "negative",
    )
    assert item.tags == ["export", "limits"]
    assert item.raw["comment"] == "The export stops at 500 rows"
    assert item.contact == Contact.objects.get(email="ana@tessera.example")
    assert queries.state_counts(triager) == {"new": 2, "reviewed": 0, "archived": 0, "spam": 0}


def test_import_tells_the_journal_once(bring, triager):
    imported = bring(TWO)
    lines = [entry.line for entry in history_for(triager, f"IMP-{imported.pk}")]
    assert lines == [
        "imported rows.csv: 2 new",
        "started this import",
        "counted 2 rows",
        "uploaded rows.csv",
    ]


def test_same_file_again_changes_nothing(bring):
    bring(TWO)
    before = list(Item.objects.order_by("pk").values())
    assert counts(bring(TWO)) == {"rows": 2, "duplicate": 2}
    assert list(Item.objects.order_by("pk").values()) == before


def test_rows_without_an_id_are_known_by_their_contents(bring):
    file = "text\nThe same words\nOther words\n"
    bring(file)
    assert counts(bring(file)) == {"rows": 2, "duplicate": 2}


def test_repetitions_within_a_file_are_counted(bring):
    imported = bring(TWO + "1,Something else,2026-01-09,,3,\n")
    assert counts(imported) == {"rows": 3, "new": 2, "duplicate": 1}
    row = ImportRow.objects.get(outcome="duplicate")
    assert (row.number, row.reason) == (4, "The file has it twice")


def test_changed_row_updates_and_keeps_the_words_before(bring, triager, now):
    bring(TWO)
    item = Item.objects.get(source_id="1")
    quote = commands.mark_quote(actor=triager, at=now, item_id=item.pk, start=4, end=10)
    imported = bring(TWO.replace("stops at 500", "stops at 900"))
    item.refresh_from_db()
    quote.refresh_from_db()
    assert counts(imported) == {"rows": 2, "updated": 1, "duplicate": 1}
    assert item.text == "The export stops at 900 rows"
    version = Version.objects.get()
    assert version.values["text"] == "The export stops at 500 rows"
    assert (quote.text, quote.of_version) == ("export", version)


def test_update_keeps_what_people_decided(bring, triager, now):
    bring(TWO)
    item = Item.objects.get(source_id="1")
    act = {"actor": triager, "at": now, "item_ids": [item.pk]}
    commands.judge_items(**act, kind="request", mood="neutral")
    commands.triage_items(**act, state="reviewed")
    commands.tag_items(**act, add=["ours"])
    bring(TWO.replace(",2,", ",1,").replace("500", "900"))
    item.refresh_from_db()
    assert (item.kind, item.mood, item.state, item.rating) == ("request", "neutral", "reviewed", 1)
    assert item.tags == ["export", "limits", "ours"]


def test_equal_words_of_unknown_people_all_count(bring):
    file = "review,stars\nSuper,5\nSuper,5\nBien,4\nSuper,5\n"
    assert counts(bring(file)) == {"rows": 4, "new": 4}
    assert counts(bring(file)) == {"rows": 4, "duplicate": 4}
    assert counts(bring(file + "Super,5\n")) == {"rows": 5, "new": 1, "duplicate": 4}


def test_refused_rows_come_back_mendable(bring, triager):
    imported = bring(TWO + "3,When was this,31/31/2026,,1,\n4,,,,,\n")
    assert counts(imported) == {"rows": 4, "new": 2, "refused": 2}
    name, pieces = refused_file(triager, imported.pk)
    text = b"".join(pieces).decode("utf-8-sig")
    lines = text.splitlines()
    assert name == "rows-refused.csv"
    assert lines[0] == "id,comment,created at,email,rating,labels,reason"
    assert lines[1].startswith("3,When was this,31/31/2026,,1,,")
    mended = text.replace("31/31/2026", "2026-01-31")
    assert counts(bring(mended)) == {"rows": 2, "new": 1, "refused": 1}


def test_a_row_that_is_too_wide_comes_back_with_all_its_values(bring, triager):
    imported = bring(TWO + "3,Slow, really slow,2026-01-05,,1,x\n")
    assert counts(imported) == {"rows": 3, "new": 2, "refused": 1}
    text = b"".join(refused_file(triager, imported.pk)[1]).decode("utf-8-sig")
    head, row = text.splitlines()
    assert head == "id,comment,created at,email,rating,labels,(beyond the last column),reason"
    assert row.startswith("3,Slow,really slow,2026-01-05,,1,x,")
    assert counts(bring(text)) == {"rows": 1, "refused": 1}


def test_pull_requests_are_left_out(bring):
    issue = {
        "id": 1,
        "number": 1,
        "title": "Bug",
        "body": "It breaks",
        "html_url": "https://g.example/1",
    }
    issue |= {"user": {"login": "ana"}, "labels": [], "created_at": "2026-01-05T10:00:00Z"}
    issue |= {"state": "open", "comments": 0, "reactions": {"total_count": 3, "+1": 3}}
    pull = {**issue, "id": 2, "number": 2, "pull_request": {"url": "x"}}
    imported = bring("\n".join(json.dumps(row) for row in (issue, pull)), "issues.jsonl")
    assert counts(imported) == {"rows": 2, "new": 1, "skipped": 1}


def test_choices_correct_the_mapping(send, triager, now, run_jobs):
    imported = send(TWO)
    mapping = {**imported.mapping, "columns": {"text": "labels", "title": "comment"}}
    imported = commands.choose_import(
        actor=triager,
        at=now,
        import_id=imported.pk,
        mapping=mapping,
        options={"channel": "sales"},
    )
    run_jobs()
    commands.start_import(actor=triager, at=now, import_id=imported.pk)
    run_jobs()
    titles = list(Item.objects.order_by("pk").values_list("title", "text", "channel"))
    assert titles == [
        ("The export stops at 500 rows", "export,limits", "sales"),
        ("", "Love the new calendar", "sales"),
    ]


def test_choices_that_make_no_sense_are_refused(send, triager, now):
    imported = send(TWO)
    with pytest.raises(Invalid):
        commands.choose_import(
            actor=triager, at=now, import_id=imported.pk, options={"channel": "pigeon"}
        )
    with pytest.raises(Invalid):
        commands.choose_import(
            actor=triager, at=now, import_id=imported.pk, mapping={"columns": "text"}
        )


def test_default_account_is_for_rows_without_one(bring, send, triager, now, run_jobs):
    account = Account.objects.create(name="Kestrel", created_at=now, updated_at=now)
    imported = send("text\nHello there\n")
    commands.choose_import(
        actor=triager, at=now, import_id=imported.pk, options={"account_id": account.pk}
    )
    commands.start_import(actor=triager, at=now, import_id=imported.pk)
    run_jobs()
    assert Item.objects.get().account == account


def test_undo_takes_all_out(bring, triager, now, run_jobs):
    imported = bring(TWO)
    commands.undo_import(actor=triager, at=now, import_id=imported.pk)
    run_jobs()
    imported.refresh_from_db()
    assert (imported.state, imported.kept, Item.objects.count()) == ("undone", 0, 0)
    assert sum(queries.state_counts(triager).values()) == 0


def test_undo_gives_the_former_words_back(bring, triager, now, run_jobs):
    bring(TWO)
    before = list(Item.objects.order_by("pk").values())
    second = bring(TWO.replace("500", "900") + "3,Third,2026-01-07,,,\n")
    commands.undo_import(actor=triager, at=now, import_id=second.pk)
    run_jobs()
    assert list(Item.objects.order_by("pk").values()) == before
    assert Version.objects.count() == 0


def test_undo_of_an_earlier_import_leaves_what_a_later_one_brought(bring, triager, now, run_jobs):
    first = bring(TWO)
    second = bring(TWO.replace("500", "900"))
    commands.undo_import(actor=triager, at=now, import_id=first.pk)
    run_jobs()
    item = Item.objects.get()
    assert (item.text, item.imported_by) == ("The export stops at 900 rows", second)
    commands.undo_import(actor=triager, at=now, import_id=second.pk)
    run_jobs()
    assert Item.objects.count() == 0


def test_undo_in_the_middle_of_three(bring, triager, now, run_jobs):
    bring(TWO)
    second = bring(TWO.replace("500", "900"))
    third = bring(TWO.replace("500", "999"))
    for imported, text in ((second, "999"), (third, "500")):
        commands.undo_import(actor=triager, at=now, import_id=imported.pk)
        run_jobs()
        assert Item.objects.get(source_id="1").text == f"The export stops at {text} rows"


@pytest.mark.parametrize(("keep", "left"), [(True, 1), (False, 0)])
def test_undo_asks_about_what_people_worked_on(bring, triager, now, run_jobs, keep, left):
    imported = bring(TWO)
    item = Item.objects.get(source_id="1")
    commands.mark_quote(actor=triager, at=now, item_id=item.pk, start=0, end=10)
    commands.undo_import(actor=triager, at=now, import_id=imported.pk, keep_touched=keep)
    run_jobs()
    imported.refresh_from_db()
    assert (Item.objects.count(), imported.kept) == (left, left)


def test_undone_import_can_run_again(bring, triager, now, run_jobs):
    imported = bring(TWO)
    commands.undo_import(actor=triager, at=now, import_id=imported.pk)
    run_jobs()
    commands.start_import(actor=triager, at=now, import_id=imported.pk)
    run_jobs()
    assert Item.objects.count() == 2


def test_running_twice_is_refused(bring, triager, now):
    imported = bring(TWO)
    with pytest.raises(Conflict):
        commands.start_import(actor=triager, at=now, import_id=imported.pk)


def test_another_worker_with_an_old_cursor_does_nothing(bring, triager, now):
    imported = bring(TWO)
    Import.objects.filter(pk=imported.pk).update(state="running")
    with pytest.raises(Conflict):
        commands.import_rows(actor=triager, at=now, import_id=imported.pk, cursor=0, rows=[])


HOSTILE = {
    "empty": b"",
    "blank": b" \n\n",
    "picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 200,
    "pdf": b"%PDF-1.7 nothing",
    "program": b"\x7fELF" + b"\0" * 100,
    "not a zip": b"PK\x03\x04" + b"\xff" * 60,
    "truncated parquet": b"PAR1" + b"\x15\x04" * 40,
    "broken json": b'[{"text": "one"}, {"text": ',
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_file_leaves_nothing_behind(what, send, settings):
    with pytest.raises(Invalid) as refusal:
        send(HOSTILE[what], "upload.csv")
    assert refusal.value.fields["file"]
    assert Import.objects.count() == 0
    assert [path for path in (settings.DATA / "files").rglob("*") if path.is_file()] == []


def test_file_that_breaks_in_the_middle_leaves_no_half_import(send, triager, now, run_jobs):
    rows = [f'{{"id": {n}, "text": "Words {n}"}}' for n in range(1200)]
    imported = send("[" + ",".join(rows) + "]", "rows.json", check=False)
    stored = default_storage.path(imported.file.name)
    with open(stored, "r+b") as file:  # noqa: PTH123
        file.truncate(imported.size - 200)
    commands.start_import(actor=triager, at=now, import_id=imported.pk)
    run_jobs()
    imported.refresh_from_db()
    assert (imported.state, Item.objects.count()) == ("failed", 0)
    assert imported.message


def test_too_large_is_refused(send, settings):
    settings.UPLOAD_LIMIT = 10
    with pytest.raises(Invalid, match="too large"):
        send(TWO)


def test_discard_forgets_the_file(send, triager, now, run_jobs, django_capture_on_commit_callbacks):
    imported = send(TWO)
    name = imported.file.name
    with django_capture_on_commit_callbacks(execute=True):
        commands.discard_import(actor=triager, at=now, import_id=imported.pk)
    assert (Import.objects.count(), default_storage.exists(name)) == (0, False)
    run_jobs()  # the check finds nothing to do


def test_discard_of_what_brought_items_is_refused(bring, triager, now):
    imported = bring(TWO)
    with pytest.raises(Invalid):
        commands.discard_import(actor=triager, at=now, import_id=imported.pk)


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_import_needs_operations(who, request, db, now):
    with pytest.raises(NotAllowed):
        commands.upload_import(
            actor=request.getfixturevalue(who), at=now, name="a.csv", file=ContentFile(b"text\na")
        )


def test_queries_of_a_chunk_do_not_grow_with_its_rows(
    bring, send, triager, now, django_assert_num_queries
):
    def rows(number):
        lines = [
            f"{number}-{n},Words {n},2026-01-05,p{n}@c{number}-{n}.example,3,\n"
            for n in range(number)
        ]
        return HEAD + "".join(lines)

    bring(TWO)
    for number in (20, 400):
        imported = send(rows(number).replace("Words", f"{number} words"), check=False)
        commands.start_import(actor=triager, at=now, import_id=imported.pk, background=False)
        with open_rows(imported) as (_, found):
            chunk = list(found)
        with django_assert_num_queries(QUERIES):
            commands.import_rows(actor=triager, at=now, import_id=imported.pk, cursor=0, rows=chunk)


QUERIES = 18
