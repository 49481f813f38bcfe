"""Themes as lists, one by one, and as a map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from django.core.cache import cache
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from sous.customers.models import Account, Segment
from sous.customers.queries import segment_sizes
from sous.feedback.choices import Channel
from sous.insights.choices import RunState, ThemeState
from sous.insights.models import (
    EditedItem,
    Membership,
    Run,
    Theme,
    ThemeAccount,
    ThemeDay,
    ThemeEdit,
)
from sous.insights.queries.segments import accounts_of_segment, segments
from sous.insights.queries.state import latest_said
from sous.kernel.actors import Actor
from sous.kernel.errors import Invalid, NotFound
from sous.kernel.permissions import require_view
from sous.kernel.refs import make_ref, parse_ref
from sous.kernel.search import Hit
from sous.organization.models import Product

SORTS = {
    "size": "size",
    "name": "name",
    "accounts": "accounts",
    "revenue": "revenue_order",
    "sentiment": "sentiment",
    "trend": "ratio",
    "last": "last_said_at",
}
PERIODS = {"28": "Last 4 weeks", "84": "Last 12 weeks", "365": "Last year"}


@dataclass(frozen=True)
class ThemeFilter:
    """Which evidence counts. Empty fields do not filter; ``period`` is in days."""

    product: int | None = None
    segment: int | None = None
    channel: str = ""
    period: int | None = None

    @property
    def is_empty(self) -> bool:
        return self == ThemeFilter()

    @classmethod
    def of(cls, values: dict[str, str]) -> ThemeFilter:
        """From words as they stand in an address. Raises Invalid."""
        problems = {}
        found: dict[str, Any] = {}
        for name in ("product", "segment"):
            word = values.get(name, "").strip()
            number = word.rpartition("-")[2]
            if word and not (number.isdigit() and len(number) < 18):
                problems[name] = f"“{word[:40]}” is not a {name}."
            elif word:
                found[name] = int(number)
        channel = values.get("channel", "").strip()
        if channel and channel not in Channel.values:
            problems["channel"] = f"“{channel[:40]}” is not a channel."
        period = values.get("period", "").strip()
        if period and not (period.isdigit() and 0 < int(period[:6]) <= 36_500):
            problems["period"] = "A period is a number of days."
        if problems:
            raise Invalid("This filter cannot be used.", problems)
        return cls(channel=channel, period=int(period) if period else None, **found)


def themes(
    actor: Actor, *, state: str = ThemeState.ACTIVE, groups: bool = False
) -> QuerySet[Theme]:
    """Themes (or groups), largest first, with the group they stand in."""
    require_view(actor)
    found = Theme.objects.filter(state=state, is_group=groups)
    return found.select_related("parent").defer("centre").order_by("-size", "pk")


def theme(actor: Actor, pk: int) -> Theme:
    """One theme. A merged one is found too, so that old links lead on. Raises NotFound."""
    require_view(actor)
    found = (
        Theme.objects.select_related("parent", "merged_into")
        .exclude(state=ThemeState.FORMING)
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotFound("There is no such theme.")
    return found


def theme_id(word: str) -> int:
    """The id in "TH-12" or "12". Raises NotFound."""
    if word.isdigit() and len(word) < 18:
        return int(word)
    kind, pk = parse_ref(word)
    if kind.model is not Theme:
        raise NotFound(f"“{word[:40]}” is not a theme.")
    return pk


def filtered(rows: Sequence[Theme], chosen: ThemeFilter) -> list[Theme]:
    """The same themes counted over part of the evidence only; those without any left out.

    The counted fields of the returned objects are replaced in memory, never saved.
    """
    if chosen.is_empty:
        return list(rows)
    latest = latest_said()
    counts = _counts(chosen, latest)
    found = []
    for row in rows:
        part = counts.get(row.pk)
        if part is None:
            continue
        for name, value in part.items():
            setattr(row, name, value)
        found.append(row)
    return found


def _counts(chosen: ThemeFilter, latest: datetime) -> dict[int, dict[str, Any]]:
    newest = Theme.objects.aggregate(at=Max("counted_at"))["at"]
    key = f"insights:counts:{hash(chosen)}:{newest.timestamp() if newest else 0}"
    known: dict[int, dict[str, Any]] | None = cache.get(key)
    if known is None:
        known = _count_part(chosen, latest)
        cache.set(key, known, 300)
    return known


def _count_part(chosen: ThemeFilter, latest: datetime) -> dict[int, dict[str, Any]]:
    rows = evidence_within(chosen, latest).filter(counted=True, theme__state=ThemeState.ACTIVE)
    plain = rows.order_by()
    found: dict[int, dict[str, Any]] = {}
    for pk, n, total, judged, last in plain.values_list("theme").annotate(
        n=Count("pk"),
        total=Sum("item__sentiment"),
        judged=Count("item__sentiment"),
        last=Max("said_at"),
    ):
        found[pk] = {
            "size": n,
            "items": n,
            "sentiment": round(total / judged, 3) if judged else None,
            "last_said_at": last,
            "accounts": 0,
            "revenue": {},
            "revenue_order": 0.0,
            "weeks": [0] * 12,
        }
    people = plain.filter(item__account__isnull=False).values_list(
        "theme", Coalesce("item__account__merged_into", "item__account")
    )
    money: dict[int, tuple[str, Decimal]] = {
        pk: (currency, revenue)
        for pk, currency, revenue in Account.objects.filter(revenue__gt=0).values_list(
            "pk", "currency", "revenue"
        )
        if revenue is not None
    }
    for pk, account in people.distinct():
        part = found[pk]
        part["accounts"] += 1
        if account in money:
            currency, revenue = money[account]
            part["revenue"][currency] = part["revenue"].get(currency, Decimal(0)) + revenue
            part["revenue_order"] += float(revenue)
    start = latest - timedelta(days=84)
    for pk, said in plain.filter(said_at__gt=start).values_list("theme", "said_at"):
        back = (latest.date() - said.date()).days // 7
        if 0 <= back < 12:
            found[pk]["weeks"][11 - back] += 1
    for part in found.values():
        part["revenue"] = {code: str(total) for code, total in part["revenue"].items()}
    return found


def evidence_within(chosen: ThemeFilter, latest: datetime) -> QuerySet[Membership]:
    """The memberships that a filter lets through."""
    rows = Membership.objects.all()
    if chosen.product:
        rows = rows.filter(item__product=chosen.product)
    if chosen.channel:
        rows = rows.filter(item__channel=chosen.channel)
    if chosen.period:
        rows = rows.filter(said_at__gt=latest - timedelta(days=chosen.period))
    if chosen.segment:
        within = accounts_of_segment(chosen.segment)
        rows = rows.filter(Q(item__account__in=within) | Q(item__account__merged_into__in=within))
    return rows


def sorted_themes(rows: Iterable[Theme], sort: str) -> list[Theme]:
    """By one of ``SORTS``, "-" for descending; what is not known comes last."""
    name = SORTS.get(sort.lstrip("-"), "size")
    down = sort.startswith("-") if sort else True

    def value(row: Theme) -> Any:
        found = getattr(row, name)
        return found.casefold() if isinstance(found, str) else found

    known = [row for row in rows if value(row) is not None]
    unknown = [row for row in rows if value(row) is None]
    known.sort(key=lambda row: row.pk)
    return sorted(known, key=value, reverse=down) + unknown


@dataclass
class Grouped:
    """A group with those of its themes that are shown. ``group`` None: themes without a group."""

    group: Theme | None
    themes: list[Theme] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(theme.size for theme in self.themes)


def grouped(rows: Sequence[Theme]) -> list[Grouped]:
    """The themes under their groups, groups that hold most first, their themes as they come."""
    found: dict[int | None, Grouped] = {}
    for row in rows:
        parent = row.parent if row.parent and row.parent.state == ThemeState.ACTIVE else None
        key = parent.pk if parent else None
        found.setdefault(key, Grouped(parent)).themes.append(row)
    alone = found.pop(None, None)
    largest = sorted(found.values(), key=lambda part: -part.size)
    return [*largest, *([alone] if alone else [])]


def days_of(theme: Theme, *, since: date | None = None) -> list[ThemeDay]:
    """What was said day by day; of a group, of all its themes together."""
    if not theme.is_group:
        rows = theme.days.all()
        return list(rows.filter(day__gte=since) if since else rows)
    rows = ThemeDay.objects.filter(theme__parent=theme, theme__state=ThemeState.ACTIVE).order_by(
        "day"
    )
    if since:
        rows = rows.filter(day__gte=since)
    sums = rows.values_list("day").annotate(
        n=Sum("n"), total=Sum("sentiment_sum"), judged=Sum("sentiment_n")
    )
    return [
        ThemeDay(theme=theme, day=day, n=n, sentiment_sum=total, sentiment_n=judged)
        for day, n, total, judged in sums
    ]


def themes_in(group: Theme) -> list[int]:
    """The ids of a group's themes: as values, so that a page of their rows asks theme by theme."""
    return list(group.children.filter(state=ThemeState.ACTIVE).values_list("pk", flat=True))


def accounts_behind(theme: Theme) -> QuerySet[ThemeAccount]:
    """The accounts that speak about a theme, most often first."""
    rows = ThemeAccount.objects.select_related("account")
    if theme.is_group:
        return rows.filter(theme__in=themes_in(theme)).order_by("-n", "pk")
    return rows.filter(theme=theme).order_by("-n", "pk")


def edits_of(theme: Theme) -> QuerySet[ThemeEdit]:
    """What people changed about a theme, newest first."""
    return ThemeEdit.objects.filter(theme=theme).order_by("-pk")


def edit(actor: Actor, pk: int) -> ThemeEdit:
    """One edit. Raises NotFound."""
    require_view(actor)
    found = ThemeEdit.objects.select_related("theme").filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such edit.")
    return found


def related_themes(theme: Theme, limit: int = 5) -> list[tuple[Theme, float]]:
    """The themes nearest in meaning, with their cosine, nearest first."""
    if not theme.centre:
        return []
    own = np.frombuffer(bytes(theme.centre), np.float16).astype(np.float32)
    others = Theme.objects.filter(state=ThemeState.ACTIVE, is_group=False).exclude(pk=theme.pk)
    rows = [
        (pk, np.frombuffer(bytes(centre), np.float16))
        for pk, centre in others.values_list("pk", "centre")
        if len(centre) == len(theme.centre)
    ]
    if not rows:
        return []
    alike = np.array([centre for _, centre in rows], np.float32) @ own
    best = np.argsort(-alike, kind="stable")[:limit]
    found = Theme.objects.in_bulk([rows[i][0] for i in best])
    return [(found[rows[i][0]], float(alike[i])) for i in best if alike[i] > 0.3]


def find_themes(actor: Actor, words: str, limit: int) -> list[Hit]:
    """Themes whose name or keywords have all the words; for the search over everything."""
    require_view(actor)
    rows = Theme.objects.filter(state=ThemeState.ACTIVE).defer("centre")
    for word in words.split()[:8]:
        rows = rows.filter(Q(name__icontains=word) | Q(keywords__icontains=word))
    return [
        Hit(make_ref(Theme, row.pk), row.name, f"{row.size:,} items", float(row.size))
        for row in rows.order_by("-size", "pk")[:limit]
    ]


def last_run(actor: Actor) -> Run | None:
    """The newest finished build."""
    require_view(actor)
    return Run.objects.filter(state=RunState.DONE).defer("data").first()


def runs(actor: Actor) -> QuerySet[Run]:
    """All builds, newest first."""
    require_view(actor)
    return Run.objects.defer("data").order_by("-pk")


def products() -> QuerySet[Product]:
    """What one may filter by."""
    return Product.objects.filter(archived_at=None).order_by("name", "pk")


def segment_split(theme: Theme, limit: int = 6) -> list[tuple[Segment, int]]:
    """How many accounts behind a theme each saved segment holds; segments without any left out."""
    behind = accounts_behind(theme).order_by().values("account")
    chosen = list(segments()[:limit])
    sizes = segment_sizes(Actor.system(), chosen, among=behind) if chosen else {}
    found = [(segment, sizes[segment.pk][0]) for segment in chosen if sizes[segment.pk][0]]
    return sorted(found, key=lambda pair: (-pair[1], pair[0].name))


def days_as_found(theme: Theme, since: date) -> list[ThemeDay]:
    """What the history would be if nobody had moved an item in or out; not counted per account."""
    first = EditedItem.objects.filter(edit__undone_at=None).order_by("pk")
    origin: dict[int, int | None] = {}
    for item, before in first.values_list("item_id", "before_id"):
        origin.setdefault(item, before)
    days: dict[date, int] = {}
    here = Membership.objects.filter(theme=theme, said_at__date__gte=since)
    came = [item for item, before in origin.items() if before == theme.pk]
    for item, said in here.values_list("pk", "said_at"):
        if origin.get(item, theme.pk) == theme.pk:
            days[said.date()] = days.get(said.date(), 0) + 1
    left = Membership.objects.filter(pk__in=came[:20_000], said_at__date__gte=since)
    for said in left.exclude(theme=theme).values_list("said_at", flat=True):
        days[said.date()] = days.get(said.date(), 0) + 1
    return [ThemeDay(theme=theme, day=day, n=n) for day, n in sorted(days.items())]
