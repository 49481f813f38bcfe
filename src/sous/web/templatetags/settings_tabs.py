"""The tabs over every page of the settings."""

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse

from sous.kernel.choices import Role

register = template.Library()

# The word, the name of its page, and the role that may see it.
TABS = [
    ("Profile", "profile", Role.VIEWER),
    ("People", "people", Role.VIEWER),
    ("Products", "products", Role.VIEWER),
    ("Teams", "teams", Role.VIEWER),
    ("API tokens", "tokens", Role.VIEWER),
    ("Audit log", "audit", Role.OPERATIONS),
    ("System", "system", Role.OPERATIONS),
]


@register.simple_tag(takes_context=True)
def settings_tabs(context: dict[str, Any]) -> list[dict[str, Any]]:
    """The tabs that the reader may open, the current one marked."""
    actor, path = context["actor"], context["request"].path
    found = []
    for word, name, role in TABS:
        try:
            href = reverse(name)
        except NoReverseMatch:
            continue
        if actor.has(role):
            found.append({"word": word, "href": href, "current": path.startswith(href)})
    return found
