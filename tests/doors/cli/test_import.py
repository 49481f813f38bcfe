"""``sous import`` and what goes with it, as processes of their own."""

import json
import os
import subprocess
import sys

import pytest
from tests.conftest import ROOT

ROWS = "id,comment,rating\n1,The export stops,2\n2,Love it,5\n"


@pytest.fixture(scope="module")
def sous(tmp_path_factory):
    """Run ``sous …`` in one data folder; returns (exit code, standard output, errors)."""
    folder = tmp_path_factory.mktemp("place")
    environment = {
        **os.environ,
        "SOUS_DATA": str(folder / "data"),
        "SOUS_DATABASE_URL": f"sqlite:///{folder / 'data' / 'sous.sqlite3'}",
        "PYTHONPATH": str(ROOT / "src"),
    }

    def run(*words):
        done = subprocess.run(
            [sys.executable, "-m", "sous", *words],
            env=environment, capture_output=True, text=True, cwd=folder,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    run.folder = folder
    run("migrate")
    return run


def test_import_twice_export_and_undo(sous):
    (sous.folder / "rows.csv").write_text(ROWS)
    code, out, _ = sous("import", "rows.csv", "--json")
    first = json.loads(out)
    assert (code, first["new"], first["ref"]) == (0, 2, "IMP-1")
    code, out, _ = sous("import", "rows.csv")
    assert (code, out) == (0, "2 rows. Are: 2 known already.\n")
    sous("feedback", "export", "out.jsonl")
    lines = (sous.folder / "out.jsonl").read_text().splitlines()
    assert sorted(json.loads(line)["text"] for line in lines) == ["Love it", "The export stops"]
    sous("feedback", "undo-import", "IMP-1")
    code, out, _ = sous("feedback", "list", "--json")
    assert (code, out) == (0, "")


def test_dry_run_brings_nothing_and_a_mapping_is_taken(sous):
    (sous.folder / "odd.csv").write_text("a,b\nx,some words of hers\ny,other words\n")
    words = ("import", "odd.csv", "--map", "text=a", "--map", "title=b", "--dry-run", "--json")
    code, out, _ = sous(*words)
    counted = json.loads(out)
    assert (code, counted["new"], counted["dry_run"]) == (0, 2, True)
    code, out, _ = sous("feedback", "list", "--json", "--filter", "q=words")
    assert out == ""


def test_refused_rows_are_written_and_told_by_the_exit_code(sous):
    (sous.folder / "bad.csv").write_text("id,text\n7,Good words\n8,\n")
    code, out, _ = sous("import", "bad.csv", "--refused", "again.csv")
    assert code == 3
    assert "1 new, 1 refused" in out
    assert "neither text nor rating" in (sous.folder / "again.csv").read_text("utf-8-sig")


def test_broken_file_is_one_line_and_leaves_nothing(sous):
    (sous.folder / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n0000")
    code, out, errors = sous("import", "picture.csv")
    assert (code, out) == (1, "")
    assert errors.startswith("sous: This is a picture, not a table")
    assert len(errors.splitlines()) == 1
    kept = list((sous.folder / "data" / "files").rglob("*picture*"))
    assert kept == []
