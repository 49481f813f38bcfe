from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from sous.customers.models import Account

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Total:
    """Revenue in one currency: the yearly sum, and of how many accounts."""

    currency: str
    amount: Decimal
    accounts: int


def revenue_total(accounts: QuerySet[Account]) -> list[Total]:
    """What accounts bring a year, per currency, largest first. Currencies are never added up."""
    rows = accounts.order_by().exclude(revenue=None).values("currency")
    sums = rows.annotate(amount=Sum("revenue"), accounts=Count("pk"))
    return largest_first(
        Total(row["currency"], row["amount"].quantize(CENT), row["accounts"]) for row in sums
    )


def largest_first(totals: Iterable[Total]) -> list[Total]:
    """Totals in the order in which they are shown."""
    return sorted(totals, key=lambda total: (-total.amount, total.currency))
