"""Submitting and triaging feedback."""

import pytest

from sous.feedback import commands, queries
from sous.feedback.models import Item
from sous.kernel.errors import Invalid, NotAllowed, NotFound
from sous.kernel.queries import history_for


def submit(actor, at, text="The export stops at 500 rows.", **more):
    return commands.submit_item(actor=actor, at=at, text=text, **more)


def test_submit_keeps_the_words(triager, now):
    item = submit(triager, now, text="  Line one\r\nline\x00 two ")
    assert queries.item(triager, item.pk).text == "Line one\nline two"


def test_submit_same_source_id_is_the_same_item(triager, now):
    first = submit(triager, now, source="zendesk", source_id="7")
    second = submit(triager, now, text="Other words", source="zendesk", source_id="7")
    assert (second.pk, second.text, Item.objects.count()) == (first.pk, first.text, 1)


def test_submit_nothing_is_refused(triager, now):
    with pytest.raises(Invalid) as refusal:
        submit(triager, now, text=" \n ")
    assert refusal.value.fields == {"text": "Write what was said."}


def test_submit_rating_gives_sentiment(triager, now):
    item = submit(triager, now, rating=2, rating_scale=5)
    assert (item.sentiment, item.sentiment_by) == (-0.5, "rating")


def test_triage_changes_once_and_tells_the_journal(triager, now):
    item = submit(triager, now)
    changed = commands.triage_items(actor=triager, at=now, item_ids=[item.pk], state="reviewed")
    again = commands.triage_items(actor=triager, at=now, item_ids=[item.pk], state="reviewed")
    lines = [entry.line for entry in history_for(triager, f"FB-{item.pk}")]
    assert (changed.ids, again.ids) == ([item.pk], [])
    assert lines == ["marked this item as reviewed", "submitted feedback (other)"]


def test_triage_what_is_gone_changes_nothing(triager, now):
    item = submit(triager, now)
    with pytest.raises(NotFound):
        commands.triage_items(actor=triager, at=now, item_ids=[item.pk, 999], state="spam")
    assert Item.objects.get().state == "new"


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_submit_needs_a_contributor(who, request, db, now):
    with pytest.raises(NotAllowed):
        submit(request.getfixturevalue(who), now)
