"""A real Chromium against a real server; a story fails on any error in the browser's console."""

import os
from pathlib import Path

import pytest

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's driver runs an event loop here

PASSWORD = "correct horse battery"
SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="session")
def chromium():
    """The system's Chromium, started once."""
    from playwright.sync_api import sync_playwright

    program = Path("/usr/bin/chromium")
    if not program.exists():
        pytest.skip("No Chromium here; `make setup-test` installs one")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    flags += ["--disable-component-update", "--disable-sync", "--no-first-run"]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(program), args=flags)
        yield browser
        browser.close()


class Visitor:
    """Someone at a window: goes places, and notices what is wrong there."""

    def __init__(self, page, base):
        self.page = page
        self.base = base
        self.complaints = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message):
        if message.type == "error":
            self.complaints.append(f"{self.page.url}: {message.text}")

    def go(self, path):
        """Open a page."""
        answer = self.page.goto(self.base + path)
        assert answer.status == 200, f"{path} answered {answer.status}"
        return self.page

    def sign_in(self, email):
        """Sign in as one of the four people."""
        self.go("/accounts/login/")
        self.page.fill("[name=login]", email)
        self.page.fill("[name=password]", PASSWORD)
        self.page.press("[name=password]", "Enter")
        self.page.wait_for_url(self.base + "/")

    def look(self):
        """Check the current page: nothing that shuts people out, nothing that scrolls sideways."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        serious = [
            (each["id"], [node["html"][:120] for node in each["nodes"]][:3])
            for each in found
            if each["impact"] in SERIOUS
        ]
        assert serious == [], f"{self.page.url}: {serious}"
        wide = self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wide, f"{self.page.url} scrolls sideways"


@pytest.fixture(params=[(1440, 900, "light"), (390, 844, "dark")], ids=["desk", "phone"])
def visitor(request, chromium, live_server):
    """A visitor, at a desk in daylight or with a phone in the dark."""
    width, height, scheme = request.param
    context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    context.set_default_timeout(15_000)
    someone = Visitor(context.new_page(), live_server.url)
    yield someone
    context.close()
    assert someone.complaints == []
