"""The demo, put into a real workspace."""

import pytest

from sous.demo.commands import start_demo
from sous.demo.loading import load_everything
from sous.demo.world import load
from sous.feedback.models import Import, Item
from sous.kernel.errors import NotAllowed
from sous.kernel.models import Comment


def counts():
    return Item.objects.count(), Import.objects.count(), Comment.objects.count()


def test_loading_twice_is_loading_once(owner, now):
    load_everything(actor=owner, at=now)
    first = counts()
    load_everything(actor=owner, at=now)
    world = load()
    assert first == (len(world.items), 9, len(world.remarks))
    assert counts() == first


def test_most_voices_belong_to_an_account(owner, now):
    load_everything(actor=owner, at=now)
    assert Item.objects.filter(account=None).count() < 90


def test_asking_twice_gives_one_job(owner, now):
    first = start_demo(actor=owner, at=now)
    assert start_demo(actor=owner, at=now).pk == first.pk


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_the_demo_is_for_operations(who, request, db, now):
    with pytest.raises(NotAllowed):
        start_demo(actor=request.getfixturevalue(who), at=now)
