"""What arrives: near-duplicates are found at once, and a large backlog is read by imitation."""

import pytest

from sous.customers.models import Account
from sous.engines.vectors import MiniLM
from sous.insights import queries
from sous.insights.models import ItemVector, Membership
from sous.insights.queries import encoding
from sous.insights.tasks import understand

pytestmark = pytest.mark.django_db
LONG = "Since the update of last week the tide table shows the wrong hour for our harbour"


def twin_of(item):
    return ItemVector.objects.get(pk=item.pk).twin


@pytest.fixture
def read():
    """Understand what is new, and do nothing else."""
    return understand.func


def test_a_near_duplicate_is_found_as_it_arrives(say, read):
    first = say(LONG)
    read()
    later = say(LONG.replace("harbour", "harbor"))
    signed = say(f"{LONG}!\n\nBest regards,\nSam Hill")
    other = say(LONG.replace("wrong", "right").replace("shows", "does not show"))
    read()
    assert [twin_of(each) for each in (first, later, signed, other)] == [
        first.pk,
        first.pk,
        first.pk,
        other.pk,
    ]


def test_near_duplicates_that_arrive_together_are_found_too(say, read):
    items = [say(LONG), say(LONG.upper()), say(LONG.replace("hour", "hours"))]
    read()
    assert [twin_of(each) for each in items] == [items[0].pk] * 3


def test_what_an_account_says_twice_counts_once(built, say, run_jobs, now):
    Account.objects.create(name="North", domain="north.example", created_at=now, updated_at=now)
    text = "Dragging a booking in the calendar is very slow on our old office computers"
    say(text, author_email="a@north.example")
    run_jobs()
    theme = Membership.objects.get(item__text=text).theme
    size, items = theme.size, theme.items
    again = say(text.replace("computers", "computer"), author_email="b@north.example")
    run_jobs()
    row = Membership.objects.get(pk=again.pk)
    row.theme.refresh_from_db()
    assert (row.theme_id, row.behind, row.counted) == (theme.pk, True, False)
    assert (row.theme.size, row.theme.items) == (size, items + 1)


def test_a_large_backlog_is_read_by_an_imitation_in_the_same_space(
    say, read, settings, tmp_path, monkeypatch
):
    settings.DATA = tmp_path
    monkeypatch.setattr(encoding, "BULK", 5)
    items = [say(f"{LONG}, says captain number {n}") for n in range(8)]
    read()
    name = queries.encoder().name
    rows = ItemVector.objects.filter(pk__in=[item.pk for item in items])
    assert set(rows.values_list("model", "made_by")) == {(name, f"{name}, imitated")}
    single = say("One more message about something else")
    read()
    assert ItemVector.objects.get(pk=single.pk).made_by is None
    kept = list((tmp_path / "encoders").iterdir())
    assert len(kept) == 1
    before = kept[0].read_bytes()
    again = queries.bulk_encoder(6, lambda: ["never read"])
    assert kept[0].read_bytes() == before
    exact = MiniLM().encode([items[0].text])
    assert float((again.encode([items[0].text]) * exact).sum()) > 0.8
    assert b"captain" not in before


def test_few_texts_and_other_models_are_encoded_exactly(settings, tmp_path, monkeypatch):
    settings.DATA = tmp_path
    assert queries.bulk_encoder(encoding.BULK, list) is None
    monkeypatch.setattr(encoding, "encoder", lambda: object())
    assert queries.bulk_encoder(encoding.BULK + 1, list) is None
    assert not (tmp_path / "encoders").exists()


def test_an_imitation_of_another_version_is_learnt_anew(settings, tmp_path):
    settings.DATA = tmp_path
    queries.bulk_encoder(encoding.BULK + 1, lambda: [LONG, "short"])
    path = next((tmp_path / "encoders").iterdir())
    path.write_bytes(b"no encoder")
    made = queries.bulk_encoder(encoding.BULK + 1, lambda: [LONG, "short"])
    assert made.encode([LONG]).shape == (1, 384)
    assert path.read_bytes() != b"no encoder"


def test_a_file_sent_again_with_other_words_moves_what_it_reworded(built, bring, run_jobs):
    head = "id,text,created at,email\n"
    invoice = "The VAT rate on our invoice is wrong once more"
    calendar = "Moving a booking in the slow calendar takes minutes"
    imported = bring(f"{head}1,{invoice},2026-01-05,\n2,{calendar},2026-01-05,\n")
    run_jobs()
    rows = Membership.objects.filter(item__imported_by=imported).order_by("pk")
    first, second = rows
    assert first.theme_id != second.theme_id
    bring(f"{head}1,{calendar} or more,2026-02-07,\n2,{calendar},2026-01-05,\n")
    run_jobs()
    moved, stayed = rows.all()
    assert [moved.theme_id, stayed.theme_id] == [second.theme_id] * 2
    assert (moved.said_at.month, stayed.at) == (2, second.at)


def test_what_a_person_placed_stays_whatever_it_says_now(built, say, read, triager, now):
    item = say("The VAT rate on our invoice is wrong once more")
    read()
    Membership.objects.filter(pk=item.pk).update(by="person")
    before = Membership.objects.get(pk=item.pk).theme_id
    item.text, item.digest = "Moving a booking in the slow calendar takes minutes", "other"
    item.save()
    read()
    assert ItemVector.objects.get(pk=item.pk).digest == "other"
    assert Membership.objects.get(pk=item.pk).theme_id == before
