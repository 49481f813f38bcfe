"""Many accounts and contacts at once, and who is behind an address."""

from datetime import date
from decimal import Decimal

import pytest

from sous.customers import commands, queries
from sous.customers.models import Account, Contact
from sous.customers.rules import Behind
from sous.kernel.errors import Invalid, NotAllowed
from sous.kernel.queries import history_for

ACME = {
    "external_id": "A1",
    "name": "Acme Werke GmbH",
    "domain": "https://www.acme.com/about",
    "plan": "Fleet",
    "revenue": "€ 12.400,50",
    "country": "Germany",
    "renewal_on": "2026-09-30",
    "properties": {"berths": 12},
}


def accounts(actor, at, *rows, **more):
    return commands.upsert_accounts(actor=actor, at=at, rows=rows, **more)


def contacts(actor, at, *rows, **more):
    return commands.upsert_contacts(actor=actor, at=at, rows=rows, **more)


def people(actor, at, *rows):
    return commands.ensure_people(actor=actor, at=at, rows=rows)


def counts(done):
    return done.created, done.updated, done.same, len(done.refused)


def test_upsert_accounts_reads_values_as_people_write_them(triager, now):
    accounts(triager, now, ACME)
    acme = Account.objects.get()
    assert (acme.domain, acme.country, acme.currency) == ("acme.com", "DE", "EUR")
    assert (acme.revenue, acme.renewal_on) == (Decimal("12400.50"), date(2026, 9, 30))
    assert acme.properties == {"berths": 12}


def test_upsert_accounts_twice_changes_nothing(triager, now):
    first = accounts(triager, now, ACME, {"name": "No domain Ltd"})
    before = list(Account.objects.values())
    again = accounts(triager, now, ACME, {"name": "NO DOMAIN, LTD."})
    assert (counts(first), counts(again)) == ((2, 0, 0, 0), (0, 0, 2, 0))
    assert (again.ids, list(Account.objects.values())) == (first.ids, before)


def test_upsert_accounts_updates_what_the_row_says_and_nothing_else(triager, now):
    accounts(triager, now, ACME)
    row = {"external_id": "A1", "plan": "Ketch", "tier": "", "properties": {"sites": 2}}
    done = accounts(triager, now, row)
    acme = Account.objects.get()
    assert counts(done) == (0, 1, 0, 0)
    assert (acme.plan, acme.name, acme.version) == ("Ketch", "Acme Werke GmbH", 2)
    assert acme.properties == {"berths": 12, "sites": 2}


def test_upsert_accounts_refuses_rows_one_by_one(triager, now):
    accounts(triager, now, ACME, {"external_id": "B1", "name": "Bell", "domain": "bell.example"})
    done = accounts(
        triager,
        now,
        {"name": "Fine Ltd"},
        {"plan": "Fleet"},
        {"name": "Odd", "seats": "many"},
        {"external_id": "A1", "domain": "bell.example"},
        {"external_id": "B2", "domain": "bell.example"},
    )
    assert counts(done) == (1, 0, 0, 4)
    assert sorted(done.refused) == [1, 2, 3, 4]
    assert done.refused[1] == "name: An account needs a name or a domain."
    assert "Merge them" in done.refused[3]


def test_upsert_accounts_same_account_twice_in_one_file(triager, now):
    done = accounts(
        triager,
        now,
        {"name": "Acme", "domain": "acme.com"},
        {"name": "Acme", "domain": "acme.com", "plan": "Sloop"},
    )
    assert (counts(done), Account.objects.get().plan) == ((1, 1, 0, 0), "Sloop")


def test_upsert_accounts_finds_owners_and_keeps_unknown_ones_readable(triager, owner_user, now):
    accounts(
        triager,
        now,
        {"name": "A", "owner_email": "Owner@house.example"},
        {"name": "B", "owner_email": "gone@house.example"},
    )
    known, unknown = Account.objects.order_by("name")
    assert (known.owner, unknown.owner) == (owner_user, None)
    assert unknown.properties == {"owner": "gone@house.example"}


def test_upsert_accounts_dry_run_writes_nothing(triager, now):
    done = accounts(triager, now, ACME, {"plan": "x"}, dry=True)
    assert (counts(done), Account.objects.count()) == ((1, 0, 0, 1), 0)


def test_upsert_contacts_by_email_joins_the_account_of_the_domain(triager, now):
    accounts(triager, now, ACME)
    rows = [
        {"email": "Jane <Jane@Mail.Acme.com>", "name": "Jane"},
        {"email": "bob@gmail.com", "name": "Bob"},
    ]
    first, again = contacts(triager, now, *rows), contacts(triager, now, *rows)
    jane, bob = Contact.objects.order_by("-name")
    assert (counts(first), counts(again)) == ((2, 0, 0, 0), (0, 0, 2, 0))
    assert (jane.email, jane.account.name) == ("jane@mail.acme.com", "Acme Werke GmbH")
    assert (bob.account, bob.email_domain) == (None, "")


def test_upsert_contacts_creates_the_account_a_row_names(triager, now):
    row = {"email": "jo@kiln.example", "account_name": "Kiln", "account_domain": "kiln.example"}
    contacts(triager, now, row, {"email": "mo@kiln.example"})
    assert [c.account.name for c in Contact.objects.order_by("email")] == ["Kiln", "Kiln"]


def test_upsert_contacts_refuses_what_cannot_be_known_again(triager, now):
    done = contacts(triager, now, {"name": "Nobody"}, {"email": "nonsense"})
    assert done.refused == {
        0: "email: A contact needs an e-mail address or an id.",
        1: "email: “nonsense” is no e-mail address.",
    }


def test_new_account_collects_contacts_of_its_domain(triager, now):
    contacts(triager, now, {"email": "a@acme.com"}, {"email": "b@eu.acme.com"}, {"email": "c@x.io"})
    accounts(triager, now, ACME)
    acme = Account.objects.get()
    homes = list(Contact.objects.order_by("email").values_list("account_id", flat=True))
    lines = [entry.line for entry in history_for(triager, f"ACC-{acme.pk}")]
    assert homes == [acme.pk, acme.pk, None]
    assert "found 2 contacts by e-mail domain" in lines


def test_ensure_people_creates_what_is_missing_and_overwrites_nothing(triager, now):
    accounts(triager, now, ACME)
    contacts(triager, now, {"email": "jane@acme.com", "name": "Jane Doe"})
    acme, jane = Account.objects.get(), Contact.objects.get()
    found = people(
        triager,
        now,
        {"email": "JANE@acme.com", "name": "J.", "title": "COO", "plan": "Dinghy"},
        {"email": "new@acme.com", "name": "New"},
        {"email": "who@quay.example", "account_name": "Quay", "revenue": 900, "currency": "usd"},
        {"email": "broken", "name": "Broken"},
        {"account_name": "Acme Werke GmbH", "tier": "mid"},
        {},
    )
    acme.refresh_from_db()
    jane.refresh_from_db()
    new = Contact.objects.get(email="new@acme.com")
    who = Contact.objects.get(email="who@quay.example")
    assert found == [
        Behind(jane.pk, acme.pk),
        Behind(new.pk, acme.pk),
        Behind(who.pk, who.account_id),
        Behind(None, None),
        Behind(None, acme.pk),
        Behind(None, None),
    ]
    assert (jane.name, jane.title) == ("Jane Doe", "COO")
    assert (acme.plan, acme.tier) == ("Fleet", "mid")
    assert (who.account.revenue, who.account.currency) == (Decimal(900), "USD")


def test_ensure_people_again_is_the_same_people(triager, now):
    rows = [{"email": "a@b.example", "account_name": "B"}, {"email": "A@b.example"}]
    first = people(triager, now, *rows)
    assert people(triager, now, *rows) == first
    assert (Contact.objects.count(), Account.objects.count()) == (1, 1)


def test_people_behind_many_needs_two_queries(triager, now, django_assert_num_queries):
    accounts(triager, now, ACME)
    contacts(triager, now, {"email": "jane@acme.com"})
    acme, jane = Account.objects.get(), Contact.objects.get()
    emails = [f"{number}@acme.com" for number in range(300)]
    with django_assert_num_queries(2):
        found = queries.people_behind_many(["Jane@acme.com", "x@gmail.com", "", *emails])
    assert found["Jane@acme.com"] == Behind(jane.pk, acme.pk)
    assert (found["x@gmail.com"], found[""]) == (Behind(None, None), Behind(None, None))
    assert {found[email] for email in emails} == {Behind(None, acme.pk)}


@pytest.mark.parametrize("rows", [10, 300])
def test_upsert_queries_do_not_grow_with_what_is_known(
    rows, triager, now, django_assert_num_queries
):
    made = [{"external_id": str(n), "domain": f"d{n}.example"} for n in range(rows)]
    accounts(triager, now, *made)
    with django_assert_num_queries(5):  # savepoint, ids, domains, contacts to join, release
        accounts(triager, now, *made)


def test_bulk_commands_have_an_upper_bound(triager, now):
    with pytest.raises(Invalid):
        accounts(triager, now, *[{}] * 20_001)


@pytest.mark.parametrize("who", ["viewer", "stranger"])
@pytest.mark.parametrize("command", ["upsert_accounts", "upsert_contacts", "ensure_people"])
def test_bulk_commands_need_operations(command, who, request, db, now):
    with pytest.raises(NotAllowed):
        getattr(commands, command)(actor=request.getfixturevalue(who), at=now, rows=[])


def test_feedback_counts_are_kept(triager, now):
    accounts(triager, now, ACME)
    acme = Account.objects.get()
    commands.keep_feedback_counts(
        actor=triager, at=now, accounts={acme.pk: (7, now), 999: (1, now)}, contacts={}
    )
    acme.refresh_from_db()
    assert (acme.feedback_count, acme.last_feedback_at) == (7, now)
