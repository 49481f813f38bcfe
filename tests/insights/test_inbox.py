"""Words and tags in the inbox come out of the index, whichever way a list is read."""

import pytest

from sous.feedback import queries
from sous.feedback.models import Item
from sous.feedback.queries import Filter
from sous.insights.queries import inbox
from sous.insights.queries.search import words

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["few", "many"])
def way(request, monkeypatch):
    """As if what is found were little, and as if it were much."""
    if request.param == "many":
        monkeypatch.setattr(inbox, "MANY", 0)
        monkeypatch.setattr(words, "OFTEN", 0)


@pytest.fixture
def find(owner):
    """The texts that a filter of the inbox lets through, newest first."""

    def find(**values):
        chosen = Filter.parse({name: [value] for name, value in values.items()})
        rows = queries.items(owner, chosen)
        assert queries.count_for(owner, chosen).number == len(rows)
        return [item.text for item in rows]

    return find


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("invoice", ["Two invoices, one payment", "The INVOICE is wrong"]),
        ("invoices payment", ["Two invoices, one payment"]),
        ("invoice pay", ["Two invoices, one payment"]),
        ("the inv", ["The INVOICE is wrong"]),
        ("pay invoice", []),  # only the last word may be a beginning
        ("zoë", ["Nothing to add"]),
        ("kern add", ["Nothing to add"]),
        ("café", ["Le café est froid"]),
        ("10.3", ["Broken since 10.3"]),
        ("since !", ["Broken since 10.3"]),
        ("請求書", ["新しい請求書が届かない"]),
        ("!!", ["Help!!"]),
        ("o'neill's \"boat\" AND (x:*", []),
        ("boat", ["O'Neill's \"boat\""]),
        ("o'neill", ["O'Neill's \"boat\""]),
    ],
)
def test_words_narrow_the_inbox(say, find, way, asked, found):
    say("The INVOICE is wrong", title="Money")
    say("Two invoices, one payment")
    say("Nothing to add", author_name="Zoë Kern")
    say("Le café est froid")
    say("Broken since 10.3")
    say("新しい請求書が届かない")
    say("Help!!")
    say("O'Neill's \"boat\"")
    assert find(q=asked) == found


@pytest.mark.parametrize(
    "tag", ["quick win", "win", "Quick Win", "café", "++", "🔥", 'a "b"', "\\"]
)
def test_a_tag_is_matched_whole(say, find, way, tag):
    tags = ["quick win", "quick win later", "win", "café", "cafe", "++", "🔥", 'a "b"', "\\", "x"]
    for each in tags:
        say(each, tags=[each, "always"])
    assert find(tag=tag) == ([tag] if tag in tags else [])
    assert find(tag="always") == tags[::-1]


def test_words_join_other_filters_and_pages(say, find, way, owner):
    for n in range(6):
        say(f"Slow page {n}", channel="review" if n % 2 else "support", tags=["speed"])
    assert find(q="slow", tag="speed", channel="review", sort="oldest") == [
        "Slow page 1",
        "Slow page 3",
        "Slow page 5",
    ]
    middle = Item.objects.get(text="Slow page 3")
    chosen = Filter.parse({"q": ["slow"], "channel": ["review"]})
    pks = dict(Item.objects.values_list("text", "pk"))
    assert queries.neighbours(owner, middle, chosen) == (pks["Slow page 5"], pks["Slow page 1"])


def test_the_index_follows_every_change(say, find, way):
    item = say("The ferry is late", author_name="Ada", tags=["old"])
    Item.objects.filter(pk=item.pk).update(author_name="Grace", tags=["new"])
    assert [find(q="ada"), find(tag="old")] == [[], []]
    assert find(q="grace ferry") == find(tag="new") == ["The ferry is late"]
    Item.objects.filter(pk=item.pk).delete()
    assert [find(q="ferry"), find(tag="new")] == [[], []]
