"""Pictures the size of a word, for rows."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.safestring import SafeString, mark_safe

from sous.web.charts.paint import PAGE, Paint, number, text
from sous.web.formats import NBSP

WIDTH, HEIGHT, EDGE = 80, 20, 2.5


def sparkline(
    values: Iterable[float | int | None],
    *,
    label: str = "",
    tone: str = "",
    paint: Paint = PAGE,
    width: int = WIDTH,
    height: int = HEIGHT,
) -> SafeString:
    """A line over its area, zero-based, with a dot at the last value. None counts as zero.

    `label` describes it ("12 weeks, 4 to 31 a week"); without one the picture is hidden from screen
    readers, because the row says the number anyway.
    """
    points = [max(0.0, float(value or 0)) for value in values]
    opening = _open('class="sparkline"', width, height, label, paint)
    if not points:
        return mark_safe(opening + "</svg>")  # noqa: S308
    top = max(points) or 1.0
    step = (width - 2 * EDGE) / max(1, len(points) - 1)
    spots = [
        (EDGE + i * step, height - EDGE - value / top * (height - 2 * EDGE))
        for i, value in enumerate(points)
    ]
    if len(spots) == 1:
        spots = [(EDGE, spots[0][1]), (width - EDGE, spots[0][1])]
    line = " ".join(f"{number(x)},{number(y)}" for x, y in spots)
    floor = number(height - EDGE + 1)
    area = f"{number(spots[0][0])},{floor} {line} {number(spots[-1][0])},{floor}"
    end_x, end_y = spots[-1]
    colour = tone or "accent"
    return mark_safe(  # noqa: S308  (numbers and escaped text only)
        f"{opening}"
        f'<g {paint.fill(colour)}><polygon points="{area}" fill-opacity=".13"/></g>'
        f'<g {paint.stroke(colour)}><polyline points="{line}" fill="none" stroke-width="1.5" '
        f'stroke-linejoin="round" stroke-linecap="round"/></g>'
        f'<g {paint.fill(colour)}><circle cx="{number(end_x)}" cy="{number(end_y)}" r="2"/></g>'
        "</svg>"
    )


def bar(
    value: float, maximum: float, *, label: str = "", tone: str = "", paint: Paint = PAGE
) -> SafeString:
    """A bar that starts at zero; anything above nothing is at least a hair wide."""
    share = 0.0 if not maximum else min(1.0, max(0.0, float(value) / float(maximum)))
    width = number(max(share * 100, 1.0 if share > 0 else 0.0))
    opening = _open('class="bar"', 100, 6, label, paint, stretch=True)
    return mark_safe(  # noqa: S308
        f'{opening}<rect width="100" height="6" {paint.fill("line")}/>'
        f'<rect width="{width}" height="6" {paint.fill(tone or "accent")}/></svg>'
    )


def sentiment_bar(
    positive: float,
    mixed: float,
    negative: float,
    unknown: float = 0,
    *,
    paint: Paint = PAGE,
) -> SafeString:
    """Negative, mixed, positive, and what is not known, from left to right in one bar.

    The shares are said in words to screen readers, and on hover.
    """
    parts = (
        ("negative", negative, "red"),
        ("mixed", mixed, "amber"),
        ("positive", positive, "green"),
        ("not known", unknown, "line-strong"),
    )
    total = sum(max(0.0, float(value)) for _, value, _ in parts)
    words = sentiment_words(positive, mixed, negative, unknown)
    opening = _open('class="sentiment-bar"', 100, 6, words, paint, stretch=True)
    if not total:
        return mark_safe(f'{opening}<rect width="100" height="6" {paint.fill("line")}/></svg>')  # noqa: S308
    shapes, at = [], 0.0
    for _, value, colour in parts:
        width = max(0.0, float(value)) / total * 100
        if width:
            # a hair of air tells neighbours apart without relying on their hue
            shown = max(0.6, width - 0.8)
            shapes.append(
                f'<rect x="{number(at)}" width="{number(shown)}" height="6" {paint.fill(colour)}/>'
            )
        at += width
    return mark_safe(opening + "".join(shapes) + "</svg>")  # noqa: S308


def sentiment_words(positive: float, mixed: float, negative: float, unknown: float = 0) -> str:
    """ "61 % negative, 12 % mixed, 27 % positive" """
    total = float(positive) + float(mixed) + float(negative) + float(unknown)
    if not total:
        return "No sentiment known"
    pairs = (
        (negative, "negative"),
        (mixed, "mixed"),
        (positive, "positive"),
        (unknown, "not known"),
    )
    return ", ".join(
        f"{round(float(value) / total * 100)}{NBSP}% {word}" for value, word in pairs if value
    )


SHAPES = {
    "dashed": '<circle cx="7" cy="7" r="5.5" fill="none" stroke="currentColor" stroke-width="1.5" '
    'stroke-dasharray="2.2 1.26"/>',
    "ring": '<circle cx="7" cy="7" r="5.5" fill="none" stroke="currentColor" stroke-width="1.5"/>',
    "half": '<circle cx="7" cy="7" r="5.5" fill="none" stroke="currentColor" stroke-width="1.5"/>'
    '<path d="M7 4a3 3 0 0 1 0 6z" fill="currentColor"/>',
    "full": '<circle cx="7" cy="7" r="5.5" fill="none" stroke="currentColor" stroke-width="1.5"/>'
    '<circle cx="7" cy="7" r="3" fill="currentColor"/>',
    "check": '<circle cx="7" cy="7" r="6.25" fill="currentColor"/>'
    '<path d="M4.4 7.2l1.8 1.8 3.5-3.8" fill="none" class="stroke-paper" stroke-width="1.5" '
    'stroke-linecap="round" stroke-linejoin="round"/>',
    "cross": '<circle cx="7" cy="7" r="6.25" fill="currentColor"/>'
    '<path d="M5 5l4 4m0-4l-4 4" class="stroke-paper" stroke-width="1.5" stroke-linecap="round"/>',
    "dot": '<circle cx="7" cy="7" r="3.5" fill="currentColor"/>',
    "diamond": '<path d="M7 1.5L12.5 7 7 12.5 1.5 7z" fill="currentColor"/>',
    "up": '<path d="M7 2.5l5 8.5H2z" fill="currentColor"/>',
    "down": '<path d="M7 11.5l5-8.5H2z" fill="currentColor"/>',
    "level": '<path d="M2 7h10" stroke="currentColor" stroke-width="2" stroke-linecap="round"/>',
}


def state_shape(shape: str) -> SafeString:
    """A 14 px shape that stands beside a state's word; a dot where the shape has no drawing."""
    drawing = SHAPES.get(shape, SHAPES["dot"])
    return mark_safe(  # noqa: S308
        f'<svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">{drawing}</svg>'
    )


def _open(
    css: str, width: int, height: int, label: str, paint: Paint, *, stretch: bool = False
) -> str:
    fit = ' preserveAspectRatio="none"' if stretch else ""
    size = f' width="{width}" height="{height}"'
    space = ' xmlns="http://www.w3.org/2000/svg"' if paint.standalone else ""
    head = f'<svg{space} {css} viewBox="0 0 {width} {height}"{size}{fit}'
    if not label:
        return f'{head} aria-hidden="true">'
    return f'{head} role="img" aria-label="{text(label)}"><title>{text(label)}</title>'
