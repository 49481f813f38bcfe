"""Keeping the number of items in each state, inside whichever transaction changes them."""

from collections import Counter
from collections.abc import Mapping

from django.db.models import Count, F

from sous.feedback.choices import TriageState
from sous.feedback.models import Item, Tally


def tally(moves: Mapping[str, int]) -> None:
    """Add to the number of items in each state. States are locked in one order: no deadlock."""
    for state in sorted(moves):
        if moves[state] and not Tally.objects.filter(state=state).update(
            number=F("number") + moves[state]
        ):
            Tally.objects.bulk_create(
                [Tally(state=each) for each in TriageState.values], ignore_conflicts=True
            )
            Tally.objects.filter(state=state).update(number=F("number") + moves[state])


def moves_between(before: Mapping[int, str], after: str) -> Counter[str]:
    """What ``tally`` needs for items that leave their states for one."""
    moves: Counter[str] = Counter({after: len(before)})
    moves.subtract(before.values())
    return moves


def recount_all() -> None:
    """Count afresh: after a repair by hand, or a restored backup."""
    found = dict(Item.objects.order_by().values_list("state").annotate(Count("pk")))
    for state in TriageState.values:
        Tally.objects.update_or_create(state=state, defaults={"number": found.get(state, 0)})
