"""The first five minutes, as a newcomer lives them: from nothing to themes with their evidence."""

import re

import pytest
from tests.stories.conftest import PASSWORD

from sous.demo.world import FILES, load
from sous.feedback.models import Import, Item
from sous.insights.models import Theme
from sous.kernel.jobs import run_all

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def begin(visitor):
    """Make the workspace in the browser."""
    page = visitor.go("/")
    page.fill("[name=name]", "Ada")
    page.fill("[name=email]", "ada@house.example")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Create workspace").click()
    page.wait_for_url("**/start")
    visitor.look()
    return page


def test_from_an_empty_workspace_to_an_import_and_back(visitor, db):
    page = begin(visitor)
    page.get_by_role("link", name="Bring your feedback").click()
    visitor.look()
    page.set_input_files("input[type=file]", FILES / "messe-und-telefon.csv")
    page.wait_for_url(re.compile(r"/imports/\d+$"))
    run_all()
    start = page.get_by_role("button", name="Import 38 new items")
    start.wait_for()  # the page renews itself when the check is done, and when the import is
    visitor.look()
    with page.expect_navigation():
        start.click()
    run_all()
    page.get_by_role("button", name="Undo import").first.wait_for()
    visitor.look()
    done = Import.objects.get()
    assert (done.state, done.new, done.refused, Item.objects.count()) == ("done", 38, 2, 38)
    page.get_by_role("button", name="Undo import").click()
    with page.expect_navigation():
        page.get_by_role("dialog").get_by_role("button", name="Undo import").click()
    run_all()
    assert Item.objects.count() == 0


def test_the_demo_from_its_button_to_every_page(visitor, db):
    page = begin(visitor)
    page.get_by_role("button", name="Explore the demo").click()
    page.wait_for_url("**/start/demo/*")
    run_all()
    page.wait_for_url(visitor.base + "/")
    assert Item.objects.count() == len(load().items)
    theme = Theme.objects.filter(is_group=False, state="active").order_by("-size").first()
    item = Item.objects.filter(account__isnull=False).order_by("pk").first()
    paths = [
        "/",
        "/feedback/",
        "/feedback/?state=all&channel=review&sort=oldest",
        f"/feedback/{item.pk}",
        "/feedback/new",
        "/themes/",
        "/themes/map",
        "/themes/accuracy",
        f"/themes/{theme.pk}",
        f"/themes/{theme.pk}/quotes",
        f"/themes/{theme.pk}/merge",
        "/customers/",
        f"/customers/accounts/{item.account_id}",
        "/customers/contacts/",
        "/customers/segments/",
        "/customers/segments/new",
        "/customers/import/",
        "/search/?q=planner%20slow",
        "/imports/",
        "/settings/products/",
        "/settings/teams/",
    ]
    for path in paths:
        visitor.go(path)
        visitor.look()
    choose_a_product(visitor, "Garboard Deck")
    page = visitor.go("/")
    page.get_by_role("button", name="Remove the demo").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove the demo").click()
    page.wait_for_url("**/start/demo/*")
    visitor.look()
    run_all()
    page.wait_for_url(visitor.base + "/")
    page.get_by_text("The demo is gone.").wait_for()
    page.get_by_role("button", name="Explore the demo").wait_for()
    assert (Item.objects.count(), Theme.objects.count()) == (0, 0)


def choose_a_product(visitor, name):
    """In the rail of a desk, above the list on a phone."""
    page = visitor.go("/feedback/?state=all")
    switch = page.locator("summary[aria-label='Product: all products']").locator("visible=true")
    switch.click()
    visitor.look()
    with page.expect_navigation():
        page.get_by_role("button", name=name).locator("visible=true").click()
    for path in ("/", "/feedback/?state=all", "/themes/"):
        page = visitor.go(path)
        page.locator(f"summary[aria-label='Product: {name}']").locator("visible=true").wait_for()
        visitor.look()


def test_a_renamed_theme_keeps_its_name_through_a_rebuild(visitor, owner_user, owner, now):
    from sous.demo.loading import load_everything
    from sous.insights.commands import rebuild_themes

    load_everything(actor=owner, at=now)
    run_all()
    theme = Theme.objects.filter(is_group=False, state="active").order_by("-size").first()
    visitor.sign_in(owner_user.email)
    page = visitor.go(f"/themes/{theme.pk}/rename")
    page.fill("[name=name]", "Boats that wait")
    with page.expect_navigation():
        page.get_by_role("button", name="Rename theme").click()
    rebuild_themes(actor=owner, at=now)
    run_all()
    theme.refresh_from_db()
    assert (theme.name, theme.name_by, theme.state) == ("Boats that wait", "person", "active")
