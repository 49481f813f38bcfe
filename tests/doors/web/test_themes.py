"""The themes' pages: who sees what, how many queries, and what each button does."""

import pytest
from django.test.utils import CaptureQueriesContext

from sous.insights.models import Membership, Theme, ThemeEdit

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme(built):
    return Theme.objects.filter(is_group=False).order_by("-size", "pk").first()


def _queries(client, path):
    from django.db import connection

    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


PAGES = ["/themes/", "/themes/map", "/themes/accuracy", "/themes/export.csv"]
OF_THEME = ["", "/quotes", "/accounts", "/export.csv", "/rename", "/merge", "/split", "/group"]


def test_every_page_opens(owner_client, theme):
    pages = PAGES + [f"/themes/{theme.pk}{page}" for page in OF_THEME]
    assert {page: owner_client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_viewers_read_but_change_nothing(viewer_client, theme):
    reads = ["", "/quotes", "/accounts", "/export.csv"]
    found = [viewer_client.get(f"/themes/{theme.pk}{page}").status_code for page in reads]
    assert found == [200] * 4
    for page in ("rename", "merge", "split", "group"):
        assert viewer_client.get(f"/themes/{theme.pk}/{page}").status_code == 403
    assert viewer_client.post(f"/themes/{theme.pk}/dismiss").status_code == 403
    theme.refresh_from_db()
    assert theme.state == "active"


def test_strangers_are_sent_to_the_login(client, owner_user):
    answer = client.get("/themes/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/themes/")


def test_empty_says_what_to_do(owner_client):
    assert "What are your customers saying?" in owner_client.get("/themes/").content.decode()
    assert owner_client.get("/themes/map").status_code == 200


def test_few_items_are_explained(owner_client, say, run_jobs):
    say("One voice only")
    run_jobs()
    assert "Too few voices for themes yet" in owner_client.get("/themes/").content.decode()


def test_queries_do_not_grow_with_rows(owner_client, theme, owner, now, say, run_jobs):
    pages = ["/themes/", "/themes/?sort=-accounts", f"/themes/{theme.pk}/quotes", "/themes/map"]
    before = [_queries(owner_client, page) for page in pages]
    for number in range(12):
        say(f"Readings are lost on the pier, time {number}, {'again ' * number}")
    for number in range(12):
        Theme.objects.create(name=f"More {number}", state="active", size=3, created_at=now)
    run_jobs()
    assert [_queries(owner_client, page) for page in pages] == before


def test_rename_then_undo(owner_client, theme):
    before = theme.name
    owner_client.post(f"/themes/{theme.pk}/rename", {"name": "Our own words"})
    theme.refresh_from_db()
    assert (theme.name, theme.name_by) == ("Our own words", "person")
    edit = ThemeEdit.objects.get()
    owner_client.post(f"/themes/edits/{edit.pk}/undo")
    theme.refresh_from_db()
    assert (theme.name, theme.name_by) == (before, "model")


def test_a_name_that_cannot_be_used_is_kept_in_the_form(owner_client, theme):
    answer = owner_client.post(f"/themes/{theme.pk}/rename", {"name": "x" * 201})
    assert (answer.status_code, "x" * 201 in answer.content.decode()) == (422, True)


def test_ticked_themes_are_merged(owner_client, theme):
    other = Theme.objects.filter(is_group=False).order_by("size", "pk").first()
    chosen = {"theme": [theme.pk, other.pk]}
    assert "come together" in owner_client.post("/themes/merge", chosen).content.decode()
    answer = owner_client.post("/themes/merge", {**chosen, "into": theme.pk})
    assert answer["Location"] == f"/themes/{theme.pk}"
    assert owner_client.get(f"/themes/{other.pk}")["Location"] == f"/themes/{theme.pk}"


def test_quotes_are_confirmed_and_moved(owner_client, theme):
    items = list(theme.memberships.order_by("pk").values_list("pk", flat=True)[:2])
    owner_client.post(f"/themes/{theme.pk}/confirm", {"item": items})
    assert set(Membership.objects.filter(pk__in=items).values_list("by", flat=True)) == {"person"}
    other = Theme.objects.filter(is_group=False).order_by("size", "pk").first()
    assert owner_client.get(f"/themes/move?item={items[0]}").status_code == 200
    owner_client.post("/themes/move", {"item": items[:1], "to": other.pk})
    assert Membership.objects.get(pk=items[0]).theme == other


def test_text_of_customers_is_text(owner_client, theme, say, run_jobs):
    item = say("<script>alert(1)</script> readings lost on the pier without signal")
    Membership.objects.update_or_create(
        item=item, defaults={"theme": theme, "at": item.said_at, "said_at": item.said_at}
    )
    page = owner_client.get(f"/themes/{theme.pk}/quotes").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("query", ["?product=x", "?channel=pigeon", "?period=-1", "?segment=1e9"])
def test_a_broken_filter_is_a_page_not_a_crash(owner_client, query):
    assert owner_client.get(f"/themes/{query}").status_code == 422


@pytest.mark.parametrize(
    "path", ["/themes/999999", "/themes/999999/quotes", "/themes/999999/split"]
)
def test_what_is_not_there_is_404(owner_client, path):
    assert owner_client.get(path).status_code == 404


def test_pinned_themes_stand_above_their_groups(owner_client, theme):
    last = Theme.objects.filter(is_group=False).order_by("size", "-pk").first()
    owner_client.post(f"/themes/{last.pk}/pin", {"pinned": "true"})
    page = owner_client.get("/themes/")
    assert "stands on top of the list now" in page.content.decode()
    assert [row.pk for row in page.context["groups"][0]["themes"]] == [last.pk]
    rest = [row.pk for part in page.context["groups"][1:] for row in part["themes"]]
    assert last.pk not in rest


def test_ticked_quotes_become_a_theme_of_their_own(owner_client, theme):
    items = list(Membership.objects.filter(theme=theme).values_list("pk", flat=True)[:2])
    stray = Membership.objects.exclude(theme=theme).first().pk
    where = {"item": [*items, stray], "choose": "yes", "new_theme": "Of our own"}
    assert owner_client.post("/themes/move", where).status_code == 422
    done = owner_client.post("/themes/move", where | {"item": items})
    made = Theme.objects.get(name="Of our own")
    assert (done.status_code, done["Location"]) == (302, f"/themes/{made.pk}")
    assert set(Membership.objects.filter(theme=made).values_list("pk", flat=True)) == set(items)
    page = f"http://testserver/themes/{made.pk}"
    edit = ThemeEdit.objects.get()
    undone = owner_client.post(f"/themes/edits/{edit.pk}/undo", headers={"referer": page})
    assert undone["Location"] == f"/themes/{theme.pk}"
    assert Membership.objects.filter(theme=made).count() == 0


def test_nothing_chosen_is_said_and_what_was_typed_is_kept(owner_client, theme):
    item = Membership.objects.filter(theme=theme).first().pk
    answer = owner_client.post("/themes/move", {"item": item, "choose": "yes"})
    assert (answer.status_code, answer.context["error"]) == (
        422,
        "Choose a theme, or name a new one.",
    )
    answer = owner_client.post(f"/themes/{theme.pk}/split", {"name-1": "Half of it"})
    assert (answer.status_code, answer.context["error"]) == (422, "Tick at least one part.")
    assert [part["name"] for part in answer.context["parts"]][:1] in ([], ["Half of it"])


def test_undo_stays_where_it_was_pressed(owner_client, theme):
    owner_client.post(f"/themes/{theme.pk}/rename", {"name": "Our own words"})
    page = f"/themes/{theme.pk}/quotes?by=doubt"
    edit = ThemeEdit.objects.get()
    undone = owner_client.post(
        f"/themes/edits/{edit.pk}/undo", headers={"referer": f"http://testserver{page}"}
    )
    assert undone["Location"].endswith(page)


def test_an_item_is_confirmed_where_it_is_read(owner_client, theme):
    row = Membership.objects.filter(theme=theme).first()
    assert "This is right" in owner_client.get(f"/feedback/{row.pk}").content.decode()
    at = {"item": row.pk, "next": f"/feedback/{row.pk}"}
    done = owner_client.post(f"/themes/{theme.pk}/confirm", at)
    page = owner_client.get(done["Location"]).content.decode()
    assert ("This is right" in page, "placed by a person" in page) == (False, True)


def test_a_count_of_repetitions_opens_them(owner_client, built, say, run_jobs):
    text = "Dragging a booking in the calendar is very slow on our old office computers"
    same = [say(text, author_email=f"{name}@{name}.example") for name in ("ann", "ben", "cid")]
    run_jobs()
    first = Membership.objects.get(pk=same[0].pk)
    place = f"/themes/{first.theme_id}/quotes"
    assert f"{place}?same={first.pk}" in owner_client.get(place).content.decode()
    shown = owner_client.get(f"{place}?same={first.pk}").context["page"].rows
    assert {row.pk for row in shown} == {item.pk for item in same}
