"""Short ways to make customers."""

import pytest

from sous.customers import commands


@pytest.fixture
def act(triager, now):
    """Who acts and when, for every command."""
    return {"actor": triager, "at": now}


@pytest.fixture
def account(act):
    """Make an account."""

    def make(name="Acme", **values):
        return commands.create_account(**act, values={"name": name, **values})

    return make


@pytest.fixture
def contact(act):
    """Make a contact."""

    def make(email="jane@acme.com", **values):
        return commands.create_contact(**act, values={"email": email, **values})

    return make


@pytest.fixture
def lines(triager):
    """The history lines of a ref, newest first."""
    from sous.kernel.queries import history_for

    return lambda ref: [entry.line for entry in history_for(triager, ref)]
