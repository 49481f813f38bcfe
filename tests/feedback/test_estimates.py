"""What Sous thinks of items by itself: kept where nobody said better, taken back when unsure."""

import pytest

from sous.feedback import commands
from sous.feedback.choices import JudgedBy
from sous.feedback.commands.estimates import Estimate
from sous.kernel.actors import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def estimate(now):
    def estimate(item, **values):
        each = Estimate(item.pk, **values)
        commands.estimate_items(actor=Actor.system(), at=now, estimates=[each])
        item.refresh_from_db()
        return (item.kind, item.kind_by, item.sentiment, item.sentiment_by)

    return estimate


def test_an_estimate_is_kept_and_taken_back_when_the_reader_falls_silent(owner, now, estimate):
    item = commands.submit_item(actor=owner, at=now, text="My top up is incomplete")
    model, nobody = JudgedBy.MODEL, JudgedBy.NOBODY
    assert estimate(item, kind="praise", sentiment=0.7) == ("praise", model, 0.7, model)
    assert estimate(item, language="en") == ("praise", model, 0.7, model)
    assert estimate(item, forget=True) == ("", nobody, None, nobody)


def test_what_a_person_said_is_not_taken_back(owner, now, estimate):
    item = commands.submit_item(actor=owner, at=now, text="It is fine", rating=5, rating_scale=5)
    commands.judge_items(actor=owner, at=now, item_ids=[item.pk], kind="praise")
    before = estimate(item)
    assert estimate(item, forget=True) == before
    assert before[1] == JudgedBy.PERSON
