"""From items to themes in the background."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db.models import Sum
from tests.insights.conftest import TOPICS

from sous.feedback import commands as feedback
from sous.insights import queries
from sous.insights.choices import RunState, ThemeState
from sous.insights.commands import flag_emerging
from sous.insights.commands.understanding import NewTheme
from sous.insights.models import ItemVector, Membership, Run, Theme, ThemeDay
from sous.kernel.actors import Actor

pytestmark = pytest.mark.django_db


def _themes_of(items):
    return set(Membership.objects.filter(item__in=items).values_list("theme_id", flat=True))


def test_items_become_themes(built):
    assert Run.objects.get().state == RunState.DONE
    of_topic = {topic: _themes_of(items) for topic, items in built.items()}
    assert of_topic["offline"] & of_topic["invoice"] == set()
    assert of_topic["offline"] & of_topic["calendar"] == set()
    assert Membership.objects.count() == ItemVector.objects.count() == 48


def test_counts_agree_with_the_memberships(built):
    themes = Theme.objects.filter(is_group=False, state=ThemeState.ACTIVE)
    for theme in themes:
        assert theme.items == theme.memberships.count()
        assert theme.size == theme.days.aggregate(n=Sum("n"))["n"] == sum(theme.weeks)
        assert theme.stale is False
    assert themes.aggregate(n=Sum("items"))["n"] == 48


def test_few_items_make_no_themes(say, run_jobs):
    for number in range(10):
        say(f"The export has failed for the {number}th time")
    run_jobs()
    assert (Theme.objects.count(), Run.objects.count(), ItemVector.objects.count()) == (0, 0, 10)


def test_a_new_item_joins_its_theme(built, say, run_jobs):
    item = say("My readings were lost because the pier has no signal")
    run_jobs()
    membership = Membership.objects.get(item=item)
    assert membership.theme_id in _themes_of(built["offline"])
    assert membership.theme.items == membership.theme.memberships.count()
    assert Run.objects.count() == 1


def test_a_deleted_item_is_counted_out(built, run_jobs):
    item = built["offline"][0]
    theme = Membership.objects.get(item=item).theme
    before = theme.items
    item.delete()
    from sous.insights.tasks import count

    count.call()
    theme.refresh_from_db()
    assert (theme.items, theme.days.aggregate(n=Sum("n"))["n"]) == (before - 1, theme.size)


def test_spam_is_no_evidence(built, triager, now, run_jobs):
    item = built["offline"][0]
    theme = Membership.objects.get(item=item).theme
    feedback.triage_items(actor=triager, at=now, item_ids=[item.pk], state="spam")
    run_jobs()
    assert not Membership.objects.filter(item=item).exists()
    before = theme.items
    theme.refresh_from_db()
    assert theme.items == before - 1
    feedback.triage_items(actor=triager, at=now, item_ids=[item.pk], state="new")
    run_jobs()
    assert Membership.objects.get(item=item).theme_id == theme.pk


def test_the_same_words_of_one_account_count_once(built, say, run_jobs):
    text = "Readings vanish when the phone has no network"
    for name in ("anna@north.example", "anna@north.example", "bo@south.example"):
        say(text, author_email=name)
    run_jobs()
    theme = Membership.objects.get(item=built["offline"][10]).theme
    shown = theme.memberships.filter(behind=False).count()
    assert (theme.items - theme.size, theme.items - shown) == (1, 3)
    assert theme.memberships.order_by("-twins").first().twins == 3


def test_a_second_build_keeps_every_theme(built, run_jobs):
    from sous.insights.tasks import build

    before = dict(Membership.objects.values_list("item_id", "theme_id"))
    names = dict(Theme.objects.values_list("pk", "name"))
    build.call()
    run_jobs()
    assert dict(Membership.objects.values_list("item_id", "theme_id")) == before
    assert dict(Theme.objects.values_list("pk", "name")) == names


def test_a_theme_day_row_is_what_was_said_that_day(built):
    assert ThemeDay.objects.filter(theme__is_group=False).aggregate(n=Sum("n"))["n"] == 48


NEW = [
    "The new login page asks for a fingerprint and then rejects it",
    "Fingerprint login is rejected every time since this morning",
    "Login with my fingerprint fails, I have to type the password",
    "Cannot log in with fingerprint any more",
    "Fingerprint sign-in says not recognised",
    "The fingerprint sensor is not accepted at login",
]


def test_what_two_sweeps_found_at_once_is_flagged_once(built, now):
    items = built["offline"][:4]
    found = NewTheme(
        name="On the pier",
        keywords=[],
        items=[(item.pk, 0.4) for item in items],
        since=now,
        per_week=4.0,
        accounts=[],
    )
    first = flag_emerging(actor=Actor.system(), at=now, found=found)
    again = flag_emerging(actor=Actor.system(), at=now, found=found)
    places = set(Membership.objects.filter(item__in=items).values_list("theme", flat=True))
    assert (places, again) == ({first.pk}, None)


def test_something_new_is_flagged_as_one_emerging_theme(built, say, run_jobs):
    items = [say(text, author_email="anna@north.example") for text in NEW]
    run_jobs()
    theme = Theme.objects.exclude(emerging_since=None).get()
    assert {row.theme_id for row in Membership.objects.filter(item__in=items)} == {theme.pk}
    assert (theme.emerging["items"], theme.emerging_since) == (6, items[0].said_at)


def test_more_of_what_emerges_joins_the_flag_that_is_there(built, say, run_jobs):
    items = [say(text) for text in NEW]
    run_jobs()
    more = [say(f"Good morning! {text}") for text in NEW[:5]]
    run_jobs()
    theme = Theme.objects.exclude(emerging_since=None).get()
    assert _themes_of([*items, *more]) == {theme.pk}
    assert theme.emerging["items"] == 11


def test_a_file_without_dates_makes_nothing_grow(owner, now, say, run_jobs):
    """Its items bear the day of the import, which tells nothing about when they were said."""
    say("The calendar was slow already then", at=now - timedelta(days=200))
    lines = [text for texts in TOPICS.values() for text in texts]
    data = "\n".join(["comment", *(f'"{line}"' for line in [*lines, *(f"Hi, {x}" for x in lines)])])
    file = ContentFile(data.encode(), name="undated.csv")
    imported = feedback.upload_import(actor=owner, at=now, name="undated.csv", file=file)
    run_jobs()
    feedback.start_import(actor=owner, at=now, import_id=imported.pk)
    run_jobs()
    shown = Theme.objects.filter(is_group=False, state="active")
    assert {(theme.direction, theme.emerging_since) for theme in shown} == {("", None)}
    since = (now - timedelta(days=7)).date()
    undated = sum(queries.undated_of(theme, since) for theme in shown)
    assert undated == sum(theme.items for theme in shown) - 1
    assert sum(n for days in queries.undated(now.date()).values() for n in days.values()) == 0
    first = (now - timedelta(days=1)).date()
    counted = Membership.objects.filter(
        counted=True, theme__isnull=False, item__said_at=now
    ).count()
    assert sum(n for days in queries.undated(first).values() for n in days.values()) == counted
