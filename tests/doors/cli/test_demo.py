"""``sous demo``."""

import pytest
from typer.testing import CliRunner

from sous.cli.root import app
from sous.customers.models import Account
from sous.demo.loading import load_everything
from sous.kernel.errors import Conflict


@pytest.fixture
def sous(db):
    def run(*words, typed=None):
        return CliRunner().invoke(app, list(words), input=typed, catch_exceptions=False)

    return run


def test_the_demo_is_removed_when_it_is_meant(sous, owner, now):
    load_everything(actor=owner, at=now)
    number = Account.objects.count()
    assert sous("demo", "remove", typed="n\n").exit_code == 1
    assert Account.objects.count() == number
    done = sous("demo", "remove", "--yes")
    assert (done.exit_code, done.stdout) == (0, "The demo is gone.\n")
    assert Account.objects.count() == 0


def test_removing_what_is_not_there_is_refused(sous):
    with pytest.raises(Conflict):
        sous("demo", "remove", "--yes")
