"""What the last days brought, for the page that the day begins with."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from django.db.models import Count, QuerySet

from sous.customers.models import Account
from sous.feedback.choices import OPEN_STATES, Mood
from sous.feedback.models import Item
from sous.kernel.actors import Actor
from sous.kernel.permissions import require_view

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """Items and accounts heard in seven days, and in the seven before."""

    items: int
    items_before: int
    accounts: int
    accounts_before: int


def week_up_to(actor: Actor, at: datetime, *, product_id: int | None = None) -> Week:
    """The seven days up to ``at`` beside the seven before them; about one product, if given."""
    require_view(actor)
    items = Item.objects.filter(product=product_id) if product_id else Item.objects.all()
    return Week(*_heard(items, at - WEEK, at, "pk"), *_heard(items, at - WEEK, at, "account"))


def _heard(items: QuerySet[Item], since: datetime, until: datetime, what: str) -> tuple[int, int]:
    now, before = (
        items.filter(said_at__gt=start, said_at__lte=start + (until - since))
        .order_by()
        .aggregate(n=Count(what, distinct=what != "pk"))["n"]
        for start in (since, since - (until - since))
    )
    return now, before


@dataclass(frozen=True)
class UnhappyRenewal:
    """An account that decides soon and complained lately."""

    account: Account
    in_days: int
    complaints: int


def unhappy_renewals(
    actor: Actor,
    at: datetime,
    *,
    days: int = 60,
    limit: int = 5,
    product_id: int | None = None,
) -> list[UnhappyRenewal]:
    """Accounts that renew within ``days`` and said something negative in the last ninety.

    ``product_id`` counts only what was said about one product.
    """
    require_view(actor)
    today = at.date()
    items = Item.objects.filter(product=product_id) if product_id else Item.objects.all()
    complaints = (
        items.filter(
            account__renewal_sort__range=(today, today + timedelta(days=days)),
            mood=Mood.NEGATIVE,
            said_at__gt=at - timedelta(days=90),
            state__in=OPEN_STATES,
        )
        .order_by()
        .values("account", "account__renewal_sort")
        .annotate(n=Count("pk"))
        .order_by("account__renewal_sort", "-n", "account")[:limit]
    )
    rows = list(complaints)
    accounts = Account.objects.in_bulk([row["account"] for row in rows])
    return [
        UnhappyRenewal(
            account=accounts[row["account"]],
            in_days=(cast(date, row["account__renewal_sort"]) - today).days,
            complaints=row["n"],
        )
        for row in rows
    ]
