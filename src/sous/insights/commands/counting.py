"""Counting themes: everything a page shows about a theme's size, people, money and time."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Min, Sum
from django.db.models.functions import Coalesce

from sous.customers.models import Account
from sous.insights import rules
from sous.insights.choices import ThemeState
from sous.insights.models import ItemVector, Membership, Theme, ThemeAccount, ThemeDay
from sous.kernel.actors import Actor

BATCH = 400


@transaction.atomic
def count_theme(*, actor: Actor, at: datetime, theme_id: int, latest: datetime) -> Theme | None:
    """Count one theme again from its memberships; ``latest`` is the end of its twelve weeks.

    Returns None where it is gone. A theme of the model that nobody touched and that lost its last
    item is put away.
    """
    theme = Theme.objects.select_for_update().filter(pk=theme_id).first()
    if theme is None or theme.state in {ThemeState.MERGED, ThemeState.FORMING}:
        return None
    if theme.is_group:
        return _count_group(theme, at, latest)
    members = Membership.objects.filter(theme=theme)
    counts = rules.count(_said(theme))
    _keep_behind(theme, counts)
    _keep_days(theme, counts)
    _keep_accounts(theme, counts)
    about = members.aggregate(first=Min("said_at"), last=Max("said_at"))
    theme.size = counts.size
    theme.items = members.count()
    theme.accounts = len(counts.accounts)
    theme.revenue, theme.revenue_order = revenue_of(list(counts.accounts))
    theme.sentiment, theme.sentiment_counts = counts.mean, counts.sentiments
    theme.splits = {
        dimension: dict(sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))[:12])
        for dimension, values in sorted(counts.splits.items())
    }
    days = {day: n for day, (n, *_) in counts.days.items()}
    theme.weeks = rules.weekly(days, end=latest.date())
    theme.first_said_at, theme.last_said_at = about["first"], about["last"]
    if theme.items == 0 and theme.state == ThemeState.ACTIVE and not theme.edits.exists():
        theme.state = ThemeState.GONE
    elif theme.items and theme.state == ThemeState.GONE:
        theme.state = ThemeState.ACTIVE
    return _settle(theme, at)


def _count_group(theme: Theme, at: datetime, latest: datetime) -> Theme:
    """A group is the sum of its themes, each account once."""
    children = theme.children.filter(state=ThemeState.ACTIVE)
    ids = list(children.values_list("pk", flat=True))
    days: dict[date, list[float]] = {}
    for day, n, total, judged in ThemeDay.objects.filter(theme__in=ids).values_list(
        "day", "n", "sentiment_sum", "sentiment_n"
    ):
        tally = days.setdefault(day, [0, 0, 0])
        tally[0] += n
        tally[1] += total
        tally[2] += judged
    accounts = list(
        ThemeAccount.objects.filter(theme__in=ids)
        .order_by("account")
        .values_list("account", flat=True)
        .distinct()
    )
    judged = sum(int(tally[2]) for tally in days.values())
    theme.size = sum(int(tally[0]) for tally in days.values())
    theme.items = children.aggregate(n=Sum("items"))["n"] or 0
    theme.accounts = len(accounts)
    theme.revenue, theme.revenue_order = revenue_of(accounts)
    theme.sentiment = (
        round(sum(tally[1] for tally in days.values()) / judged, 3) if judged else None
    )
    theme.sentiment_counts = [
        sum(each)
        for each in zip(*children.values_list("sentiment_counts", flat=True), strict=False)
    ]
    plain = {day: int(tally[0]) for day, tally in days.items()}
    theme.weeks = rules.weekly(plain, end=latest.date())
    about = children.aggregate(first=Min("first_said_at"), last=Max("last_said_at"))
    theme.first_said_at, theme.last_said_at = about["first"], about["last"]
    if not ids:
        theme.state = ThemeState.GONE
    elif theme.state == ThemeState.GONE:
        theme.state = ThemeState.ACTIVE
    return _settle(theme, at)


def _settle(theme: Theme, at: datetime) -> Theme:
    theme.stale = False
    theme.counted_at = at
    theme.save()
    if theme.parent_id:
        Theme.objects.filter(pk=theme.parent_id).update(stale=True)
    return theme


def _said(theme: Theme) -> Iterator[rules.Said]:
    rows = (
        Membership.objects.filter(theme=theme)
        .order_by("said_at", "pk")
        .annotate(who=Coalesce("item__account__merged_into", "item__account"))
        .values_list(
            "item_id",
            "said_at",
            "who",
            "item__author_email",
            "item__author_name",
            "item__sentiment",
            "item__channel",
            "item__product__name",
            "item__account__plan",
            "item__account__merged_into__plan",
            "item__language",
            "item__kind",
            "item__duplicate_of",
        )
    )
    twins = dict(
        ItemVector.objects.filter(item__in=Membership.objects.filter(theme=theme).values("pk"))
        .exclude(twin=F("item"))
        .values_list("pk", "twin")
    )
    for row in rows.iterator(chunk_size=5_000):
        (
            item,
            said,
            who,
            email,
            name,
            sentiment,
            channel,
            product,
            plan,
            merged,
            language,
            kind,
            copied,
        ) = row
        values = (
            ("channel", channel),
            ("product", product),
            ("plan", merged or plan),
            ("language", language),
            ("kind", kind),
        )
        yield rules.Said(
            item,
            said.date(),
            who,
            (email or name).casefold(),
            copied or twins.get(item, item),
            sentiment,
            tuple((dimension, value) for dimension, value in values if value),
        )


def _keep_behind(theme: Theme, found: rules.Counts) -> None:
    behind, hidden = found.behind, Membership.objects.filter(theme=theme)
    silent = set(hidden.filter(counted=False).values_list("pk", flat=True))
    _update(silent - found.repeated, counted=True)
    _update(found.repeated - silent, counted=False)
    before = set(hidden.filter(behind=True).values_list("pk", flat=True))
    counts: dict[int, int] = {}
    for first in behind.values():
        counts[first] = counts.get(first, 0) + 1
    leading = dict(hidden.filter(twins__gt=0).values_list("pk", "twins"))
    _update(before - set(behind), behind=False)
    _update(set(behind) - before, behind=True)
    _update(set(leading) - set(counts), twins=0)
    for n in set(counts.values()):
        _update({pk for pk, c in counts.items() if c == n and leading.get(pk) != n}, twins=n)


def _update(ids: set[int], **values: object) -> None:
    todo = sorted(ids)
    for start in range(0, len(todo), BATCH):
        Membership.objects.filter(pk__in=todo[start : start + BATCH]).update(**values)


def _keep_days(theme: Theme, counts: rules.Counts) -> None:
    known = {row.day: row for row in theme.days.all()}
    todo = []
    for day, (n, accounts, total, judged) in counts.days.items():
        row = known.pop(day, None)
        same = row and (row.n, row.accounts, row.sentiment_n) == (n, accounts, judged)
        if same and row and abs(row.sentiment_sum - total) < 1e-6:
            continue
        todo.append(
            ThemeDay(
                theme=theme,
                day=day,
                n=n,
                accounts=accounts,
                sentiment_sum=total,
                sentiment_n=judged,
            )
        )
    ThemeDay.objects.filter(pk__in=[row.pk for row in known.values()]).delete()
    ThemeDay.objects.bulk_create(
        todo,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["theme", "day"],
        update_fields=["n", "accounts", "sentiment_sum", "sentiment_n"],
    )


def _keep_accounts(theme: Theme, counts: rules.Counts) -> None:
    last = dict(
        Membership.objects.filter(theme=theme)
        .exclude(item__account=None)
        .order_by()
        .values_list(Coalesce("item__account__merged_into", "item__account"))
        .annotate(last=Max("said_at"))
    )
    known = {row.account_id: row for row in theme.account_rows.all()}
    todo = []
    for account, n in counts.accounts.items():
        row = known.pop(account, None)
        if row is None or row.n != n or row.last_said_at != last[account]:
            todo.append(
                ThemeAccount(theme=theme, account_id=account, n=n, last_said_at=last[account])
            )
    ThemeAccount.objects.filter(pk__in=[row.pk for row in known.values()]).delete()
    ThemeAccount.objects.bulk_create(
        todo,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["theme", "account"],
        update_fields=["n", "last_said_at"],
    )


def revenue_of(accounts: list[int]) -> tuple[dict[str, str], float]:
    """Revenue a year of distinct accounts, per currency; and one number to sort by."""
    totals: dict[str, Decimal] = {}
    for start in range(0, len(accounts), BATCH):
        rows = Account.objects.filter(pk__in=accounts[start : start + BATCH], revenue__gt=0)
        for currency, revenue in rows.values_list("currency", "revenue"):
            totals[currency] = totals.get(currency, Decimal(0)) + (revenue or Decimal(0))
    ordered = sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))
    return {code: str(total) for code, total in ordered}, float(sum(totals.values()))


@transaction.atomic
def note_trends(
    *, actor: Actor, at: datetime, trends: Mapping[int, tuple[str, float, Mapping[str, object]]]
) -> None:
    """Keep what the trend test said: theme → (direction, ratio, details)."""
    for theme_id, (direction, ratio, details) in trends.items():
        Theme.objects.filter(pk=theme_id).update(
            direction=direction, ratio=min(ratio, 999.0), trend=details
        )


@transaction.atomic
def note_emerging(
    *, actor: Actor, at: datetime, found: Mapping[int, Mapping[str, Any]], before: date
) -> None:
    """Flag themes that nobody spoke about until lately; take the flag off what grew old.

    ``found``: theme → since (a day), per_week. Flags from before ``before`` go.
    """
    old = Theme.objects.filter(emerging_since__date__lt=before)
    old.update(emerging_since=None, emerging={})
    for theme in Theme.objects.filter(pk__in=found, emerging_since=None):
        about = found[theme.pk]
        rows = Membership.objects.filter(theme=theme, said_at__date__gte=about["since"])
        first = rows.order_by("said_at", "pk")
        accounts = first.exclude(item__account=None).values_list("item__account", flat=True)
        theme.emerging_since = first.values_list("said_at", flat=True).first()
        theme.emerging = {
            "per_week": about["per_week"],
            "accounts": list(dict.fromkeys(accounts[:50]))[:20],
            "items": theme.size,
        }
        theme.save(update_fields=["emerging_since", "emerging"])
