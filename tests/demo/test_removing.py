"""The demo, taken away again: all of it, and nothing else."""

from datetime import timedelta

import pytest

from sous.customers import commands as customers
from sous.customers.models import Account, Consent, Contact, Segment
from sous.demo import manifest, removing
from sous.demo.commands import start_demo, start_removal
from sous.demo.loading import load_everything
from sous.demo.models import Brought
from sous.demo.world import load
from sous.feedback import commands as feedback
from sous.feedback.models import Import, Item, Tally
from sous.insights import commands as insights
from sous.insights.models import Run, Theme, ThemeEdit
from sous.kernel.errors import Conflict, NotAllowed
from sous.kernel.jobs import run_all
from sous.kernel.models import Comment, Job, JournalEntry, User
from sous.organization import commands as organization
from sous.organization.models import Area, Member, Product, Team

MODELS = [
    Item, Import, Theme, ThemeEdit, Run, Account, Contact, Consent, Segment, Product, Area, Team,
    Member, User, Comment,
]  # fmt: skip


def everything():
    return {model.__name__: set(model.objects.values_list("pk", flat=True)) for model in MODELS}


@pytest.fixture
def loaded(owner, now):
    """The demo without its themes, which take most of the time."""
    load_everything(actor=owner, at=now)
    return owner


def remove(owner, now):
    start_removal(actor=owner, at=now)
    run_all()


def test_nothing_is_left_whatever_people_did_to_it(owner, now):
    before = everything()
    start_demo(actor=owner, at=now)
    run_all()
    act = {"actor": owner, "at": now}
    themes = list(Theme.objects.filter(is_group=False, state="active").order_by("-size")[:4])
    insights.merge_themes(**act, into_id=themes[0].pk, other_ids=[themes[1].pk])
    insights.rename_theme(**act, theme_id=themes[0].pk, name="Ours")
    insights.dismiss_theme(**act, theme_id=themes[2].pk)
    insights.pin_theme(**act, theme_id=themes[3].pk)
    item = Item.objects.order_by("pk").first()
    feedback.mark_quote(**act, item_id=item.pk, start=0, end=5)
    remove(owner, now)
    assert everything() == before
    assert (Brought.objects.count(), sum(Tally.objects.values_list("number", flat=True))) == (0, 0)


def test_it_can_come_again_and_go_again(loaded, now):
    for _ in range(2):
        remove(loaded, now)
        assert (Item.objects.count(), Account.objects.count()) == (0, 0)
        job = start_demo(actor=loaded, at=now)
        assert job.state == "ready"
        load_everything(actor=loaded, at=now)
        Job.objects.filter(pk=job.pk).update(state="done")
        assert Item.objects.count() == len(load().items)
    assert JournalEntry.objects.filter(kind="demo.removed").count() == 2


def test_what_people_added_stays_with_what_it_hangs_on(loaded, triager_user, now):
    act = {"actor": loaded, "at": now}
    account = Account.objects.order_by("pk").first()
    product, team = Product.objects.order_by("pk").first(), Team.objects.order_by("pk").first()
    mine = customers.create_account(**act, values={"name": "Harbour of my own"})
    one = feedback.submit_item(**act, text="A word of my own about theirs", account_id=account.pk)
    two = feedback.submit_item(**act, text="Another about mine", account_id=mine.pk)
    feedback.tag_items(**act, item_ids=[one.pk], add=["own"])
    organization.add_member(**act, team_id=team.pk, user_id=triager_user.pk)
    Item.objects.filter(pk=two.pk).update(product=product)
    customers.create_segment(
        **act, name="Mine", rule={"conditions": [{"field": "name", "op": "contains", "value": "H"}]}
    )
    remove(loaded, now)
    assert set(Item.objects.values_list("pk", "account", "product")) == {
        (one.pk, account.pk, None),
        (two.pk, mine.pk, product.pk),
    }
    assert set(Account.objects.values_list("pk", flat=True)) == {account.pk, mine.pk}
    assert [*Product.objects.all(), *Team.objects.all()] == [product, team]
    assert list(Member.objects.values_list("user", flat=True)) == [triager_user.pk]
    assert list(Segment.objects.values_list("name", flat=True)) == ["Mine"]
    assert set(User.objects.all()) == {User.objects.get(pk=loaded.user_id), triager_user}
    assert JournalEntry.objects.get(kind="demo.removed").data == {"kept": 3}


def test_it_goes_on_where_a_crash_stopped_it(loaded, now, monkeypatch):
    calls = []
    undo = feedback.undo_rows

    def dies(**act):
        calls.append(act)
        if len(calls) == 3:
            raise RuntimeError("the machine stopped")
        return undo(**act)

    monkeypatch.setattr(feedback, "undo_rows", dies)
    with pytest.raises(RuntimeError):
        removing.remove_everything(actor=loaded, at=now)
    monkeypatch.undo()
    remove(loaded, now)
    assert (Item.objects.count(), Import.objects.count(), Account.objects.count()) == (0, 0, 0)


def test_a_colleague_who_was_given_a_password_stays(loaded, now):
    someone = User.objects.exclude(pk=loaded.user_id).order_by("pk").first()
    someone.set_password("correct horse battery")
    someone.save()
    remove(loaded, now)
    assert set(User.objects.values_list("pk", flat=True)) == {loaded.user_id, someone.pk}


def test_loading_and_removing_never_meet(owner, now):
    with pytest.raises(Conflict):
        start_removal(actor=owner, at=now)
    start_demo(actor=owner, at=now)
    with pytest.raises(Conflict):
        start_removal(actor=owner, at=now)
    Job.objects.update(state="done")
    manifest.note(Import, [1])
    first = start_removal(actor=owner, at=now)
    assert start_removal(actor=owner, at=now + timedelta(seconds=1)).pk == first.pk
    with pytest.raises(Conflict):
        start_demo(actor=owner, at=now)
    assert Job.objects.filter(key__in=["demo", "demo-removal"]).count() == 2


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_removing_is_for_operations(who, request, db, now):
    with pytest.raises(NotAllowed):
        start_removal(actor=request.getfixturevalue(who), at=now)
