"""The product in the rail: home, inbox and themes are read for it."""

import pytest

from sous.feedback.models import Item
from sous.organization import commands
from sous.organization.models import Product


@pytest.fixture
def office(owner, now):
    """Two products, and the one that is chosen in these tests."""
    commands.create_product(actor=owner, at=now, name="Deck")
    return commands.create_product(actor=owner, at=now, name="Office")


def choose(client, product, back="/"):
    return client.post("/look/product", {"product": getattr(product, "pk", ""), "next": back})


def shown(client, address="/feedback/"):
    return [item.pk for item in client.get(address).context["items"]]


def test_with_one_product_there_is_nothing_to_choose(owner_client, owner, now):
    for address in ("/", "/feedback/", "/themes/"):
        assert owner_client.get(address).context["rail_products"] == []
    only = commands.create_product(actor=owner, at=now, name="Office")
    choose(owner_client, only)
    page = owner_client.get("/feedback/")
    assert (page.context["rail_products"], page.context["rail_product"]) == ([], None)


def test_the_inbox_keeps_to_the_chosen_product(owner_client, office, say):
    about, other = say("About the office", product_id=office.pk), say("About nothing")
    assert shown(owner_client) == [other.pk, about.pk]
    assert choose(owner_client, office, "/feedback/?state=new&product=9&cursor=x").url == (
        "/feedback/?state=new"
    )
    assert shown(owner_client) == [about.pk]
    page = owner_client.get("/feedback/")
    assert str(page.context["rail_product"]) == "Office"
    assert "Product" not in [chip.label for chip in page.context["chips"]]
    choose(owner_client, None)
    assert shown(owner_client) == [other.pk, about.pk]


def test_an_address_that_names_a_product_wins(owner_client, office, say):
    deck = Product.objects.get(name="Deck")
    about = say("About the deck", product_id=deck.pk)
    choose(owner_client, office)
    page = owner_client.get(f"/feedback/?product={deck.pk}")
    assert [item.pk for item in page.context["items"]] == [about.pk]
    assert "Product" in [chip.label for chip in page.context["chips"]]


def test_themes_and_home_are_counted_for_it(owner_client, office, built):
    items = [item.pk for item in built["invoice"]]
    Item.objects.filter(pk__in=items).update(product=office)
    whole = owner_client.get("/").context
    choose(owner_client, office)
    page = owner_client.get("/themes/?sort=-size")
    assert sum(theme.size for theme in page.context["rows"]) == len(items)
    assert "Product" not in [chip.label for chip in page.context["chips"]]
    home = owner_client.get("/").context
    assert (whole["waiting"].number, home["waiting"].number) == (48, len(items))
    assert (whole["week"].items, home["week"].items) == (0, 0)


def test_an_archived_product_is_not_chosen_any_more(owner_client, owner, office, now):
    commands.create_product(actor=owner, at=now, name="Pedestal")
    choose(owner_client, office)
    commands.archive_product(actor=owner, at=now, product_id=office.pk)
    assert owner_client.get("/feedback/").context["rail_product"] is None


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example"])
def test_the_way_back_stays_in_the_house(owner_client, office, back):
    assert choose(owner_client, office, back).url == "/"
