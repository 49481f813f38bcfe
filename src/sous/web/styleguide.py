"""Believable rows for the style guide. All people, companies and words are made up."""

from __future__ import annotations

import datetime as dt
import functools
import json
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from django.utils import timezone

from sous.web.charts.bars import Bar, bars, sentiment
from sous.web.charts.heat import heat
from sous.web.charts.map import Node, theme_maps
from sous.web.charts.trend import Marker, Point, trend

ROWS = Path(__file__).with_name("styleguide.json")

PAGES = {
    "": "styleguide/components.html",
    "inbox": "styleguide/inbox.html",
    "item": "styleguide/item.html",
    "themes": "styleguide/themes.html",
    "theme": "styleguide/theme.html",
    "map": "styleguide/map.html",
    "customers": "styleguide/customers.html",
    "import": "styleguide/import.html",
    "importing": "styleguide/importing.html",
    "settings": "styleguide/settings.html",
    "auth": "styleguide/auth.html",
    "first-run": "styleguide/first_run.html",
    "empty": "styleguide/empty.html",
    "public": "styleguide/public.html",
    "home": "styleguide/home.html",
}


class _Product(NamedTuple):
    pk: int
    name: str


def _hours(number: float) -> dt.datetime:
    return timezone.now() - dt.timedelta(hours=number)


def items() -> list[dict[str, Any]]:
    rows = [dict(row) for row in _rows()["items"]]
    for row in rows:
        row["at"] = _hours(row["hours"])
        row["channel_name"] = {"store": "App store"}.get(
            row["channel"], row["channel"].capitalize()
        )
    return rows


def themes() -> list[dict[str, Any]]:
    """Both levels in one list, children behind their parent."""
    found = []
    for number, parent in enumerate(_rows()["themes"], start=3):
        found.append(_theme(parent) | {"ref": f"TH-{number}", "level": 1})
        for child_number, child in enumerate(parent["children"], start=1):
            found.append(_theme(child) | {"ref": f"TH-{number}{child_number}", "level": 2})
    return found


def _theme(row: dict[str, Any]) -> dict[str, Any]:
    positive, mixed, negative = row["feelings"]
    weeks = row["weeks"]
    return {
        **row,
        "revenue": Decimal(row["revenue"]),
        "spark": f"{weeks[0]} a week twelve weeks ago, {weeks[-1]} last week",
        "positive": positive,
        "mixed": mixed,
        "negative": negative,
        "feeling": "positive" if positive > negative else "negative",
    }


def accounts() -> list[dict[str, Any]]:
    rows = [dict(row) for row in _rows()["accounts"]]
    today = timezone.localdate()
    for row in rows:
        row["at"] = _hours(row["hours"])
        row["renews_on"] = today + dt.timedelta(days=row["renews"]) if row["renews"] else None
    return rows


@functools.cache
def _rows() -> dict[str, list[dict[str, Any]]]:
    data: dict[str, list[dict[str, Any]]] = json.loads(ROWS.read_text(encoding="utf-8"))
    return data


def pictures() -> dict[str, Any]:
    """One chart of each kind, out of the same rows."""
    rows = _rows()["themes"]
    monday = timezone.localdate() - dt.timedelta(days=timezone.localdate().weekday())
    weeks = rows[0]["children"][0]["weeks"]
    points = [
        Point(
            monday - dt.timedelta(weeks=len(weeks) - 1 - i),
            value,
            max(0, value - 1.96 * value**0.5),
            value + 1.96 * value**0.5,
        )
        for i, value in enumerate(weeks)
    ]
    markers = [
        Marker(points[4].on + dt.timedelta(days=2), "REL-3 Faster exports", "#"),
        Marker(points[9].on, "REL-4 New columns", "#"),
    ]
    nodes = [
        Node(
            row["name"],
            row["size"],
            "/styleguide/theme/",
            children=[
                Node(
                    child["name"],
                    child["size"],
                    "/styleguide/theme/",
                    {"Growing": "growing", "New": "new"}.get(child["flag"], ""),
                    "amber" if child["flag"] else "",
                )
                for child in row.get("children", [])
            ],
        )
        for row in rows
    ]
    wide, tall = theme_maps(nodes, title="Themes by number of items")
    plans = (("Enterprise", 47, "22 accounts"), ("Business", 29, "9 accounts"), ("Team", 12, ""))
    return {
        "trend": trend(points, title="Items a week", markers=markers),
        "feeling": sentiment(
            positive=1, mixed=12, negative=75, links={"negative": "#", "mixed": "#"}
        ),
        "plans_chart": bars(
            [
                Bar(name, n, f"{n} items" + (f", {more}" if more else ""), "#")
                for name, n, more in plans
            ],
            title="By plan",
            value_name="Items",
        ),
        "map_wide": wide,
        "map_tall": tall,
        "heat": heat(
            [(row["name"], row["weeks"]) for row in rows[:5]],
            [f"{point.on.day} {point.on:%b}" for point in points],
            title="Items by theme and week",
        ),
    }


def context(page: str) -> dict[str, Any]:
    """What a style guide page shows."""
    rows = items()
    return {
        "items": rows,
        "item": rows[0],
        "quotes": [rows[0], rows[3], rows[5]],
        "themes": themes(),
        "theme": themes()[1],
        "accounts": accounts(),
        "spark": (2, 2, 3, 3, 2, 4, 5, 7, 9, 12, 14, 17),
        "roles": (
            ("owner", "Owner", "Everything, and who else may do what"),
            ("manager", "Manager", "Decides about themes and what follows from them"),
            ("viewer", "Viewer", "Reads everything, changes nothing"),
        ),
        "roles_short": (("owner", "Owner"), ("manager", "Manager"), ("viewer", "Viewer")),
        "scheme_options": (("system", "System"), ("light", "Light"), ("dark", "Dark")),
        "starts": (
            ("bring", "Bring your feedback", "A file of tickets, reviews or notes"),
            ("demo", "Explore the demo", "A made-up company with a year of feedback"),
        ),
        "plans": (("free", "Free"), ("team", "Team"), ("business", "Business")),
        "steps": ("Choose a file", "Match columns", "Check", "Import"),
        "soon": timezone.now() + dt.timedelta(days=3),
        "rail_products": (_Product(1, "Garboard Office"), _Product(2, "Garboard Deck")),
        "rail_product": _Product(1, "Garboard Office"),
        "pages": [name for name in PAGES if name and name != "item"],
        "facts": (
            ("Under", "Exports and reports"),
            ("Since", "14 September"),
            ("Words", "export, rows, CSV"),
        ),
        "trail": [("Themes", "/styleguide/themes/"), ("Exports and reports", "/styleguide/theme/")],
        **pictures(),
    }
