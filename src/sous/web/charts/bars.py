"""Amounts side by side: bars from zero, and the shares of one whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sous.web import formats
from sous.web.charts.mini import sentiment_words
from sous.web.charts.paint import PAGE, Paint, number, text
from sous.web.charts.picture import Picture, frame, label, link

ROW = 40


@dataclass(frozen=True, slots=True)
class Bar:
    """One amount; `shown` is how it is written, `low` and `high` its interval."""

    name: str
    value: float
    shown: str = ""
    href: str = ""
    low: float | None = None
    high: float | None = None
    tone: str = ""


def bars(
    rows: Sequence[Bar],
    *,
    title: str,
    value_name: str = "Amount",
    paint: Paint = PAGE,
    width: int | None = None,
) -> Picture:
    """Horizontal bars from zero, each with its name and its value written above it."""
    top = max((max(row.value, row.high or 0) for row in rows), default=0) or 1
    body = "".join(_bar(row, i * ROW, top, paint) for i, row in enumerate(rows))
    about = "; ".join(f"{row.name}: {_shown(row)}" for row in rows) or "Nothing yet"
    svg = frame(
        body,
        title=title,
        about=about,
        height=max(8, ROW * len(rows)),
        paint=paint,
        width=width,
        interactive=any(row.href for row in rows),
    )
    return Picture(title, svg, ("", value_name), [(row.name, _shown(row)) for row in rows])


def _shown(row: Bar) -> str:
    return row.shown or formats.grouped(
        int(row.value) if float(row.value).is_integer() else round(row.value, 2)
    )


def _bar(row: Bar, y: float, top: float, paint: Paint) -> str:
    share = max(0.0, row.value) / top * 100
    length = number(max(share, 0.4 if row.value > 0 else 0))
    body = (
        f'<rect x="0" y="{y:g}" width="100%" height="{ROW - 4}" fill="transparent"/>'
        + label("0", y + 14, row.name, paint=paint, role="ink")
        + label("100%", y + 14, _shown(row), paint=paint, role="ink-2", anchor="end")
        + f'<rect x="0" y="{y + 21:g}" width="100%" height="6" {paint.fill("sunken")}/>'
        + f'<rect x="0" y="{y + 21:g}" width="{length}%" height="6" '
        f"{paint.fill(row.tone or 'accent')}/>"
    )
    if row.low is not None and row.high is not None:
        low, high = (number(max(0.0, v) / top * 100) for v in (row.low, row.high))
        body += (
            f'<line x1="{low}%" x2="{high}%" y1="{y + 24:g}" y2="{y + 24:g}" '
            f'stroke-width="1.5" {paint.stroke("ink")}/>'
        )
    return link(body, row.href, f"{row.name}: {_shown(row)}")


FEELINGS = (
    ("negative", "Negative", "red"),
    ("mixed", "Mixed", "amber"),
    ("positive", "Positive", "green"),
    ("unknown", "Not known", "line-strong"),
)
LEAST_LABELLED = 14


def _under(at: float, share: float) -> tuple[str, str]:
    """Where the word below a part stands: at the end that it shares with the bar, else amid."""
    if at < 1:
        return "0", "start"
    if at + share > 99:
        return "100%", "end"
    return f"{number(at + share / 2)}%", "middle"


def sentiment(
    *,
    positive: int,
    mixed: int,
    negative: int,
    unknown: int = 0,
    title: str = "How it feels",
    links: dict[str, str] | None = None,
    paint: Paint = PAGE,
    width: int | None = None,
) -> Picture:
    """One bar of shares, each part with its word and share below it, and a link to its rows."""
    counts = {"positive": positive, "mixed": mixed, "negative": negative, "unknown": unknown}
    total = sum(counts.values())
    labelled = [key for key in counts if total and counts[key] / total * 100 >= LEAST_LABELLED]
    lines = 2 if len(labelled) > 2 else 1  # three words side by side need more than a phone has
    shapes, at, written = [], 0.0, 0
    for key, word, colour in FEELINGS:
        if not counts[key]:
            continue
        share = counts[key] / total * 100
        body = (
            f'<rect x="{number(at)}%" y="0" width="{number(max(0.4, share - 0.4))}%" height="10" '
            f"{paint.fill(colour)}><title>{text(word)}: {counts[key]}</title></rect>"
        )
        if share >= LEAST_LABELLED:
            x, anchor = _under(at, share)
            words = f"{word} {round(share)}{formats.NBSP}%"
            y = 28 + 18 * (written % lines)
            body += label(x, y, words, paint=paint, role="ink-2", anchor=anchor)
            written += 1
        shapes.append(link(body, (links or {}).get(key, ""), f"{word}: {counts[key]}"))
        at += share
    svg = frame(
        "".join(shapes),
        title=title,
        about=sentiment_words(positive, mixed, negative, unknown),
        height=16 + 18 * lines,
        paint=paint,
        width=width,
        interactive=bool(links),
    )
    rows: list[tuple[str, ...]] = [
        (word, formats.grouped(counts[key]), formats.percent(counts[key] / total))
        for key, word, _ in FEELINGS
        if counts[key]
    ]
    return Picture(title, svg, ("", "Items", "Share"), rows)
