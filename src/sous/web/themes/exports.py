"""Themes and their evidence as CSV, streamed, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.text import slugify

from sous.engines.tables import guard
from sous.insights import queries
from sous.kernel.refs import ref_for
from sous.web.actors import actor_of
from sous.web.themes.filters import chosen

HEAD = [
    "Ref",
    "Theme",
    "Group",
    "Items",
    "Accounts",
    "Sentiment",
    "Trend",
    "Revenue",
    "First said",
    "Last said",
]
EVIDENCE_HEAD = [
    "Ref",
    "Said at",
    "Channel",
    "Account",
    "Plan",
    "Author",
    "Sentiment",
    "Score",
    "Placed by",
    "Title",
    "Text",
]


class _Echo:
    def write(self, value: str) -> str:
        return value


def _csv(head: list[str], rows: Iterable[Sequence[object]], name: str) -> StreamingHttpResponse:
    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff" + writer.writerow(head)
        for row in rows:
            yield writer.writerow(
                [
                    guard(cell) if isinstance(cell, str) else "" if cell is None else cell
                    for cell in row
                ]
            )

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def themes(request: HttpRequest) -> StreamingHttpResponse:
    """The list as it is filtered."""
    rows = queries.filtered(list(queries.themes(actor_of(request))), chosen(request))
    cells = (
        [
            ref_for(row),
            row.name,
            row.parent.name if row.parent else "",
            row.size,
            row.accounts,
            row.sentiment,
            row.trend.get("words", ""),
            "; ".join(f"{code} {total}" for code, total in row.revenue.items()),
            row.first_said_at.date().isoformat() if row.first_said_at else "",
            row.last_said_at.date().isoformat() if row.last_said_at else "",
        ]
        for row in queries.sorted_themes(rows, "-size")
    )
    return _csv(HEAD, cells, "themes")


def evidence(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Every item of a theme."""
    actor = actor_of(request)
    theme = queries.theme(actor, pk)
    rows = queries.evidence(actor, theme, chosen=chosen(request), every=True)
    cells = (
        [
            ref_for(row.item),
            row.item.said_at.isoformat(),
            row.item.channel,
            row.item.account.name if row.item.account else "",
            row.item.account.plan if row.item.account else "",
            row.item.author_name,
            row.item.sentiment,
            round(row.score, 3),
            row.by,
            row.item.title,
            row.item.text,
        ]
        for row in rows.iterator(chunk_size=500)
    )
    return _csv(EVIDENCE_HEAD, cells, slugify(theme.name) or ref_for(theme))
