"""Merging accounts and contacts, and taking that apart again."""

from decimal import Decimal

import pytest

from sous.customers import commands, queries
from sous.customers.models import Account, Consent, Contact, Merge
from sous.customers.rules import Behind
from sous.kernel.errors import Conflict, Invalid
from sous.kernel.models import JournalEntry


def state(model):
    ignored = {"version", "updated_at"}
    return [
        {name: value for name, value in row.items() if name not in ignored}
        for row in model.objects.order_by("pk").values()
    ]


def merge(act, into, *others):
    return commands.merge_accounts(
        **act, into_id=into.pk, account_ids=[other.pk for other in others]
    )


def test_merge_fills_gaps_and_moves_contacts(act, account, contact):
    kept = account("Acme", plan="Fleet", properties={"lifts": 2})
    other = account(
        "ACME Inc",
        domain="acme.com",
        plan="Sloop",
        revenue="100",
        currency="USD",
        properties={"lifts": 1, "sites": 3},
    )
    jane = contact("jane@acme.com")
    merge(act, kept, other)
    kept.refresh_from_db()
    jane.refresh_from_db()
    assert (kept.plan, kept.domain, kept.revenue) == ("Fleet", "acme.com", Decimal(100))
    assert (kept.currency, kept.properties) == ("USD", {"lifts": 2, "sites": 3})
    assert jane.account == kept
    assert [str(a) for a in queries.accounts(act["actor"])] == ["Acme"]


def test_merge_tells_both_histories_and_the_rooms_above(act, account, lines):
    kept, other = account("Acme"), account("ACME Inc")
    done = merge(act, kept, other)
    event = JournalEntry.objects.get(kind="customers.accounts_merged")
    assert lines(f"ACC-{other.pk}")[0] == "merged “ACME Inc” into “Acme”"
    assert lines(f"ACC-{kept.pk}")[0] == "merged “ACME Inc” into “Acme”"
    assert event.data == {
        "merge_id": done.pk,
        "account_id": kept.pk,
        "merged_ids": [other.pk],
        "names": "“ACME Inc”",
        "into": "Acme",
    }


def test_merged_account_is_resolved_everywhere(act, account):
    a, b, c = (account(name, domain=f"{name.lower()}.example") for name in ("A", "B", "C"))
    merge(act, b, a)
    merge(act, c, b)
    assert queries.living_accounts([a.pk, b.pk, c.pk]) == dict.fromkeys((a.pk, b.pk, c.pk), c.pk)
    assert queries.people_behind_many(["x@a.example"]) == {"x@a.example": Behind(None, c.pk)}
    assert queries.people_behind("", account_id=a.pk) == (None, c)


def test_undo_restores_everything(act, account, contact):
    kept = account("Acme", properties={"lifts": 2})
    other = account("ACME", domain="acme.com", revenue="100", currency="USD", properties={"a": 1})
    contact("jane@acme.com")
    before = state(Account), state(Contact)
    done = merge(act, kept, other)
    commands.undo_merge(**act, merge_id=done.pk)
    assert (state(Account), state(Contact)) == before
    with pytest.raises(Conflict):
        commands.undo_merge(**act, merge_id=done.pk)


def test_undo_leaves_what_was_changed_since(act, account):
    kept, other = account("Acme"), account("ACME", plan="Sloop", tier="mid")
    done = merge(act, kept, other)
    commands.change_account(**act, account_id=kept.pk, values={"plan": "Fleet"})
    commands.undo_merge(**act, merge_id=done.pk)
    kept.refresh_from_db()
    assert (kept.plan, kept.tier) == ("Fleet", "")


def test_undo_of_a_chain_gives_each_its_own_back(act, account, contact):
    a, b, c = (account(name, domain=f"{name.lower()}.example") for name in ("A", "B", "C"))
    contact("x@a.example")
    before = state(Account), state(Contact)
    first, second = merge(act, b, a), merge(act, c, b)
    commands.undo_merge(**act, merge_id=second.pk)
    a.refresh_from_db()
    assert a.merged_into == b
    commands.undo_merge(**act, merge_id=first.pk)
    assert (state(Account), state(Contact)) == before


def test_undo_is_refused_when_the_place_is_taken(act, account):
    kept, other = account("Acme", domain="acme.com"), account("ACME", domain="old.example")
    done = merge(act, kept, other)
    account("New", domain="old.example")
    with pytest.raises(Conflict):
        commands.undo_merge(**act, merge_id=done.pk)
    assert Merge.objects.get().undone_at is None


def test_merge_refuses_nonsense(act, account):
    kept, other = account("Acme"), account("ACME")
    with pytest.raises(Invalid):
        merge(act, kept, kept)
    merge(act, kept, other)
    with pytest.raises(Conflict):
        merge(act, kept, other)
    with pytest.raises(Conflict):
        commands.change_account(**act, account_id=other.pk, values={"plan": "x"})


def test_import_leaves_a_merged_account_alone(act, account):
    kept, other = account("Acme", external_id="1"), account("ACME", external_id="2")
    merge(act, kept, other)
    rows = [{"external_id": "2", "name": "ACME", "plan": "Sloop"}]
    done = commands.upsert_accounts(**act, rows=rows)
    kept.refresh_from_db()
    assert (done.same, done.ids, kept.plan) == (1, [kept.pk], "")


def consent(act, person, purpose, state, **more):
    commands.set_consent(**act, contact_id=person.pk, purpose=purpose, state=state, **more)


def test_merge_of_contacts_unites_and_undo_parts_them(act, contact):
    kept, other = contact("jane@acme.com"), contact("jane@home.example", name="Jane", title="COO")
    consent(act, kept, "beta", "given")
    consent(act, kept, "updates", "given")
    consent(act, other, "beta", "refused", source="call")
    consent(act, other, "research", "given")
    before = state(Contact), state(Consent)
    done = commands.merge_contacts(**act, into_id=kept.pk, contact_ids=[other.pk])
    kept.refresh_from_db()
    said = {c.purpose: c.state for c in queries.consents(act["actor"], kept)}
    assert (kept.name, kept.title, kept.email) == ("Jane", "COO", "jane@acme.com")
    assert said == {"beta": "refused", "updates": "given", "research": "given"}
    assert queries.people_behind_many(["jane@home.example"]) == {
        "jane@home.example": Behind(kept.pk, None)
    }
    commands.undo_merge(**act, merge_id=done.pk)
    assert (state(Contact), state(Consent)) == before
