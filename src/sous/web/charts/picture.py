"""What every chart function gives back: the drawing, and the same facts as a table."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe

from sous.web.charts.paint import Paint, text

MARGIN = 12


@dataclass(frozen=True, slots=True)
class Picture:
    """`svg` to look at; `head` and `rows` to read ("Show data"), one text per cell."""

    title: str
    svg: SafeString
    head: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.rows


def frame(
    body: str,
    *,
    title: str,
    about: str,
    height: float,
    paint: Paint,
    width: int | None = None,
    css: str = "",
    interactive: bool = False,
) -> SafeString:
    """The outer `<svg>`: as wide as its place in a page, `width` pixels where it stands alone.

    `interactive` is for drawings with links inside: those must not be announced as one image.
    """
    # the same picture has the same bytes every time, so that pages can be cached
    mark = f"{zlib.crc32(f'{title}|{css}|{about}'.encode()):08x}"
    names = f"t{mark}", f"d{mark}"
    wide = f"{width or 640}" if paint.standalone else "100%"
    space = ' xmlns="http://www.w3.org/2000/svg"' if paint.standalone else ""
    role = "group" if interactive else "img"
    if paint.standalone:
        # paper around the drawing, since its dots and words reach to the very edge
        inner = f'width="{(width or 640) - 2 * MARGIN}" height="{height:g}" overflow="visible"'
        body = f'<svg x="{MARGIN}" y="{MARGIN}" {inner}>{body}</svg>'
        height += 2 * MARGIN
    return mark_safe(  # noqa: S308  (bodies are made of numbers and escaped text)
        f'<svg{space} class="chart {css}" width="{wide}" height="{height:g}" role="{role}" '
        f'aria-labelledby="{names[0]} {names[1]}"{paint.font()}>'
        f'<title id="{names[0]}">{text(title)}</title><desc id="{names[1]}">{text(about)}</desc>'
        f"{paint.sheet()}{body}</svg>"
    )


def label(
    x: str,
    y: float,
    words: object,
    *,
    paint: Paint,
    role: str = "ink-3",
    anchor: str = "start",
    strong: bool = False,
    halo: bool = False,
) -> str:
    """A line of text; `x` is "12" or "40%". A halo keeps it legible over lines."""
    colour = paint.fill(role)
    extra = ' font-weight="600"' if strong else ""
    if halo:
        stroke = paint.stroke("paper")
        extra += ' stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
        both = f'class="fill-{role} stroke-paper"'
        colour = f"{colour} {stroke}" if paint.standalone else both
    if anchor != "start":
        extra += f' text-anchor="{anchor}"'
    return f'<text x="{x}" y="{y:g}" font-size="13" {colour}{extra}>{text(words)}</text>'


def link(body: str, href: str, name: str) -> str:
    """The body as a link, where there is an address."""
    if not href:
        return f"<g>{body}</g>"
    return f'<a href="{text(href)}" aria-label="{text(name)}">{body}</a>'
