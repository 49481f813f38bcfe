"""The frame in a real browser: every kind of page, and the keyboard."""

import pytest

from sous.web import styleguide

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = sorted(set(styleguide.PAGES) - {"", "item"})


@pytest.fixture
def guest(visitor, settings, owner_user):
    """A signed-in person on a developer's machine, where the style guide shows itself."""
    settings.DEBUG = True
    visitor.sign_in(owner_user.email)
    return visitor


def test_every_kind_of_page_shuts_nobody_out(guest):
    for name in ("", *PAGES):
        guest.go(f"/styleguide/{name}/" if name else "/styleguide/")
        guest.look()


def test_the_list_stays_while_a_detail_is_open(guest):
    page = guest.go("/styleguide/inbox/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel .panel-body")
    page.wait_for_url("**/inbox/FB-1041/")
    guest.look()
    assert page.title() == "FB-1042 · Sous"  # the guide shows one item under every address
    page.keyboard.press("Escape")
    page.wait_for_selector("#panel .panel-body", state="detached")
    assert page.url.endswith("/styleguide/inbox/")
    assert page.title() == "Inbox · Sous"


def test_rows_are_ticked_from_the_keyboard(guest):
    page = guest.go("/styleguide/inbox/")
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    page.get_by_text("2 ticked").wait_for()
    page.keyboard.press("Escape")
    page.get_by_text("2 ticked").wait_for(state="hidden")


def test_help_lists_what_can_be_pressed(guest):
    page = guest.go("/styleguide/inbox/")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard keys")
    dialog.get_by_text("Add feedback").wait_for()
    dialog.get_by_text("Next row").wait_for()
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")


def test_the_palette_goes_places(guest):
    page = guest.go("/styleguide/")
    page.keyboard.press("Control+k")
    page.keyboard.type("inb")
    page.get_by_role("option", name="Inbox").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/feedback/")


def test_nothing_harmful_happens_unasked(guest):
    page = guest.go("/styleguide/themes/")
    page.locator(".row-select").first.check()
    page.get_by_role("button", name="Merge themes").click()
    dialog = page.get_by_role("dialog", name="Merge these themes?")
    dialog.get_by_role("button", name="Keep as is").click()
    dialog.wait_for(state="hidden")
    assert page.url.endswith("/styleguide/themes/")


def test_colours_change_at_once_and_stay(guest):
    page = guest.go("/styleguide/")
    phone = page.viewport_size["width"] < 720
    page.locator(".bottom-more > summary" if phone else ".rail [aria-label^='You:']").click()
    menu = page.locator(".sheet" if phone else ".rail .menu-list")
    menu.get_by_role("button", name="Dark").click()
    page.wait_for_selector("html[data-theme=dark]")
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_pages_can_be_read_and_sent_without_scripts(chromium, live_server, settings, owner_user):
    settings.DEBUG = True
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + "/styleguide/inbox/")
    page.locator(".row-link").first.click()
    page.wait_for_url("**/inbox/FB-1042/")
    assert page.locator("h1").text_content() == "FB-1042"
    page.goto(live_server.url + "/styleguide/inbox/")
    page.locator(".row-select").first.check()
    assert page.locator(".bulk-bar").is_visible()
    context.close()
