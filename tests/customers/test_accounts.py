"""Accounts and contacts, one at a time."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest

from sous.customers import commands, queries
from sous.customers.models import Account, Contact
from sous.customers.queries import AccountFilter, Total
from sous.kernel.errors import Conflict, Invalid, NotAllowed, NotFound


def names(rows):
    return [str(row) for row in rows]


def test_create_account_keeps_clean_values(account):
    made = account("  Acme   Ltd ", domain="WWW.Acme.com", revenue="12,000 USD", country="uk")
    assert (made.name, made.domain, made.country) == ("Acme Ltd", "acme.com", "GB")
    assert (made.revenue, made.currency) == (Decimal(12000), "USD")


def test_account_with_problems_says_which_field(account):
    account("Bell", domain="bell.example")
    with pytest.raises(Invalid) as refusal:
        account(" ", domain="bell.example", seats="many", revenue="5", oddity="1")
    assert sorted(refusal.value.fields) == ["currency", "domain", "name", "oddity", "seats"]


def test_change_account_words_its_history(act, account, lines):
    made = account(plan="Sloop", properties={"lifts": 1})
    values = {"plan": "Fleet", "renewal_on": "2026-05-01", "properties": {"lifts": 2}}
    changed = commands.change_account(**act, account_id=made.pk, values=values)
    assert (changed.renewal_on, changed.version) == (date(2026, 5, 1), 2)
    assert lines(f"ACC-{made.pk}")[0] == (
        "changed plan from “Sloop” to “Fleet”, renewal to “2026-05-01”, the property lifts"
    )


def test_change_account_with_an_old_version_is_a_conflict(act, account):
    made = account()
    commands.change_account(**act, account_id=made.pk, values={"plan": "A"}, version=1)
    with pytest.raises(Conflict):
        commands.change_account(**act, account_id=made.pk, values={"plan": "B"}, version=1)


def test_account_that_gets_a_domain_collects_its_contacts(act, account, contact, lines):
    made = account()
    jane = contact("jane@acme.com")
    commands.change_account(**act, account_id=made.pk, values={"domain": "acme.com"})
    jane.refresh_from_db()
    assert jane.account == made
    assert lines(f"CON-{jane.pk}")[0] == "found 1 contact by e-mail domain"


def test_contact_finds_its_account_unless_one_is_named(account, contact):
    acme, bell = account("Acme", domain="acme.com"), account("Bell")
    assert contact("a@acme.com").account == acme
    assert contact("b@acme.com", account_id=bell.pk).account == bell
    assert contact("c@gmail.com").account is None


def test_contact_needs_a_name_or_an_address(act, contact):
    with pytest.raises(Invalid):
        contact("")
    made = contact("", name="Jane")
    with pytest.raises(Invalid):
        commands.change_contact(**act, contact_id=made.pk, values={"name": ""})


def test_contact_history_never_holds_the_name(act, contact, lines):
    made = contact(name="Jane Doe", title="COO")
    commands.change_contact(**act, contact_id=made.pk, values={"name": "Jo", "title": "Director"})
    assert lines(f"CON-{made.pk}") == ["changed the name, the job title", "added this contact"]


def test_accounts_are_narrowed_by_everything(triager, owner_user, account):
    account("Acme", plan="Fleet", tier="mid", country="DE", owner_id=owner_user.pk)
    account("Bell", plan="Fleet", renewal_on="2026-03-20", health="at_risk")
    account("Cove", plan="Sloop", renewal_on="2026-02-20", stage="churned")
    today = date(2026, 3, 2)

    def found(**narrowed):
        return names(queries.accounts(triager, AccountFilter(**narrowed), today=today))

    assert found(plans=["Fleet"]) == ["Acme", "Bell"]
    assert found(tiers=["mid"], countries=["DE"]) == ["Acme"]
    assert found(owners=[owner_user.pk]) == ["Acme"]
    assert found(owners=[0]) == ["Bell", "Cove"]
    assert found(renewal="30") == ["Bell"]
    assert found(renewal="overdue") == ["Cove"]
    assert found(renewal="none") == ["Acme"]
    assert found(healths=["at_risk"]) == ["Bell"]
    assert found(stages=["churned"]) == ["Cove"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("muller", ["Müller & Söhne"]),
        ("soh mül", ["Müller & Söhne"]),
        ("uller", []),
        ("bell.ex", ["Bell"]),
        ("B-77", ["Bell"]),
        ("%", []),
        ("", ["Bell", "Müller & Söhne"]),
    ],
)
def test_accounts_are_found_by_beginnings_of_words(words, expected, triager, account):
    account("Müller & Söhne")
    account("Bell", domain="bell.example", external_id="B-77")
    assert names(queries.accounts(triager, AccountFilter(words=words))) == expected


def test_find_puts_names_that_begin_so_first(triager, account, contact):
    from sous.kernel.search import find_everywhere

    account("The Acme Boatyard")
    account("Acme", plan="Fleet", domain="acme.com")
    contact("acme@else.example", name="Ada Acme", title="COO")
    found = {s.key: [hit.title for hit in hits] for s, hits in find_everywhere(triager, "acm")}
    assert found["accounts"] == ["Acme", "The Acme Boatyard"]
    assert found["contacts"] == ["Ada Acme"]


def test_revenue_is_never_added_across_currencies(triager, account):
    account("A", revenue="100", currency="EUR")
    account("B", revenue="50.50", currency="EUR")
    account("C", revenue="900", currency="GBP")
    account("D")
    assert queries.revenue_total(queries.accounts(triager)) == [
        Total("GBP", Decimal(900), 1),
        Total("EUR", Decimal("150.50"), 2),
    ]


@pytest.mark.parametrize("rows", [3, 30])
def test_list_of_accounts_needs_one_query(
    rows, triager, owner_user, account, django_assert_num_queries
):
    for number in range(rows):
        account(f"Account {number}", owner_id=owner_user.pk)
    with django_assert_num_queries(1):
        assert {str(a.owner) for a in queries.accounts(triager)} == {"Owner"}
    with django_assert_num_queries(6):
        queries.facets(triager)


def test_facets_count_what_there_is(triager, owner_user, account):
    account("A", plan="Fleet", owner_id=owner_user.pk)
    account("B", plan="Fleet", tier="mid")
    account("C", plan="Sloop")
    found = queries.facets(triager)
    assert (found.plans, found.tiers) == ([("Fleet", 2), ("Sloop", 1)], [("mid", 1)])
    assert found.owners == [(owner_user.pk, "Owner", 1)]


CALLS = {
    "create_account": {"values": {"name": "A"}},
    "change_account": {"account_id": 1, "values": {}},
    "create_contact": {"values": {"name": "A"}},
    "change_contact": {"contact_id": 1, "values": {}},
    "set_consent": {"contact_id": 1, "purpose": "beta", "state": "given"},
    "merge_accounts": {"into_id": 1, "account_ids": [2]},
    "merge_contacts": {"into_id": 1, "contact_ids": [2]},
    "undo_merge": {"merge_id": 1},
    "export_contact": {"contact_id": 1},
    "erase_contact": {"contact_id": 1},
    "readmit_person": {"email": "a@b.example"},
    "remove_customers": {"account_ids": [1], "contact_ids": [1]},
    "create_segment": {"name": "A", "rule": {}},
    "change_segment": {"segment_id": 1},
    "delete_segment": {"segment_id": 1},
    "keep_feedback_counts": {"accounts": {}, "contacts": {}},
}


@pytest.mark.parametrize("name", sorted(CALLS))
@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_every_command_is_refused_to_those_who_only_look(name, who, request, db, now):
    with pytest.raises(NotAllowed):
        getattr(commands, name)(actor=request.getfixturevalue(who), at=now, **CALLS[name])


@pytest.mark.parametrize("name", sorted(set(CALLS) - {"keep_feedback_counts"}))
def test_owners_and_operations_may_all(name, owner, triager, now):
    for actor in (owner, triager):
        with suppress(NotFound, Invalid):  # there is nothing with these ids yet
            getattr(commands, name)(actor=actor, at=now, **CALLS[name])


def test_a_viewer_reads_and_a_stranger_does_not(viewer, stranger, account, contact):
    account()
    contact()
    assert names(queries.accounts(viewer)) == ["Acme"]
    for query in (queries.accounts, queries.contacts, queries.segments, queries.facets):
        with pytest.raises(NotAllowed):
            query(stranger)


def test_counts_start_at_nothing(account, contact):
    account()
    contact()
    assert (Account.objects.get().feedback_count, Contact.objects.get().feedback_count) == (0, 0)
