"""Every page of the settings, looked at."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [
    "/settings/profile",
    "/settings/people/",
    "/settings/tokens/",
    "/settings/audit/",
    "/settings/system/",
]


def test_the_settings(visitor, owner_user):
    visitor.sign_in(owner_user.email)
    for path in PAGES:
        visitor.go(path)
        visitor.look()


def test_a_role_changes_from_the_menu(visitor, owner_user, viewer_user):
    visitor.sign_in(owner_user.email)
    page = visitor.go("/settings/people/")
    page.get_by_role("button", name=f"Actions for {viewer_user.name}").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Product manager").click()
    viewer_user.refresh_from_db()
    assert viewer_user.role == "manager"
