"""Evidence by words and meaning, typing mistakes forgiven, kept true by the database itself."""

from datetime import timedelta

import pytest

from sous.feedback.models import Item
from sous.insights import queries
from sous.insights.commands import keep_words
from sous.insights.queries.search import spelling
from sous.kernel.errors import Invalid, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def understood(corpus, owner, now, run_jobs):
    run_jobs()
    keep_words(actor=owner, at=now)
    spelling.forget()
    yield corpus
    spelling.forget()


def _ids(results):
    return [found.item.pk for found in results.found]


def test_words_are_found_and_marked(understood, viewer):
    results = queries.search_evidence(viewer, "invoice VAT", limit=50)
    best = results.found[0]
    assert best.by in {"words", "both"}
    assert {best.excerpt[a:b].lower()[:3] for a, b in best.spans} == {"inv", "vat"}


def test_meaning_is_found_without_a_common_word(understood, viewer):
    results = queries.search_evidence(viewer, "sluggish performance while rearranging", limit=10)
    topics = {found.item.pk for found in results.found}
    assert topics & {item.pk for item in understood["calendar"]}
    assert any(found.by == "meaning" for found in results.found)


def test_a_typing_mistake_is_set_right(understood, viewer):
    results = queries.search_evidence(viewer, "invioce", limit=50)
    assert results.corrections == {"invioce": "invoice"}
    assert results.found[0].item.pk in {item.pk for item in understood["invoice"]}


def test_quoted_words_stand_side_by_side(understood, viewer):
    results = queries.search_evidence(viewer, '"meter readings"', limit=50)
    assert results.found
    assert all("meter readings" in found.item.text.lower() for found in results.found)


def test_nothing_like_it_finds_nothing(understood, viewer):
    assert queries.search_evidence(viewer, "xylophone quartet").found == []


def test_filters_narrow_words_and_meaning(say, viewer, run_jobs, now):
    from sous.customers.models import Account

    account = Account.objects.create(
        name="North", domain="north.example", created_at=now, updated_at=now
    )
    ours = say("The export fails with an error", author_email="a@north.example", channel="sales")
    say("The export fails with a blank page", channel="review", rating=1, rating_scale=5)
    old = say("Export was failing", said_at=now - timedelta(days=400))
    run_jobs()
    of = queries.EvidenceFilter.of

    def found(**values):
        chosen = of(values)
        return set(_ids(queries.search_evidence(viewer, "failing export", chosen=chosen)))

    assert found(account=f"ACC-{account.pk}") == {ours.pk}
    assert found(channel="sales") == {ours.pk}
    assert found(until="2025-06-01") == {old.pk}
    assert len(found(since="2026-01-01")) == 2
    assert len(found(tone="negative")) == 1


def test_the_index_follows_every_change_of_the_table(say, viewer, run_jobs):
    say("The zeppelin module is broken")
    run_jobs()
    assert len(_ids(queries.search_evidence(viewer, "zeppelin"))) == 1
    rows = list(Item.objects.all())
    for row in rows:
        row.pk, row.text, row.source_id = None, f"Bulk {row.text}", ""
    Item.objects.bulk_create(rows)
    assert len(_ids(queries.search_evidence(viewer, "zeppelin"))) == 2
    Item.objects.all().delete()
    assert _ids(queries.search_evidence(viewer, "zeppelin")) == []


def test_spam_is_not_found(understood, viewer):
    Item.objects.filter(pk=understood["invoice"][0].pk).update(state="spam")
    results = queries.search_evidence(viewer, "invoice", limit=100)
    assert understood["invoice"][0].pk not in _ids(results)


@pytest.mark.parametrize(
    "query", ["'", '"', "AND OR NOT", "a* (b", "-x", "NEAR(", "\x00", "%s", "😀"]
)
def test_odd_queries_are_just_words(understood, viewer, query):
    queries.search_evidence(viewer, query)


@pytest.mark.parametrize(
    "values", [{"account": "x"}, {"channel": "pigeon"}, {"since": "soon"}, {"tone": "glad"}]
)
def test_a_filter_that_is_none_is_refused(values):
    with pytest.raises(Invalid):
        queries.EvidenceFilter.of(values)


def test_strangers_find_nothing(stranger):
    with pytest.raises(NotAllowed):
        queries.search_evidence(stranger, "invoice")


@pytest.mark.parametrize(
    ("left", "right", "apart"),
    [("", "", 0), ("abc", "abc", 0), ("abc", "acb", 1), ("kitten", "sitting", 3), ("ab", "", 2)],
)
def test_distance_counts_swaps_once(left, right, apart):
    assert spelling.distance(left, right) == apart
