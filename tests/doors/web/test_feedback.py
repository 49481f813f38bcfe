"""The inbox and the item in a browser without JavaScript, and the parts that htmx asks for."""

import pytest

from sous.customers.models import Account
from sous.feedback import commands, queries
from sous.feedback.models import Item, SavedView


@pytest.fixture
def said(triager, now):
    """Put items in; gives them back."""

    def said(*texts, **more):
        return [commands.submit_item(actor=triager, at=now, text=text, **more) for text in texts]

    return said


def texts(response):
    return [item.beginning for item in response.context["items"]]


def test_inbox_shows_what_is_new(triager_client, triager, now, said):
    first, _ = said("The export stops", "Dark mode please")
    commands.triage_items(actor=triager, at=now, item_ids=[first.pk], state="archived")
    assert texts(triager_client.get("/feedback/")) == ["Dark mode please"]
    assert texts(triager_client.get("/feedback/?state=archived")) == ["The export stops"]
    assert len(texts(triager_client.get("/feedback/?state=all"))) == 2


def test_empty_inbox_teaches_the_next_step(owner_client):
    page = owner_client.get("/feedback/").content.decode()
    assert "No feedback yet" in page
    assert "/imports/" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("channel=review", ["Five stars", "One star"]),
        ("channel=review&rating=1", ["One star"]),
        ("mood=negative", ["One star"]),
        ("mood=none", ["Cannot log in"]),
        ("tag=login", ["Cannot log in"]),
        ("q=star one", ["One star"]),
        ("since=2026-03-03", []),
        ("until=2026-03-02&sort=oldest", ["Cannot log in", "One star", "Five stars"]),
        ("assignee=none&channel=support", ["Cannot log in"]),
        ("assignee=me", []),
    ],
)
def test_filter_narrows(triager_client, said, query, found):
    said("Cannot log in", channel="support", tags=["login"])
    said("One star", channel="review", rating=1, rating_scale=5)
    said("Five stars", channel="review", rating=5, rating_scale=5)
    assert texts(triager_client.get(f"/feedback/?{query}")) == found


@pytest.mark.parametrize(
    "query", ["state=lost", "rating=many", "since=soon", "sort=luck", "account=x"]
)
def test_filter_that_makes_no_sense_is_refused(triager_client, query):
    assert triager_client.get(f"/feedback/?{query}").status_code == 422


def test_sort_by_revenue_and_votes(triager_client, said, now):
    accounts = [
        Account.objects.create(name=name, revenue=revenue, created_at=now, updated_at=now)
        for name, revenue in (("Small", 10), ("Large", 900))
    ]
    for account in accounts:
        said(f"From {account.name}", account_id=account.pk)
    said("From nobody")
    Item.objects.filter(text="From nobody").update(votes=9)
    assert texts(triager_client.get("/feedback/?sort=revenue")) == ["From Large", "From Small"]
    assert texts(triager_client.get("/feedback/?sort=votes"))[0] == "From nobody"


def test_pages_of_the_inbox_join_without_gap(triager_client, said):
    said(*(f"Number {n}" for n in range(60)))
    first = triager_client.get("/feedback/")
    second = triager_client.get("/feedback/" + first.context["older"])
    assert texts(first) + texts(second) == [f"Number {n}" for n in range(59, -1, -1)]
    back = triager_client.get("/feedback/" + second.context["newer"])
    assert texts(back) == texts(first)


def test_bulk_action_and_its_undo(triager_client, triager, said):
    items = said("One", "Two", "Three")
    sent = {"item": [item.pk for item in items[:2]], "do": "state=archived"}
    triager_client.post("/feedback/act", sent)
    assert queries.state_counts(triager) == {"new": 1, "reviewed": 0, "archived": 2, "spam": 0}
    change = queries.last_change(triager)
    triager_client.post(f"/feedback/undo/{change.pk}")
    assert queries.state_counts(triager) == {"new": 3, "reviewed": 0, "archived": 0, "spam": 0}


def test_bulk_action_by_htmx_gives_the_list_and_a_toast(triager_client, said):
    items = said("One", "Two")
    answer = triager_client.post(
        "/feedback/act",
        {"item": items[0].pk, "do": "state=archived", "query": "state=new"},
        headers={"HX-Request": "true", "HX-Target": "list"},
    )
    page = answer.content.decode()
    assert texts(answer) == ["Two"]
    assert "Marked this item as archived" in page
    assert "<html" not in page


@pytest.mark.parametrize(
    ("do", "more", "field", "value"),
    [
        ("kind=praise", {}, "kind", "praise"),
        ("mood=positive", {}, "mood", "positive"),
        ("tag", {"tag": "later, export"}, "tags", ["export", "later"]),
        ("enter", {"tag": "later"}, "tags", ["later"]),
    ],
)
def test_item_can_be_judged_and_tagged(triager_client, said, do, more, field, value):
    (item,) = said("Love it")
    triager_client.post("/feedback/act", {"item": item.pk, "do": do, **more})
    assert getattr(Item.objects.get(), field) == value


def test_assign_to_me(triager_client, triager_user, said):
    (item,) = said("Mine")
    triager_client.post("/feedback/act", {"item": item.pk, "do": f"assign={triager_user.pk}"})
    assert texts(triager_client.get("/feedback/?assignee=me")) == ["Mine"]


def test_viewer_cannot_act(viewer_client, said):
    (item,) = said("One")
    answer = viewer_client.post("/feedback/act", {"item": item.pk, "do": "state=spam"})
    assert answer.status_code == 403
    assert "do=" not in viewer_client.get("/feedback/").content.decode()


def test_item_page_and_panel_are_one_template(triager_client, said):
    (item,) = said("See FB-1 and https://a.example/x, please <b>")
    page = triager_client.get(f"/feedback/{item.pk}").content.decode()
    panel = triager_client.get(
        f"/feedback/{item.pk}", headers={"HX-Request": "true", "HX-Target": "panel"}
    ).content.decode()
    assert "<html" in page
    assert "<html" not in panel
    for part in (page, panel):
        assert '<a class="ref" href="/feedback/1">FB-1</a>' in part
        assert 'href="https://a.example/x"' in part
        assert "please &lt;b&gt;" in part


def test_item_leads_to_its_neighbours(triager_client, said):
    first, second, third = said("One", "Two", "Three")
    context = triager_client.get(f"/feedback/{second.pk}?state=new").context
    assert context["previous"].startswith(f"/feedback/{third.pk}?")
    assert context["next"].startswith(f"/feedback/{first.pk}?")


def test_quote_by_selection_and_by_places(triager_client, said):
    (item,) = said("slow, slow, and slow again")
    triager_client.post(f"/feedback/{item.pk}/quote", {"words": "slow", "nth": "1"})
    triager_client.post(f"/feedback/{item.pk}/quote", {"start": "16", "end": "26"})
    spans = list(item.quotes.values_list("start", "end", "text"))
    assert spans == [(6, 10, "slow"), (16, 26, "slow again")]
    quote = item.quotes.first()
    answer = triager_client.get(f"/quotes/{quote.pk}")
    assert answer["Location"] == f"/feedback/{item.pk}#quote-{quote.pk}"
    triager_client.post(f"/quotes/{quote.pk}/remove")
    assert item.quotes.count() == 1


def test_comment_links_refs(triager_client, said):
    first, second = said("One", "Two")
    triager_client.post(f"/feedback/{first.pk}/comment", {"text": f"Like FB-{second.pk}"})
    page = triager_client.get(f"/feedback/{first.pk}").content.decode()
    assert f'Like <a class="ref" href="/feedback/{second.pk}">FB-{second.pk}</a>' in page


def test_duplicates_merge_and_part_again(triager_client, said):
    first, second = said("Same words", "Same words!")
    page = triager_client.get(f"/feedback/{first.pk}").content.decode()
    assert "said 2 times" in page
    sent = {"item": second.pk, "do": "merge", "into": f"FB-{first.pk}"}
    triager_client.post("/feedback/act", sent)
    second.refresh_from_db()
    assert second.duplicate_of == first
    triager_client.post("/feedback/act", {"item": second.pk, "do": "split"})
    second.refresh_from_db()
    assert second.duplicate_of is None


def test_new_feedback_keeps_what_was_typed(triager_client):
    wrong = triager_client.post(
        "/feedback/new", {"text": "", "channel": "sales", "author_name": "Ana"}
    )
    assert wrong.status_code == 422
    assert 'value="Ana"' in wrong.content.decode()
    triager_client.post(
        "/feedback/new", {"text": "They want SSO", "channel": "sales", "rating": "4"}
    )
    item = Item.objects.get()
    assert (item.text, item.channel, item.rating, item.rating_scale) == (
        "They want SSO",
        "sales",
        4,
        5,
    )


def test_view_is_saved_and_deleted(triager_client, triager_user):
    sent = {"name": "Angry reviews", "query": "state=new&channel=review&mood=negative"}
    triager_client.post("/feedback/views", sent)
    view = SavedView.objects.get()
    assert (view.owner, view.query) == (triager_user, "state=new&channel=review&mood=negative")
    assert "Angry reviews" in triager_client.get("/feedback/").content.decode()
    triager_client.post(f"/feedback/views/{view.pk}/delete")
    assert SavedView.objects.count() == 0


def test_export_respects_the_filter_and_guards_formulas(triager_client, said):
    said("=1+1", channel="review")
    said("Not this", channel="sales")
    answer = triager_client.get("/feedback/export?state=all&channel=review&file=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert ",'=1+1," in lines[1]


QUERIES_OF_THE_INBOX = 12
QUERIES_OF_AN_ITEM = 17


@pytest.mark.parametrize("number", [3, 40])
def test_queries_of_the_inbox_do_not_grow(triager_client, said, number, django_assert_num_queries):
    said(*(f"Number {n}" for n in range(number)), author_email="ana@tessera.example")
    triager_client.get("/feedback/")
    with django_assert_num_queries(QUERIES_OF_THE_INBOX):
        triager_client.get("/feedback/?state=new&channel=other")


def test_queries_of_an_item(triager_client, said, django_assert_num_queries):
    items = said("One", "Two", "Three")
    with django_assert_num_queries(QUERIES_OF_AN_ITEM):
        triager_client.get(f"/feedback/{items[1].pk}")
