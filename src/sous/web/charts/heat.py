"""When it happened: rows of cells, darker where there is more."""

from __future__ import annotations

from collections.abc import Sequence

from sous.web import formats
from sous.web.charts.paint import PAGE, Paint, number, text
from sous.web.charts.picture import Picture, frame, label

ROW, HEAD = 44, 20


def heat(
    rows: Sequence[tuple[str, Sequence[float]]],
    columns: Sequence[str],
    *,
    title: str,
    noun: str = "item",
    paint: Paint = PAGE,
    width: int | None = None,
) -> Picture:
    """One strip of cells for each row, all on one scale; the largest cell says its number."""
    top = max((value for _, values in rows for value in values), default=0)
    cell = 100 / max(1, len(columns))
    said = False
    shapes = _heads(columns, paint)
    for i, (name, values) in enumerate(rows):
        y = HEAD + i * ROW
        shapes.append(label("0", y + 14, name, paint=paint, role="ink"))
        for j, value in enumerate(values):
            x = j * cell
            words = f"{name}, {columns[j]}: {formats.counted(value, noun)}"
            shapes.append(
                f'<rect x="{number(x)}%" y="{y + 20}" width="{number(cell - 0.35)}%" '
                f'height="{ROW - 26}" rx="2" {_colour(value, top, paint)}>'
                f"<title>{text(words)}</title></rect>"
            )
            if value == top and top and not said:
                said = True
                middle = f"{number(x + cell / 2 - 0.15)}%"
                shapes.append(
                    label(
                        middle,
                        y + 34,
                        formats.compact(value),
                        paint=paint,
                        role="paper",
                        anchor="middle",
                    )
                )
    about = f"{len(rows)} rows over {len(columns)} periods, at most {formats.counted(top, noun)}."
    svg = frame(
        "".join(shapes),
        title=title,
        about=about,
        height=HEAD + ROW * len(rows),
        paint=paint,
        width=width,
    )
    table = [(name, *(formats.grouped(value) for value in values)) for name, values in rows]
    return Picture(title, svg, ("", *columns), table)


def _heads(columns: Sequence[str], paint: Paint) -> list[str]:
    if not columns:
        return []
    first = label("0", 12, columns[0], paint=paint)
    if len(columns) == 1:
        return [first]
    return [first, label("100%", 12, columns[-1], paint=paint, anchor="end")]


def _colour(value: float, top: float, paint: Paint) -> str:
    """Five steps of the accent; nothing is the colour of the ground."""
    if not value or not top:
        return paint.fill("sunken")
    step = min(5, max(1, round(value / top * 5)))
    opacity = (0.18, 0.34, 0.52, 0.74, 1.0)[step - 1]
    return f'{paint.fill("accent")} fill-opacity="{opacity:g}"'
