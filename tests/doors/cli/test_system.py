"""Backup, restore and doctor, as processes of their own."""

import os
import subprocess
import sys

import pytest
from tests.conftest import ROOT


@pytest.fixture
def sous(tmp_path):
    """Run ``sous …`` on a data folder of its own with SQLite; returns (exit code, output)."""

    def run(*words, data="data", stdin=""):
        environment = {
            **os.environ,
            "SOUS_DATA": str(tmp_path / data),
            "SOUS_DATABASE_URL": f"sqlite:///{tmp_path / data / 'sous.sqlite3'}",
            "PYTHONPATH": str(ROOT / "src"),
        }
        done = subprocess.run(
            [sys.executable, "-m", "sous", *words],
            env=environment, input=stdin, capture_output=True, text=True,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    return run


def test_what_was_backed_up_comes_back(sous, tmp_path):
    sous("migrate")
    sous("feedback", "add", "Kept words")
    archive = str(tmp_path / "copy.tar.gz")
    sous("backup", archive)
    sous("feedback", "add", "Lost words")
    refused = sous("restore", archive)
    restored = sous("restore", archive, "--force")
    code, listed = sous("feedback", "list", "--json")
    assert (refused[0], restored, code) == (1, (0, "Restored.\n"), 0)
    assert "Kept words" in listed
    assert "Lost words" not in listed


def test_restore_into_an_empty_place(sous, tmp_path):
    sous("migrate")
    sous("feedback", "add", "Moved words")
    archive = str(tmp_path / "copy.tar.gz")
    sous("backup", archive)
    assert sous("restore", archive, data="elsewhere") == (0, "Restored.\n")
    assert "Moved words" in sous("feedback", "list", "--json", data="elsewhere")[1]


def test_doctor_finds_waiting_migrations_and_then_none(sous):
    before = sous("doctor")
    sous("migrate")
    after = sous("doctor")
    assert (before[0], after[0]) == (1, 0)
    assert "run sous migrate" in before[1]


def test_a_refusal_is_one_line_and_code_one(sous):
    sous("migrate")
    assert sous("feedback", "show", "FB-99") == (1, "sous: There is no such feedback item.\n")


def test_people_and_tokens_from_the_shell(sous):
    sous("migrate")
    sous("people", "add", "ada@house.example", "--name", "Ada", "--role", "owner")
    code, secret = sous("people", "token", "ada@house.example")
    assert (code, secret[:5]) == (0, "sous_")
    assert '"email":"ada@house.example"' in sous("people", "list", "--json")[1]
