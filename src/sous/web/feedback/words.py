"""What was said, as HTML: quotes marked, refs and addresses as links."""

import re
from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from sous.feedback.models import Quote
from sous.kernel.errors import NotFound
from sous.kernel.refs import PATTERN, path_for

LINK = re.compile(r"https?://[^\s<>\"')\]]{3,500}|" + PATTERN.pattern)


def marked_text(text: str, quotes: Iterable[Quote] = ()) -> SafeString:
    """The text escaped, with ``<mark id="quote-5">`` around quotes. Of quotes that overlap the
    longer, earlier one is marked.
    """
    pieces, at = [], 0
    for quote in sorted(quotes, key=lambda each: (each.start, -each.end)):
        if quote.of_version_id or quote.start < at or quote.end > len(text):
            continue
        pieces.append(_linked(text[at : quote.start]))
        words = _linked(text[quote.start : quote.end])
        pieces.append(f'<mark id="quote-{quote.pk}">{words}</mark>')
        at = quote.end
    pieces.append(_linked(text[at:]))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece is escaped


def linked_text(text: str) -> SafeString:
    """The text escaped, with links."""
    return mark_safe(_linked(text))  # noqa: S308


def _linked(text: str) -> str:
    pieces: list[str] = []
    at = 0
    for match in LINK.finditer(text):
        pieces.append(escape(text[at : match.start()]))
        pieces.append(_link(match[0]))
        at = match.end()
    pieces.append(escape(text[at:]))
    return "".join(pieces)


def _link(found: str) -> str:
    if found.startswith("http"):
        address = found.rstrip(".,;:!?")
        rest = found[len(address) :]
        safe = escape(address)
        return f'<a href="{safe}" rel="noopener noreferrer nofollow">{safe}</a>{escape(rest)}'
    try:
        return f'<a class="ref" href="{path_for(found)}">{escape(found)}</a>'
    except NotFound:
        return escape(found)
