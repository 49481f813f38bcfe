"""A value over time, with its interval and the releases that may have changed it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from sous.web import formats
from sous.web.charts.paint import PAGE, Paint, number, text
from sous.web.charts.picture import Picture, frame, label

TOP, PLOT, FOOT = 30, 132, 24
LANE = 16


@dataclass(frozen=True, slots=True)
class Point:
    """A period that starts `on`; `low` and `high` are its interval, where one is known."""

    on: dt.date
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Marker:
    """Something that happened on a day: a release, a launch."""

    on: dt.date
    label: str
    href: str = ""


def trend(
    points: Sequence[Point],
    *,
    title: str,
    noun: str = "item",
    every: str = "week",
    markers: Sequence[Marker] = (),
    paint: Paint = PAGE,
    width: int | None = None,
) -> Picture:
    """A zero-based line with its area, the interval as a band, releases as dotted lines.

    Hovering a period shows its value; the last one is written beside the line.
    """
    head = (every.capitalize() + " of", formats.plural(noun.split(",")[0]).capitalize())
    if not points:
        empty = frame("", title=title, about="Nothing yet", height=8, paint=paint, width=width)
        return Picture(title, empty, head)
    top = _nice(max(max(p.value, p.high or 0) for p in points))
    lanes = _lanes(points, markers)
    offset = TOP + LANE * max((lane for _, lane in lanes), default=0)
    marks = _markers(points, lanes, offset, paint)
    body = (
        _grid(top, offset, paint)
        + marks
        + _lines(points, top, offset, paint)
        + _end(points, top, offset, noun, paint)
        + _dates(points, offset, paint)
        + ("" if paint.standalone else _hover(points, offset, noun, every))
    )
    first, last = points[0], points[-1]
    about = (
        f"{formats.counted(_round(first.value), noun)} in the {every} of {formats.day(first.on)}, "
        f"{formats.counted(_round(last.value), noun)} in the {every} of {formats.day(last.on)}."
    )
    svg = frame(
        body,
        title=title,
        about=about,
        height=offset + PLOT + FOOT,
        paint=paint,
        width=width,
        interactive=any(marker.href for marker, _ in lanes),
    )
    banded = any(p.low is not None for p in points)
    return Picture(
        title,
        svg,
        (*head, "Between") if banded else head,
        [_row(point, banded) for point in points],
    )


def _row(point: Point, banded: bool) -> tuple[str, ...]:
    cells = (formats.day(point.on), formats.grouped(_round(point.value)))
    if not banded:
        return cells
    if point.low is None or point.high is None:
        return (*cells, "")
    low, high = formats.grouped(_round(point.low)), formats.grouped(_round(point.high))
    return (*cells, f"{low} and {high}")


def _round(value: float) -> float | int:
    return int(value) if float(value).is_integer() else round(value, 1)


def _nice(value: float) -> float:
    """The next round number at or above: 1, 2, 5, 10, 20, 50 …"""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 3, 4, 5, 6, 8, 10) if step * power >= value)


def _x(points: Sequence[Point], on: dt.date) -> float:
    """Where a day lies, as a percentage of the width."""
    span = (points[-1].on - points[0].on).days or 1
    return min(100.0, max(0.0, (on - points[0].on).days / span * 100))


def _grid(top: float, offset: float, paint: Paint) -> str:
    shapes = []
    for share in (0.0, 0.5, 1.0):
        y = offset + PLOT * (1 - share)
        role = "line-strong" if share == 0 else "line"
        shapes.append(f'<line x1="0" x2="100%" y1="{y:g}" y2="{y:g}" {paint.stroke(role)}/>')
        value = top * share
        if share and (value >= 10 or float(value).is_integer()):
            shapes.append(label("0", y - 4, formats.compact(value), paint=paint, halo=True))
    return "".join(shapes)


def _lines(points: Sequence[Point], top: float, offset: float, paint: Paint) -> str:
    def spot(point: Point, value: float) -> str:
        return f"{number(_x(points, point.on))},{number(100 - value / top * 100)}"

    shapes = []
    banded = [p for p in points if p.low is not None and p.high is not None]
    if len(banded) > 1:
        edge = [spot(p, p.high or 0) for p in banded] + [
            spot(p, max(0.0, p.low or 0)) for p in reversed(banded)
        ]
        shapes.append(
            f'<g {paint.fill("accent")}><polygon points="{" ".join(edge)}" fill-opacity=".14"/></g>'
        )
    line = " ".join(spot(p, p.value) for p in points)
    if not banded:
        shapes.append(
            f'<g {paint.fill("accent")}><polygon points="0,100 {line} 100,100" '
            f'fill-opacity=".08"/></g>'
        )
    shapes.append(
        f'<g {paint.stroke("accent")}><polyline points="{line}" fill="none" stroke-width="1.75" '
        f'stroke-linejoin="round" stroke-linecap="round" vector-effect="non-scaling-stroke"/></g>'
    )
    return (
        f'<svg x="0" y="{offset:g}" width="100%" height="{PLOT}" viewBox="0 0 100 100" '
        f'preserveAspectRatio="none" overflow="visible">{"".join(shapes)}</svg>'
    )


def _end(points: Sequence[Point], top: float, offset: float, noun: str, paint: Paint) -> str:
    last = points[-1]
    y = offset + PLOT * (1 - last.value / top)
    words = formats.counted(_round(last.value), noun)
    return f'<circle cx="100%" cy="{number(y)}" r="3" {paint.fill("accent")}/>' + label(
        "100%", max(offset + 10, y - 9), words, paint=paint, role="ink", anchor="end", halo=True
    )


def _dates(points: Sequence[Point], offset: float, paint: Paint) -> str:
    y = offset + PLOT + 18
    middle = points[len(points) // 2]
    shapes = [label("0", y, formats.day(points[0].on), paint=paint)]
    if len(points) > 4:
        x = f"{number(_x(points, middle.on))}%"
        shapes.append(label(x, y, formats.day(middle.on), paint=paint, anchor="middle"))
    if len(points) > 1:
        shapes.append(label("100%", y, formats.day(points[-1].on), paint=paint, anchor="end"))
    return "".join(shapes)


def _lanes(points: Sequence[Point], markers: Sequence[Marker]) -> list[tuple[Marker, int]]:
    """Put the markers' words on as few lines as keep them apart (at a width of 560 pixels)."""
    if not points:
        return []
    ends: list[float] = []
    placed = []
    for marker in sorted(markers, key=lambda m: m.on):
        if not points[0].on <= marker.on <= points[-1].on:
            continue
        half = (len(marker.label) * 6.6 / 2 + 6) / 560 * 100
        middle = min(100 - half, max(half, _x(points, marker.on)))
        lane = next((i for i, end in enumerate(ends) if middle - half > end), len(ends))
        if lane == len(ends):
            ends.append(0.0)
        ends[lane] = middle + half
        placed.append((marker, lane))
    return placed


def _markers(
    points: Sequence[Point], lanes: list[tuple[Marker, int]], offset: float, paint: Paint
) -> str:
    lines, words = [], []
    for marker, lane in lanes:
        x = _x(points, marker.on)
        y = 12 + LANE * lane
        half = len(marker.label) * 6.6 / 2 / 560 * 100
        anchor = "start" if x < half else "end" if x > 100 - half else "middle"
        at = f"{number(x)}%"
        lines.append(
            f'<line x1="{at}" x2="{at}" y1="{y + 5}" y2="{offset + PLOT:g}" '
            f'{paint.stroke("ink-3")} stroke-dasharray="2 3"/>'
        )
        tip = f"<title>{text(marker.label)}, {text(formats.day(marker.on))}</title>"
        name = label(at, y, marker.label, paint=paint, role="ink-2", anchor=anchor, halo=True)
        body = f"{tip}{name}"
        words.append(
            f'<a href="{text(marker.href)}">{body}</a>' if marker.href else f"<g>{body}</g>"
        )
    return "".join(lines + words)


def _hover(points: Sequence[Point], offset: float, noun: str, every: str) -> str:
    """One invisible strip for each period, which says its value."""
    shapes = []
    places = [_x(points, p.on) for p in points]
    for i, point in enumerate(points):
        left = 0.0 if i == 0 else (places[i - 1] + places[i]) / 2
        right = 100.0 if i == len(points) - 1 else (places[i] + places[i + 1]) / 2
        words = f"{formats.counted(_round(point.value), noun)}, {every} of {formats.day(point.on)}"
        if point.low is not None and point.high is not None:
            words += f" (between {_round(point.low)} and {_round(point.high)})"
        shapes.append(
            f'<g class="hit"><rect x="{number(left)}%" y="{offset:g}" '
            f'width="{number(right - left)}%" height="{PLOT}"/>'
            f'<line x1="{number(places[i])}%" x2="{number(places[i])}%" y1="{offset:g}" '
            f'y2="{offset + PLOT:g}"/><title>{text(words)}</title></g>'
        )
    return "".join(shapes)
