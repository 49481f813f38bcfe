"""What assistants can ask about customers."""

import pytest

from sous.customers import commands
from sous.kernel.errors import NotAllowed
from sous.mcp import customers

RULE = {"match": "all", "conditions": [{"field": "plan", "op": "is", "value": ["Fleet"]}]}


@pytest.fixture
def world(triager, now):
    act = {"actor": triager, "at": now}
    values = {"plan": "Fleet", "revenue": "5", "currency": "EUR"}
    account = commands.create_account(**act, values={"name": "Acme", **values})
    commands.create_contact(**act, values={"name": "Jo", "account_id": account.pk})
    commands.create_segment(**act, name="Fleet", rule=RULE)
    return account


def test_accounts_come_with_count_and_revenue(world, viewer):
    found = customers.find_accounts(viewer, words="ac")
    assert (found["count"], found["accounts"][0]["name"]) == (1, "Acme")
    assert found["revenue"] == [{"currency": "EUR", "amount": "5.00", "accounts": 1}]


def test_account_comes_with_its_people(world, viewer):
    found = customers.read_account(viewer, f"ACC-{world.pk}")
    assert [contact["name"] for contact in found["contacts"]] == ["Jo"]
    ref = found["contacts"][0]["ref"]
    assert customers.read_contact(viewer, ref)["contact"]["name"] == "Jo"


def test_segments_come_with_their_size(world, viewer):
    assert [each["accounts"] for each in customers.list_segments(viewer)] == [1]
    assert customers.list_products(viewer) == []


def test_changing_needs_the_role(world, viewer, triager):
    with pytest.raises(NotAllowed):
        customers.change_account(viewer, f"ACC-{world.pk}", {"plan": "Sloop"})
    done = customers.change_account(triager, f"ACC-{world.pk}", {"plan": "Sloop"})
    assert done["plan"] == "Sloop"
