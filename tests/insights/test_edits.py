"""What people change is law, can be undone, and survives a rebuild."""

import numpy as np
import pytest

from sous.engines.themes import describe
from sous.insights import commands, queries
from sous.insights.choices import ThemeState
from sous.insights.models import EditedItem, Membership, Run, Theme, ThemeEdit
from sous.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme(built):
    """topic → the theme most of its items stand in."""

    def theme(topic):
        rows = Membership.objects.filter(item__in=built[topic]).values_list("theme_id", flat=True)
        ids = list(rows)
        return Theme.objects.get(pk=max(set(ids), key=ids.count))

    return theme


@pytest.fixture
def rebuild(run_jobs):
    from sous.insights.tasks import build

    def rebuild():
        build.call()
        run_jobs()

    return rebuild


def _members(theme):
    rows = Membership.objects.filter(theme=theme)
    return set(rows.values_list("item_id", flat=True))


def test_a_name_of_a_person_survives_a_rebuild(theme, owner, now, rebuild):
    renamed = theme("invoice")
    commands.rename_theme(actor=owner, at=now, theme_id=renamed.pk, name="  Wrong   VAT ")
    rebuild()
    renamed.refresh_from_db()
    assert (renamed.name, renamed.name_by) == ("Wrong VAT", "person")


def test_merge_moves_history_and_undo_brings_it_back(theme, owner, now, rebuild):
    into, other = theme("invoice"), theme("calendar")
    before = {into.pk: _members(into), other.pk: _members(other)}
    edit = commands.merge_themes(actor=owner, at=now, into_id=into.pk, other_ids=[other.pk])
    rebuild()
    into.refresh_from_db()
    other.refresh_from_db()
    assert _members(into) == before[into.pk] | before[other.pk]
    assert (other.state, other.merged_into, into.items) == ("merged", into, len(_members(into)))
    commands.undo_edit(actor=owner, at=now, edit_id=edit.pk)
    rebuild()
    assert {pk: _members(pk) for pk in before} == before


def test_new_items_follow_a_merge(theme, built, owner, now, say, run_jobs):
    into = theme("invoice")
    rows = Membership.objects.filter(item__in=built["calendar"])
    others = list(rows.order_by("theme").values_list("theme_id", flat=True).distinct())
    commands.merge_themes(actor=owner, at=now, into_id=into.pk, other_ids=others)
    item = say("The booking calendar is slow again when I drag bookings")
    run_jobs()
    assert Membership.objects.get(item=item).theme_id == into.pk


def test_a_split_holds_and_can_be_undone(theme, owner, now, rebuild):
    whole = theme("offline")
    before = _members(whole)
    part = sorted(before)[: len(before) // 2]
    made = commands.split_theme(actor=owner, at=now, theme_id=whole.pk, parts={"On the pier": part})
    rebuild()
    assert [theme.name for theme in made] == ["On the pier"]
    assert (_members(made[0]), _members(whole)) == (set(part), before - set(part))
    edit = ThemeEdit.objects.get(kind="split")
    commands.undo_edit(actor=owner, at=now, edit_id=edit.pk)
    rebuild()
    made[0].refresh_from_db()
    assert (_members(whole), made[0].items) == (before, 0)


def test_a_moved_quote_stays_where_it_was_put(theme, owner, now, rebuild):
    source, target = theme("offline"), theme("invoice")
    item = min(_members(source))
    commands.move_quotes(actor=owner, at=now, item_ids=[item], theme_id=target.pk)
    rebuild()
    membership = Membership.objects.get(pk=item)
    assert (membership.theme_id, membership.by) == (target.pk, "person")
    target.refresh_from_db()
    assert target.items == len(_members(target))


def test_a_quote_moved_to_none_stays_out(theme, owner, now, rebuild):
    source = theme("offline")
    item = min(_members(source))
    edit = commands.move_quotes(actor=owner, at=now, item_ids=[item], theme_id=None)
    rebuild()
    assert Membership.objects.get(pk=item).theme is None
    commands.undo_edit(actor=owner, at=now, edit_id=edit.pk)
    assert Membership.objects.get(pk=item).theme == source


def test_a_dismissed_theme_keeps_its_items(theme, owner, now, rebuild):
    gone = theme("calendar")
    before = _members(gone)
    commands.dismiss_theme(actor=owner, at=now, theme_id=gone.pk)
    rebuild()
    gone.refresh_from_db()
    assert (gone.state, _members(gone)) == (ThemeState.DISMISSED, before)
    commands.restore_theme(actor=owner, at=now, theme_id=gone.pk)
    assert gone in queries.themes(owner)


def test_a_theme_put_into_a_group_stays_there(theme, owner, now, rebuild):
    moved = theme("calendar")
    commands.place_theme(actor=owner, at=now, theme_id=moved.pk, new_group="Speed")
    rebuild()
    moved.refresh_from_db()
    assert (moved.parent.name, moved.parent.items, moved.parent.state) == (
        "Speed",
        moved.items,
        "active",
    )


def test_themes_keep_their_group_until_there_is_twice_as_much(built, rebuild, monkeypatch):
    monkeypatch.setattr(describe, "group_themes", lambda c, s: np.arange(len(c)) % 2)
    Run.objects.update(quality={"grouped": 10})
    rebuild()
    before = dict(Theme.objects.filter(is_group=False).values_list("pk", "parent"))
    assert len(set(before.values())) == 2
    assert Run.objects.first().quality["grouped"] == 48
    monkeypatch.setattr(describe, "group_themes", lambda c, s: np.zeros(len(c), np.int64))
    rebuild()
    assert dict(Theme.objects.filter(is_group=False).values_list("pk", "parent")) == before
    shown = Theme.objects.filter(is_group=True, state="active")
    assert set(shown.values_list("pk", flat=True)) == set(before.values())
    Run.objects.update(quality={"grouped": 10})
    rebuild()
    assert len(set(Theme.objects.filter(is_group=False).values_list("parent", flat=True))) == 1


def test_accuracy_is_counted_on_corrections(theme, owner, now):
    source, target = theme("offline"), theme("invoice")
    ids = sorted(_members(source))
    commands.confirm_quotes(actor=owner, at=now, item_ids=ids[:3], theme_id=source.pk)
    commands.move_quotes(actor=owner, at=now, item_ids=ids[3:4], theme_id=target.pk)
    found = queries.accuracy()
    assert (found.overall.precision, found.overall.recall) == (0.75, 0.75)
    by_name = {score.theme.pk: (score.precision, score.recall) for score in found.themes}
    assert by_name == {source.pk: (0.75, 1.0), target.pk: (None, 0.0)}
    assert [score.judged for score in (found.overall, *found.themes)] == [4, 4, 1]


def test_what_is_split_off_could_not_have_been_put_where_it_went(theme, owner, now):
    source = theme("offline")
    ids = sorted(_members(source))
    commands.confirm_quotes(actor=owner, at=now, item_ids=ids[:1], theme_id=source.pk)
    commands.split_theme(actor=owner, at=now, theme_id=source.pk, parts={"Pier": ids[1:4]})
    found = queries.accuracy()
    assert (found.overall.precision, found.overall.recall, found.overall.judged) == (0.25, 1.0, 4)
    assert [(score.theme.pk, score.judged) for score in found.themes] == [(source.pk, 4)]


def test_edits_on_top_are_undone_first(theme, owner, now):
    into, other = theme("invoice"), theme("calendar")
    first = commands.dismiss_theme(actor=owner, at=now, theme_id=other.pk).edits.get()
    commands.merge_themes(actor=owner, at=now, into_id=into.pk, other_ids=[other.pk])
    with pytest.raises(Conflict):
        commands.undo_edit(actor=owner, at=now, edit_id=first.pk)


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_a_name_must_be_usable(theme, owner, now, name):
    with pytest.raises(Invalid):
        commands.rename_theme(actor=owner, at=now, theme_id=theme("offline").pk, name=name)


def test_what_cannot_be_done_is_refused(theme, owner, now):
    whole = theme("offline")
    with pytest.raises(Invalid):
        commands.merge_themes(actor=owner, at=now, into_id=whole.pk, other_ids=[whole.pk])
    with pytest.raises(Invalid):
        everything = {"All": sorted(_members(whole))}
        commands.split_theme(actor=owner, at=now, theme_id=whole.pk, parts=everything)
    with pytest.raises(NotFound):
        commands.move_quotes(actor=owner, at=now, item_ids=[10**6], theme_id=whole.pk)
    assert (ThemeEdit.objects.count(), EditedItem.objects.count()) == (0, 0)


def test_only_managers_and_above_shape(theme, viewer, stranger, triager, now):
    pk = theme("offline").pk
    for actor in (viewer, stranger):
        with pytest.raises(NotAllowed):
            commands.rename_theme(actor=actor, at=now, theme_id=pk, name="Mine")
    assert commands.rename_theme(actor=triager, at=now, theme_id=pk, name="Ours").name == "Ours"
