"""Counting themes: everything a page shows about a theme's size, people, money and time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Min, Sum

from sous.customers.models import Account
from sous.insights import rules
from sous.insights.choices import ThemeState
from sous.insights.models import Membership, Theme, ThemeAccount, ThemeDay
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
    seen = _Seen()
    counts = rules.count(_said(theme, seen))
    _keep_behind(counts, seen)
    _keep_days(theme, counts)
    _keep_accounts(theme, counts, seen)
    theme.size = counts.size
    theme.items = seen.items
    theme.accounts = len(counts.accounts)
    theme.revenue, theme.revenue_order = revenue_of(list(counts.accounts))
    theme.sentiment, theme.sentiment_counts = counts.mean, counts.sentiments
    theme.splits = {
        dimension: dict(sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))[:12])
        for dimension, values in sorted(counts.splits.items())
    }
    days = {day: n for day, (n, *_) in counts.days.items()}
    theme.weeks = rules.weekly(days, end=latest.date())
    theme.first_said_at, theme.last_said_at = None, None
    if seen.items:
        theme.first_said_at, theme.last_said_at = _moment(seen.first), _moment(seen.last)
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


# One pass over a theme, in the order in which it was said. Times come as text: a million of them
# would take longer to turn into objects than all the rest takes.
ROWS = """
    SELECT m.item_id, CAST(m.said_at AS text), m.twins,
        CASE WHEN m.counted THEN 1 ELSE 0 END, CASE WHEN m.behind THEN 1 ELSE 0 END,
        COALESCE(a.merged_into_id, a.id), COALESCE(into_.plan, a.plan),
        i.author_email, i.author_name, i.sentiment, i.channel, p.name, i.language, i.kind,
        COALESCE(i.duplicate_of_id, v.twin, m.item_id)
    FROM insights_membership m
    JOIN feedback_item i ON i.id = m.item_id
    LEFT JOIN insights_itemvector v ON v.item_id = m.item_id
    LEFT JOIN customers_account a ON a.id = i.account_id
    LEFT JOIN customers_account into_ ON into_.id = a.merged_into_id
    LEFT JOIN organization_product p ON p.id = i.product_id
    WHERE m.theme_id = %s ORDER BY m.said_at, m.item_id
"""
DIMENSIONS = ("channel", "product", "plan", "language", "kind")


@dataclass
class _Seen:
    """What a pass over a theme noted beside the counts."""

    items: int = 0
    first: str = ""
    last: str = ""
    silent: set[int] = field(default_factory=set)
    behind: set[int] = field(default_factory=set)
    leading: dict[int, int] = field(default_factory=dict)
    last_of: dict[int, str] = field(default_factory=dict)


def _said(theme: Theme, seen: _Seen) -> Iterator[rules.Said]:
    days: dict[str, date] = {}
    pairs: dict[tuple[str, str], tuple[str, str]] = {}  # few differ: one object for each
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [theme.pk])
        for row in iter(partial(cursor.fetchmany, 2_000), []):
            for item, said, twins, counted, behind, who, plan, email, name, tone, *rest in row:
                seen.items += 1
                seen.first = seen.first or said
                seen.last = said
                if who is not None:
                    seen.last_of[who] = said
                if not counted:
                    seen.silent.add(item)
                if behind:
                    seen.behind.add(item)
                if twins:
                    seen.leading[item] = twins
                channel, product, language, kind, key = rest
                day = days.get(said[:10])
                if day is None:
                    day = days[said[:10]] = date.fromisoformat(said[:10])
                values = []
                for value in zip(DIMENSIONS, (channel, product, plan, language, kind), strict=True):
                    if value[1]:
                        values.append(pairs.setdefault(value, value))
                voice = "" if who is not None else (email or name).casefold()
                yield rules.Said(item, day, who, voice, key, tone, tuple(values))


def _moment(text: str) -> datetime:
    """What the database gave as text."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _keep_behind(found: rules.Counts, seen: _Seen) -> None:
    behind = found.behind
    _update(seen.silent - found.repeated, counted=True)
    _update(found.repeated - seen.silent, counted=False)
    counts: dict[int, int] = {}
    for first in behind.values():
        counts[first] = counts.get(first, 0) + 1
    _update(seen.behind - set(behind), behind=False)
    _update(set(behind) - seen.behind, behind=True)
    _update(set(seen.leading) - set(counts), twins=0)
    for n in set(counts.values()):
        _update({pk for pk, c in counts.items() if c == n and seen.leading.get(pk) != n}, twins=n)


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


def _keep_accounts(theme: Theme, counts: rules.Counts, seen: _Seen) -> None:
    last = {account: _moment(seen.last_of[account]) for account in counts.accounts}
    rows = theme.account_rows.order_by().values_list("account_id", "pk", "n", "last_said_at")
    known = {account: (pk, n, at) for account, pk, n, at in rows}
    todo = []
    for account, n in counts.accounts.items():
        _, before, at = known.pop(account, (0, -1, None))
        if (before, at) != (n, last[account]):
            todo.append(
                ThemeAccount(theme=theme, account_id=account, n=n, last_said_at=last[account])
            )
    gone = [pk for pk, _, _ in known.values()]
    for start in range(0, len(gone), BATCH):
        ThemeAccount.objects.filter(pk__in=gone[start : start + BATCH]).delete()
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
