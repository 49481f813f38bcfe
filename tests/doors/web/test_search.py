"""The search page and the palette."""

import pytest

from sous.customers.models import Account
from sous.feedback.models import Item

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(built, owner, now):
    from sous.insights.commands import keep_words
    from sous.insights.queries.search import spelling

    keep_words(actor=owner, at=now)
    spelling.forget()
    return built


def test_hits_are_marked_and_a_mistake_is_named(viewer_client, found):
    page = viewer_client.get("/search/?q=invioce").content.decode()
    assert "Also searched for <b>invoice</b>" in page
    assert "<mark>invoice" in page.lower()


def test_without_words_it_explains_itself(viewer_client):
    assert "Ask what people say" in viewer_client.get("/search/").content.decode()


def test_nothing_found_says_so(viewer_client, found):
    assert "Nothing is found" in viewer_client.get("/search/?q=xylophone").content.decode()


def test_the_palette_gives_lines(viewer_client, found):
    page = viewer_client.get("/search/palette?q=calendar").content.decode()
    assert page.count('role="option"') >= 4


@pytest.mark.parametrize("path", ["/search/?q=a&channel=pigeon", "/search/?account=x"])
def test_a_broken_filter_is_refused(viewer_client, path):
    assert viewer_client.get(path).status_code == 422


def test_strangers_are_sent_to_the_login(client, owner_user):
    assert client.get("/search/?q=a").status_code == 302


def test_what_is_found_narrows_itself_by_account_and_theme(viewer_client, found, now):
    north, south = (
        Account.objects.create(name=name, created_at=now, updated_at=now)
        for name in ("North", "South")
    )
    for topic, account in (("calendar", north), ("invoice", south)):
        Item.objects.filter(pk__in=[item.pk for item in found[topic]]).update(account=account)
    page = viewer_client.get("/search/?q=slow calendar invoice VAT&from=2")
    chips = {chip.label: chip for chip in page.context["chips"]}
    assert [option.label for option in chips["Account"].options] == ["North", "South"]
    assert "from=" not in chips["Account"].options[0].href
    narrowed = viewer_client.get("/search/" + chips["Account"].options[0].href)
    assert {each.item.account for each in narrowed.context["results"].found} == {north}
    assert "Theme" in chips
