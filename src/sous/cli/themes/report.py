"""The report: one self-contained page, light and dark, that prints well."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

WIDE, NARROW = (1000, 460), (380, 560)  # a desk, a phone


@cache
def _environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True
    )
    env.filters["day"] = _day
    env.filters["grouped"] = lambda number: f"{number:,}"
    env.filters["share"] = lambda share: f"{share:.1%}" if share < 0.1 else f"{share:.0%}"
    return env


def render(data: dict[str, Any]) -> str:
    """The page as text."""
    template = _environment().get_template("report.html.jinja")
    by_number = {theme["number"]: theme for theme in data["themes"]}
    grouped = {number for group in data["groups"] for number in group["themes"]}
    groups = [
        {**group, "members": [by_number[number] for number in group["themes"]]}
        for group in data["groups"]
    ]
    alone = [theme for theme in data["themes"] if theme["number"] not in grouped]
    if alone:
        size = sum(theme["size"] for theme in alone)
        name = "Other themes" if groups else ""
        groups.append({"name": name, "size": size, "share": size / data["texts"], "members": alone})
    return template.render(
        data=data,
        groups=groups,
        maps=treemap(groups, WIDE, "map wide") + treemap(groups, NARROW, "map narrow"),
        spark=spark,
        largest=_largest(data),
    )


def _largest(data: dict[str, Any]) -> int:
    return max((theme["size"] for theme in data["themes"]), default=1)


def _day(iso: str | None) -> str:
    if not iso:
        return ""
    at = datetime.fromisoformat(iso)
    return f"{at.day} {at:%b %Y}"


def spark(values: Sequence[int], width: int = 120, height: int = 26) -> Markup:
    """A line over its area from zero, with a dot at the end."""
    if not values or len(values) < 2:
        return Markup("")
    top = max(values) or 1
    step = (width - 6) / (len(values) - 1)
    spots = [
        f"{3 + i * step:.1f},{height - 3 - value / top * (height - 6):.1f}"
        for i, value in enumerate(values)
    ]
    floor = height - 2
    last = spots[-1].split(",")
    return Markup(  # noqa: S704 - numbers only
        f'<svg class="spark" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="From {values[0]} to {values[-1]}, at most {max(values)}">'
        f'<polygon points="3,{floor} {" ".join(spots)} {width - 3},{floor}"/>'
        f'<polyline points="{" ".join(spots)}"/>'
        f'<circle cx="{last[0]}" cy="{last[1]}" r="2.4"/></svg>'
    )


Box = tuple[float, float, float, float]


def treemap(groups: Sequence[dict[str, Any]], size: tuple[int, int], css: str) -> Markup:
    """Every theme as large as what it holds, inside its group; each leads to its section."""
    found = []
    outer = squarify([group["size"] for group in groups], (0, 0, *size))
    for place, (group, (x, y, w, h)) in enumerate(zip(groups, outer, strict=True)):
        head = 18 if h > 60 and w > 90 and group["name"] else 2
        inner = (x + 2, y + head, max(1, w - 4), max(1, h - head - 2))
        if head > 2:
            found.append(_words(x + 5, y + 13, group["name"], w - 10, "group"))
        sizes = [theme["size"] for theme in group["members"]]
        for theme, box in zip(group["members"], squarify(sizes, inner), strict=True):
            found.append(_cell(theme, box, place % 6))
    return Markup(  # noqa: S704 - every text in it is escaped
        f'<svg class="{css}" viewBox="0 0 {size[0]} {size[1]}" role="group" '
        f'aria-label="Map of the themes">'
        f"{''.join(found)}</svg>"
    )


def _cell(theme: dict[str, Any], box: Box, hue: int) -> str:
    x, y, w, h = box
    title = escape(f"{theme['name']}: {theme['size']:,} items")
    words = ""
    if w > 46 and h > 20:
        words = _words(x + 6, y + 16, theme["name"], w - 12, "name")
        if h > 38:
            words += _words(x + 6, y + 31, f"{theme['size']:,}", w - 12, "size")
    return (
        f'<a href="#t{theme["number"]}"><title>{title}</title>'
        f'<rect class="h{hue}" x="{x + 1:.1f}" y="{y + 1:.1f}" width="{max(0.5, w - 2):.1f}" '
        f'height="{max(0.5, h - 2):.1f}" rx="3"/>{words}</a>'
    )


def _words(x: float, y: float, text: str, room: float, css: str) -> str:
    fits = max(1, int(room / 6.9))
    shown = text if len(text) <= fits else text[: max(1, fits - 1)].rstrip() + "…"
    return f'<text class="{css}" x="{x:.1f}" y="{y:.1f}">{escape(shown)}</text>'


def squarify(sizes: Sequence[float], box: Box) -> list[Box]:
    """Rectangles of the given areas that fill the box, as square as they come.

    Bruls, Huizing and van Wijk, "Squarified treemaps" (2000).
    """
    total = sum(sizes)
    if not total:
        return [(box[0], box[1], 0.0, 0.0) for _ in sizes]
    x, y, w, h = box
    areas = [size * w * h / total for size in sizes]
    placed: list[Box] = []
    start = 0
    while start < len(areas):
        side = min(w, h)
        end = start + 1
        while end < len(areas) and _worst(areas[start : end + 1], side) <= _worst(
            areas[start:end], side
        ):
            end += 1
        row = areas[start:end]
        thick = sum(row) / side if side else 0.0
        at = 0.0
        for area in row:
            long = area / thick if thick else 0.0
            placed.append((x, y + at, thick, long) if w >= h else (x + at, y, long, thick))
            at += long
        if w >= h:
            x, w = x + thick, w - thick
        else:
            y, h = y + thick, h - thick
        start = end
    return placed


def _worst(row: Sequence[float], side: float) -> float:
    total = sum(row)
    if not total or not side:
        return float("inf")
    return max(side**2 * max(row) / total**2, total**2 / (side**2 * max(min(row), 1e-9)))
