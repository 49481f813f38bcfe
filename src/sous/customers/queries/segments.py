from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    TextField,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone

from sous.customers.choices import ConsentState
from sous.customers.models import Account, Consent, Segment
from sous.customers.queries.totals import CENT, Total, largest_first
from sous.customers.rules import Condition, Rule, RuleError, read_rule
from sous.kernel.actors import Actor
from sous.kernel.errors import Invalid, NotFound
from sous.kernel.permissions import require_view

NUMBER = r"^-?[0-9]{1,15}(\.[0-9]{1,9})?$"
COLUMNS = {"seats": "seats", "feedback": "feedback_count", "revenue": "revenue"}
BOUND = {"at_least": "gte", "at_most": "lte"}


def segments(actor: Actor) -> QuerySet[Segment]:
    """Saved segments by name."""
    require_view(actor)
    return Segment.objects.order_by("name", "pk")


def segment(actor: Actor, pk: int) -> Segment:
    """One segment. Raises NotFound."""
    require_view(actor)
    found = Segment.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such segment.")
    return found


def accounts_in_segment(
    actor: Actor, segment: Segment, *, today: date | None = None
) -> QuerySet[Account]:
    """The accounts that the segment selects today, by name."""
    return accounts_matching(actor, segment.rule, today=today)


def accounts_matching(actor: Actor, rule: Any, *, today: date | None = None) -> QuerySet[Account]:
    """The accounts that a rule selects, saved or not. Raises Invalid for a rule that is none."""
    require_view(actor)
    try:
        checked = read_rule(rule)
    except RuleError as error:
        raise Invalid("This rule cannot be used.", error.problems)
    today = today or timezone.now().date()
    living = Account.objects.filter(merged_into=None)
    return living.filter(rule_q(checked, today)).order_by("search_name", "pk")


def segment_sizes(
    actor: Actor,
    segments: Sequence[Segment],
    *,
    today: date | None = None,
    among: QuerySet[Any] | None = None,
) -> dict[int, tuple[int, list[Total]]]:
    """For each segment how many accounts it selects and what they bring, in one query for all.

    ``among`` are the ids of the accounts that count, as a query of one column; all without it.
    """
    require_view(actor)
    today = today or timezone.now().date()
    counts: dict[str, Any] = {}
    for each in segments:
        inside = rule_q(read_rule(each.rule), today)
        counts[f"n{each.pk}"] = Count("pk", filter=inside)
        counts[f"r{each.pk}"] = Sum("revenue", filter=inside)
        counts[f"p{each.pk}"] = Count("revenue", filter=inside)
    living = Account.objects.filter(merged_into=None).order_by()
    living = living if among is None else living.filter(pk__in=among)
    rows: list[Any] = list(living.values("currency").annotate(**counts))
    found: dict[int, tuple[int, list[Total]]] = {}
    for each in segments:
        totals = [
            Total(row["currency"], row[f"r{each.pk}"].quantize(CENT), row[f"p{each.pk}"])
            for row in rows
            if row[f"p{each.pk}"]
        ]
        found[each.pk] = (sum(row[f"n{each.pk}"] for row in rows), largest_first(totals))
    return found


def rule_q(rule: Rule, today: date) -> Q:
    """The rule as a condition on accounts."""
    found = Q()
    for condition in rule.conditions:
        each = condition_q(condition, today)
        found = found & each if rule.match == "all" else found | each
    return found


def condition_q(condition: Condition, today: date) -> Q:
    """One condition as a condition on accounts."""
    field, op, value = condition.field, condition.op, condition.value
    if field == "property":
        return _property_q(condition)
    if field == "consent":
        given = Consent.objects.filter(
            contact__account=OuterRef("pk"),
            contact__merged_into=None,
            purpose__in=value,
            state=ConsentState.GIVEN,
        )
        return Q(Exists(given))
    if field == "renewal":
        if op == "overdue":
            return Q(renewal_sort__lt=today)
        return Q(renewal_sort__gte=today, renewal_sort__lte=_after(today, value))
    if field == "customer_for":
        edge = _after(today, -value)
        return Q(signed_on__lte=edge) if op == "at_least" else Q(signed_on__gte=edge)
    if field in COLUMNS:
        found = Q(**{f"{COLUMNS[field]}__{BOUND[op]}": value})
        return found & Q(currency=condition.currency) if condition.currency else found
    if op == "contains":
        return Q(**{f"{field}__icontains": value})
    if field == "owner":
        return Q(owner__in=value) if op == "is" else Q(owner=None) | ~Q(owner__in=value)
    any_of = Q()
    for word in value:
        any_of |= Q(**{f"{field}__iexact": word})
    return any_of if op == "is" else ~any_of


def _property_q(condition: Condition) -> Q:
    text = KeyTextTransform(condition.name, "properties", output_field=TextField())
    if condition.op == "present":
        return Q(properties__has_key=condition.name)
    if condition.op in BOUND:
        number = Case(
            When(_Compare(text, "regex", NUMBER), then=Cast(text, FloatField())), default=None
        )
        return Q(_Compare(number, BOUND[condition.op], float(condition.value)))
    lookup = "icontains" if condition.op == "contains" else "iexact"
    return Q(_Compare(text, lookup, condition.value))


def _Compare(left: Any, lookup: str, right: Any) -> Any:  # noqa: N802 - reads as an expression
    found = left.output_field.get_lookup(lookup)
    assert found is not None
    return found(left, right)


def _after(today: date, days: Decimal) -> date:
    try:
        return today + timedelta(days=int(days))
    except OverflowError:
        return date.max if days > 0 else date.min
