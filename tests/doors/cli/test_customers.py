"""``sous customers`` and ``sous products``."""

import json

import pytest
from typer.testing import CliRunner

from sous.cli.root import app
from sous.customers.models import Account, CustomerFile

CSV = "name,domain,plan\nAcme,acme.com,Fleet\nBell,no domain,\n"


@pytest.fixture
def sous(db):
    def run(*words):
        return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)

    return run


def test_import_says_what_it_did_and_keeps_refused_rows(sous, tmp_path):
    path, refused = tmp_path / "crm.csv", tmp_path / "refused.csv"
    path.write_text(CSV)
    dry = sous("customers", "import", path, "--dry-run")
    assert (dry.exit_code, Account.objects.count(), CustomerFile.objects.count()) == (2, 0, 0)
    done = sous("customers", "import", path, "--refused", refused, "--json")
    counts = json.loads(done.stdout)
    assert (done.exit_code, counts["created"], counts["refused"]) == (2, 1, 1)
    assert "Bell" in refused.read_text()
    again = sous("customers", "import", path)
    assert "0 are new, 0 updated, 1 as they were, 1 refused" in again.stdout


def test_lists_speak_json(sous, tmp_path):
    path = tmp_path / "crm.csv"
    path.write_text("name,plan\nAcme,Fleet\nBell,Sloop\n")
    sous("customers", "import", path)
    lines = sous("customers", "accounts", "--plan", "Fleet", "--json").stdout.splitlines()
    assert [json.loads(line)["name"] for line in lines] == ["Acme"]
    assert "Bell" in sous("customers", "accounts", "be").stdout
    ref = json.loads(lines[0])["ref"]
    assert json.loads(sous("customers", "show", ref).stdout)["plan"] == "Fleet"


def test_merge_and_unmerge(sous, tmp_path):
    path = tmp_path / "crm.csv"
    path.write_text("name\nAcme\nACME Inc\n")
    sous("customers", "import", path)
    one, two = (f"ACC-{pk}" for pk in Account.objects.order_by("pk").values_list("pk", flat=True))
    said = sous("customers", "merge", one, two).stdout
    assert Account.objects.filter(merged_into=None).count() == 1
    sous("customers", "unmerge", said.split()[-1])
    assert Account.objects.filter(merged_into=None).count() == 2


def test_products_are_listed_as_a_tree(sous):
    ref = sous("products", "add", "Office").stdout.strip()
    sous("products", "add-area", ref, "Planner")
    shown = sous("products", "list").stdout
    assert "Office" in shown
    assert "Planner" in shown
    sous("products", "archive", ref)
    assert sous("products", "list", "--json").stdout == ""
