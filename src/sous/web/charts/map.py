"""The theme map: every theme as large as what it holds, children inside their parent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sous.web import formats
from sous.web.charts.paint import PAGE, Paint, number, text
from sous.web.charts.picture import Picture, frame, link

LETTER = 6.7  # the mean width of a letter at 13 px, measured on common sans-serif faces
LINE = 17
HEAD = 24


@dataclass(frozen=True, slots=True)
class Node:
    """A theme: `note` is its second line, `tone` its meaning ("red", "green", …)."""

    name: str
    size: float
    href: str = ""
    note: str = ""
    tone: str = ""
    children: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    w: float
    h: float

    def inset(self, left: float, top: float, right: float, bottom: float) -> Box:
        return Box(
            self.x + left,
            self.y + top,
            max(0.0, self.w - left - right),
            max(0.0, self.h - top - bottom),
        )


def theme_map(
    nodes: Sequence[Node],
    *,
    title: str,
    noun: str = "item",
    paint: Paint = PAGE,
    width: int = 760,
    height: int = 520,
    css: str = "",
) -> Picture:
    """A map of two levels. Text is fitted for `width`; the drawing stretches with its place."""
    shown = [node for node in nodes if node.size > 0]
    boxes = squarify([node.size for node in shown], Box(0, 0, width, height))
    whole = Box(0, 0, width, height)
    body = "".join(
        _parent(node, _apart(box, whole, 6), width, noun, paint)
        for node, box in zip(shown, boxes, strict=True)
    )
    about = "; ".join(f"{node.name}, {formats.counted(node.size, noun)}" for node in shown)
    svg = frame(
        body,
        title=title,
        about=about or "Nothing yet",
        height=height if shown else 8,
        paint=paint,
        width=width,
        css=f"map {css}",
        interactive=True,
    )
    rows: list[tuple[str, ...]] = []
    for node in shown:
        rows.append((node.name, formats.grouped(node.size), node.note))
        rows += [(f"– {c.name}", formats.grouped(c.size), c.note) for c in node.children]
    return Picture(title, svg, ("Theme", "Items", ""), rows)


def theme_maps(nodes: Sequence[Node], *, title: str, noun: str = "item") -> tuple[Picture, Picture]:
    """The map for a wide page and the one for a phone; the style sheet shows the one that fits."""
    wide = theme_map(nodes, title=title, noun=noun, css="for-wide")
    tall = theme_map(nodes, title=title, noun=noun, width=350, height=760, css="for-phone")
    return wide, tall


def squarify(sizes: Sequence[float], box: Box) -> list[Box]:
    """Rectangles of the given areas that fill the box, as square as they come, in order.

    The squarified treemap of Bruls, Huizing and van Wijk (2000); sizes are laid out from the
    largest, and come back in the order they were given.
    """
    order = sorted(range(len(sizes)), key=lambda i: -sizes[i])
    total = sum(sizes)
    if total <= 0 or box.w <= 0 or box.h <= 0:
        return [Box(box.x, box.y, 0, 0) for _ in sizes]
    scale = box.w * box.h / total
    areas = [sizes[i] * scale for i in order]
    placed: list[Box] = []
    rest = box
    while areas:
        side = min(rest.w, rest.h)
        taken = 1
        while taken < len(areas) and _worst(areas[: taken + 1], side) <= _worst(
            areas[:taken], side
        ):
            taken += 1
        row, areas = areas[:taken], areas[taken:]
        boxes, rest = _lay(row, rest)
        placed += boxes
    result = [Box(0, 0, 0, 0)] * len(sizes)
    for index, where in zip(order, placed, strict=True):
        result[index] = where
    return result


def _worst(areas: Sequence[float], side: float) -> float:
    """The longest shape in a row: its longer side by its shorter."""
    total = sum(areas)
    if not total or not side:
        return float("inf")
    return max(side * side * max(areas) / total**2, total**2 / (side * side * min(areas)))


def _lay(areas: Sequence[float], box: Box) -> tuple[list[Box], Box]:
    total = sum(areas)
    boxes = []
    if box.w >= box.h:
        depth = total / box.h
        y = box.y
        for area in areas:
            boxes.append(Box(box.x, y, depth, area / depth))
            y += area / depth
        return boxes, Box(box.x + depth, box.y, max(0.0, box.w - depth), box.h)
    depth = total / box.w
    x = box.x
    for area in areas:
        boxes.append(Box(x, box.y, area / depth, depth))
        x += area / depth
    return boxes, Box(box.x, box.y + depth, box.w, max(0.0, box.h - depth))


def _parent(node: Node, box: Box, width: float, noun: str, paint: Paint) -> str:
    children = [child for child in node.children if child.size > 0]
    if not children or box.h < 70 or box.w < 90:
        return _cell(node, box, width, noun, paint, strong=True)
    heading = _heading(node, box, width, paint)
    inner = box.inset(0, HEAD, 0, 0)
    cells = zip(children, squarify([c.size for c in children], inner), strict=True)
    return link(heading, node.href, f"{node.name}: {formats.counted(node.size, noun)}") + "".join(
        _cell(child, _apart(cell, inner, 2), width, noun, paint) for child, cell in cells
    )


def _heading(node: Node, box: Box, width: float, paint: Paint) -> str:
    """A parent's name, flush with its children's left edge, and its size in a lighter hand."""
    size = formats.grouped(node.size)
    name = _cut(node.name, box.w - (len(size) + 1) * LETTER)
    return (
        f'<svg x="{_share(box.x, width)}" y="{number(box.y)}" width="{_share(box.w, width)}" '
        f'height="{HEAD}"><text y="15" font-size="13" font-weight="600" {paint.fill("ink")}>'
        f'{text(name)}<tspan dx="6" font-weight="400" {paint.fill("ink-3")}>{size}</tspan>'
        f"</text></svg>"
    )


def _apart(cell: Box, inner: Box, air: float) -> Box:
    """So many pixels between neighbours, none at the edge of what holds them."""
    at_right = cell.x + cell.w >= inner.x + inner.w - 0.5
    at_bottom = cell.y + cell.h >= inner.y + inner.h - 0.5
    return cell.inset(0, 0, 0 if at_right else air, 0 if at_bottom else air)


def _cell(
    node: Node, box: Box, width: float, noun: str, paint: Paint, *, strong: bool = False
) -> str:
    fill = f"{node.tone}-tint" if node.tone else "accent-tint"
    said = formats.counted(node.size, noun) + (f", {node.note}" if node.note else "")
    body = (
        f'<rect x="{_share(box.x, width)}" y="{number(box.y)}" width="{_share(box.w, width)}" '
        f'height="{number(box.h)}" rx="4" {paint.fill(fill)}>'
        f"<title>{text(node.name)}: {text(said)}</title></rect>"
    )
    room = int((box.h - 10) // LINE)
    lines = _wrap(node.name, box.w - 16, min(3, room))
    if lines and box.w >= 44:
        words = _words(lines, box, width, paint, strong=strong)
        second = formats.grouped(node.size) + (f" · {node.note}" if node.note else "")
        if room > len(lines) and len(formats.grouped(node.size)) * LETTER <= box.w - 16:
            fitted = second if len(second) * LETTER <= box.w - 16 else formats.grouped(node.size)
            words += _words([fitted], box, width, paint, role="ink-2", skip=len(lines))
        body += words
    return link(body, node.href, f"{node.name}: {said}")


def _words(
    lines: Sequence[str],
    box: Box,
    width: float,
    paint: Paint,
    *,
    role: str = "ink",
    strong: bool = False,
    skip: int = 0,
) -> str:
    """Lines of text in a box of their own, so that none runs over its neighbour."""
    weight = ' font-weight="600"' if strong else ""
    rows = "".join(
        f'<text x="8" y="{18 + LINE * (i + skip)}" font-size="13" {paint.fill(role)}{weight}>'
        f"{text(line)}</text>"
        for i, line in enumerate(lines)
    )
    return (
        f'<svg x="{_share(box.x, width)}" y="{number(box.y)}" width="{_share(box.w, width)}" '
        f'height="{number(box.h)}">{rows}</svg>'
    )


def _share(value: float, width: float) -> str:
    return f"{number(value / width * 100)}%"


def _wrap(words: str, room: float, lines: int) -> list[str]:
    """The words on at most so many lines; the first that does not fit ends the name."""
    if lines < 1 or room < 24:
        return []
    wrapped: list[str] = []
    for word in words.split():
        if wrapped and len(f"{wrapped[-1]} {word}") * LETTER <= room:
            wrapped[-1] += f" {word}"
        else:
            wrapped.append(word)
    if len(wrapped) > lines:
        wrapped = [*wrapped[: lines - 1], " ".join(wrapped[lines - 1 :])]
    whole = next((i for i, line in enumerate(wrapped) if len(line) * LETTER > room), len(wrapped))
    return [_cut(line, room) for line in wrapped[: whole + 1]]


def _cut(line: str, room: float) -> str:
    fits = int(room / LETTER)
    return line if len(line) <= fits else line[: max(1, fits - 1)].rstrip() + "…"
