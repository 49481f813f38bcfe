"""What every page knows: who is signed in, where we are, how it should look."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from sous.web import nav
from sous.web.actors import actor_of

SCHEMES = (("system", "System"), ("light", "Light"), ("dark", "Dark"))
SCHEME_COOKIE = "scheme"

PARTS = {
    "content": "layout/part_content.html",
    "list": "layout/part_list.html",
    "panel": "layout/detail_panel.html",
}


@dataclass
class Shell:
    """What the frame around each page asks about the request. Nothing is looked up unasked."""

    request: HttpRequest

    @cached_property
    def scheme(self) -> str:
        """ "light" or "dark" where the reader chose one, else "system"."""
        chosen = self.request.COOKIES.get(SCHEME_COOKIE, "system")
        return chosen if chosen in {"light", "dark"} else "system"

    @property
    def schemes(self) -> tuple[tuple[str, str], ...]:
        return SCHEMES

    @cached_property
    def target(self) -> str:
        """The id of the element htmx will fill; an empty text where a whole page is wanted."""
        headers = self.request.headers
        if "HX-Request" not in headers or "HX-Boosted" in headers:
            return ""
        if headers.get("HX-History-Restore-Request") == "true":
            return ""
        return headers.get("HX-Target", "")

    @property
    def layout(self) -> str:
        """What a list page extends: the whole frame, or the part that was asked for."""
        return PARTS.get(self.target, "layout/page.html")

    @property
    def detail(self) -> str:
        """What a detail page extends: a page of its own, or the side panel."""
        return "layout/detail_panel.html" if self.in_panel else "layout/detail.html"

    @property
    def in_panel(self) -> bool:
        return self.target == "panel"

    @cached_property
    def rooms(self) -> list[nav.Entry]:
        return nav.places(nav.ROOMS, self.request.path)

    @cached_property
    def tools(self) -> list[nav.Entry]:
        return nav.places(nav.TOOLS, self.request.path)

    @cached_property
    def foot(self) -> list[nav.Entry]:
        return nav.places(nav.FOOT, self.request.path)

    @property
    def everywhere(self) -> list[nav.Entry]:
        return [*self.rooms, *self.tools, *self.foot]

    @property
    def phone(self) -> list[nav.Entry]:
        """The few places the bottom bar has room for."""
        return [entry for entry in self.everywhere if entry.path in nav.PHONE]

    @property
    def more(self) -> list[nav.Entry]:
        return [entry for entry in self.everywhere if entry.path not in nav.PHONE]

    @property
    def search_url(self) -> str:
        return _address("search")

    @property
    def palette_url(self) -> str:
        return _address("palette")

    @property
    def profile_url(self) -> str:
        return _address("profile")

    @property
    def person(self) -> Any:
        """Who is signed in, or None."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @property
    def person_name(self) -> str:
        user = self.person
        if user is None:
            return ""
        return str(getattr(user, "name", "") or getattr(user, "email", "") or user)


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context for the frame around each page."""
    return {
        "actor": actor_of(request) if hasattr(request, "user") else None,
        "shell": Shell(request),
    }
