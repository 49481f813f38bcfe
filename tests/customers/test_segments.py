"""Segments: rules that are checked, worded and turned into accounts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sous.customers import commands, queries
from sous.customers.rules import RuleError, read_rule, rule_in_words
from sous.kernel.errors import Conflict, Invalid, NotFound

TODAY = date(2026, 3, 2)


def rule(*conditions, match="all"):
    return {"match": match, "conditions": list(conditions)}


def is_(field, *values):
    return {"field": field, "op": "is", "value": list(values)}


FLEET = is_("plan", "Fleet")


@pytest.fixture
def world(act, account, contact, owner_user):
    account(
        "Acme",
        plan="Fleet",
        revenue="100",
        currency="EUR",
        country="DE",
        owner_id=owner_user.pk,
        seats=5,
        signed_on="2020-01-01",
        properties={"lifts": 2, "crm": "Hub Spot"},
        domain="acme.com",
    )
    account(
        "Bell",
        plan="fleet",
        revenue="900",
        currency="GBP",
        renewal_on="2026-03-20",
        industry="Boat yards",
        properties={"lifts": "10"},
    )
    account("Cove", plan="Sloop", renewal_on="2026-02-01", properties={"lifts": "many"})
    jane = contact("jane@acme.com")
    commands.set_consent(**act, contact_id=jane.pk, purpose="beta", state="given")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (FLEET, ["Acme", "Bell"]),
        (is_("plan", "sloop", "none"), ["Cove"]),
        ({"field": "plan", "op": "is_not", "value": ["Fleet"]}, ["Cove"]),
        ({"field": "revenue", "op": "at_least", "value": 50, "currency": "EUR"}, ["Acme"]),
        ({"field": "revenue", "op": "at_most", "value": "950", "currency": "gbp"}, ["Bell"]),
        (is_("currency", "gbp"), ["Bell"]),
        ({"field": "renewal", "op": "within", "value": 30}, ["Bell"]),
        ({"field": "renewal", "op": "overdue"}, ["Cove"]),
        (is_("country", "Germany"), ["Acme"]),
        ({"field": "industry", "op": "contains", "value": "YARD"}, ["Bell"]),
        ({"field": "seats", "op": "at_least", "value": 5}, ["Acme"]),
        ({"field": "customer_for", "op": "at_least", "value": 365}, ["Acme"]),
        ({"field": "customer_for", "op": "at_most", "value": 365}, []),
        ({"field": "name", "op": "contains", "value": "cov"}, ["Cove"]),
        ({"field": "feedback", "op": "at_most", "value": 0}, ["Acme", "Bell", "Cove"]),
        ({"field": "property", "name": "crm", "op": "is", "value": "hub spot"}, ["Acme"]),
        ({"field": "property", "name": "crm", "op": "contains", "value": "SPOT"}, ["Acme"]),
        ({"field": "property", "name": "lifts", "op": "is", "value": "2"}, ["Acme"]),
        ({"field": "property", "name": "lifts", "op": "at_least", "value": 3}, ["Bell"]),
        ({"field": "property", "name": "lifts", "op": "at_most", "value": 3}, ["Acme"]),
        ({"field": "property", "name": "lifts", "op": "present"}, ["Acme", "Bell", "Cove"]),
        ({"field": "property", "name": "a__b'\"", "op": "is", "value": "x"}, []),
        (is_("consent", "beta"), ["Acme"]),
        (is_("consent", "research"), []),
    ],
)
def test_condition_selects(condition, expected, triager, world):
    found = queries.accounts_matching(triager, rule(condition), today=TODAY)
    assert [str(account) for account in found] == expected


def test_owner_and_not_owner(triager, owner_user, world):
    mine = rule(is_("owner", owner_user.pk))
    others = rule({"field": "owner", "op": "is_not", "value": [owner_user.pk]})
    assert [str(a) for a in queries.accounts_matching(triager, mine)] == ["Acme"]
    assert [str(a) for a in queries.accounts_matching(triager, others)] == ["Bell", "Cove"]


def test_all_and_any(triager, world):
    two = (is_("country", "DE"), is_("plan", "Sloop"))
    assert queries.accounts_matching(triager, rule(*two)).count() == 0
    assert queries.accounts_matching(triager, rule(*two, match="any")).count() == 2


def test_segment_is_saved_changed_and_deleted(act, triager, world, lines):
    made = commands.create_segment(**act, name="Big", rule=rule(FLEET), description="x")
    same = commands.change_segment(**act, segment_id=made.pk, name="Big")
    changed = commands.change_segment(
        **act, segment_id=made.pk, rule=rule(is_("plan", "Sloop")), version=1
    )
    assert (same.version, changed.version) == (1, 2)
    assert [str(a) for a in queries.accounts_in_segment(triager, changed)] == ["Cove"]
    with pytest.raises(Conflict):
        commands.change_segment(**act, segment_id=made.pk, name="Old", version=1)
    commands.delete_segment(**act, segment_id=made.pk)
    with pytest.raises(NotFound):
        queries.segment(triager, made.pk)
    assert lines(f"SEG-{made.pk}")[0] == "deleted the segment “Big”"


def test_segment_with_problems_says_where(act):
    broken = rule({"field": "plan", "op": "at_least", "value": 1}, {"field": "moon"})
    with pytest.raises(Invalid) as refusal:
        commands.create_segment(**act, name="", rule=broken)
    assert sorted(refusal.value.fields) == ["conditions.0", "conditions.1", "name"]


@pytest.mark.parametrize(
    "broken",
    [
        None,
        {},
        rule(),
        rule(FLEET, match="some"),
        rule(*[FLEET] * 21),
        rule({"field": "revenue", "op": "at_least", "value": 1}),
        rule({"field": "revenue", "op": "at_least", "value": "NaN", "currency": "EUR"}),
        rule({"field": "renewal", "op": "within", "value": 1.5}),
        rule({"field": "property", "op": "is", "value": "x"}),
        rule({**FLEET, "sql": "1"}),
        rule(is_("consent", "everything")),
        rule(is_("plan")),
        {"match": "all", "conditions": "plan"},
    ],
)
def test_rule_that_is_none_is_refused(broken):
    with pytest.raises(RuleError):
        read_rule(broken)


def test_rule_reads_as_a_sentence():
    found = read_rule(
        rule(
            is_("plan", "Fleet", "Ketch"),
            {"field": "revenue", "op": "at_least", "value": "50000", "currency": "EUR"},
            {"field": "renewal", "op": "within", "value": 90},
            is_("country", "de"),
        )
    )
    assert rule_in_words(found) == (
        "Plan is Fleet or Ketch, and yearly revenue at least 50,000 EUR, "
        "and renewal within 90 days, and country is Germany"
    )


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["match", "conditions", "field", "op", "value", "name", "x"]), inner
        )
    ),
    max_leaves=20,
)


@given(json)
def test_any_json_is_a_rule_or_refused(value):
    try:
        found = read_rule(value)
    except RuleError:
        return
    assert read_rule(found.as_json()) == found


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "field": st.sampled_from(["plan", "seats", "name", "property", "renewal"]),
                "op": st.sampled_from(["is", "contains", "at_least", "within", "overdue"]),
                "value": st.text(max_size=5) | st.integers(0, 99999) | st.lists(st.text()),
                "name": st.text(max_size=5),
            }
        ),
        min_size=1,
        max_size=5,
    )
)
def test_a_rule_survives_storing(conditions):
    try:
        found = read_rule(rule(*conditions))
    except RuleError:
        return
    assert read_rule(found.as_json()) == found
