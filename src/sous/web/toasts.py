"""Short words after something was done, with the way back."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

LEVELS = {
    "success": messages.SUCCESS,
    "info": messages.INFO,
    "warning": messages.WARNING,
    "error": messages.ERROR,
}


@dataclass(frozen=True, slots=True)
class Toast:
    text: str
    level: str
    undo: str = ""
    href: str = ""
    link: str = ""


def toast(
    request: HttpRequest,
    text: str,
    *,
    level: str = "success",
    undo: str = "",
    href: str = "",
    link: str = "",
) -> None:
    """Say `text` on the next page (or with the next partial).

    `undo` is an address that takes a POST; `href` with its word `link` leads to what was made.
    """
    pairs = {"undo": undo, "href": href, "link": link}
    tags = " ".join(f"{key}={quote(value, safe='/')}" for key, value in pairs.items() if value)
    messages.add_message(request, LEVELS[level], text, extra_tags=tags)


def read(message: Message) -> Toast:
    """A stored message as a toast."""
    pairs = dict(part.split("=", 1) for part in (message.extra_tags or "").split() if "=" in part)
    level = message.level_tag if message.level_tag in LEVELS else "info"
    return Toast(
        text=str(message.message),
        level=level,
        undo=unquote(pairs.get("undo", "")),
        href=unquote(pairs.get("href", "")),
        link=unquote(pairs.get("link", "")),
    )
