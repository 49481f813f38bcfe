"""The words in a piece of HTML, for vendors whose texts come with tags."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

_BLOCKS = frozenset(
    ["p", "div", "br", "li", "ul", "ol", "tr", "table", "blockquote", "pre", "hr"]
    + [f"h{level}" for level in range(1, 7)]
)
_PARSED = 100_000
_SILENT = frozenset(["script", "style", "head", "title"])
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>|&(#\d+|#x[0-9a-f]+|[a-z]+);", re.IGNORECASE)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        elif tag in _BLOCKS:
            self.parts.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def text_of_html(html: str) -> str:
    """The text of an HTML fragment: blocks on lines of their own, entities resolved.

    Text without any tag or entity comes back as it is. The markup itself is never kept, so nothing
    in it can run; the original stays in `Record.raw`.
    """
    if not _TAG.search(html):
        return html.strip()
    if len(html) > _PARSED:  # the parser can be made to take quadratic time
        return unescape(_TAG.sub(" ", html)).strip()
    words = _Words()
    words.feed(html)
    words.close()
    lines = [" ".join(line.split()) for line in "".join(words.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
