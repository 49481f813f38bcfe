"""``sous themes FILE``: with no server and no database."""

import csv
import json
import os
import subprocess
import sys

import pytest
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score
from tests.insights.conftest import TOPICS

COLUMNS = ["ticket", "said on", "message", "stars"]


def _sous(*args, **environment):
    return subprocess.run(
        [sys.executable, "-m", "sous", *args],
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "140", "SOUS_DATA": "/nonexistent/sous", **environment},
    )


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("file") / "tickets.csv"
    with path.open("w", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(COLUMNS)
        number = 0
        for texts in TOPICS.values():
            for text in texts:
                for words in (text, f"Hello, {text.lower()}"):
                    number += 1
                    writer.writerow([f"=T{number}", f"2026-02-{number % 27 + 1:02}", words, 2])
    return path


@pytest.fixture(scope="module")
def out(file):
    folder = file.parent / "out"
    done = _sous("themes", str(file), "--text", "message", "--id", "ticket", "--out", str(folder))
    assert (done.returncode, done.stderr) == (0, "")
    return folder


def test_every_text_is_assigned_and_cells_are_safe(out):
    with (out / "assignments.csv").open(newline="") as source:
        rows = list(csv.DictReader(source))
    assert [row["id"] for row in rows] == [f"'=T{number}" for number in range(1, 49)]
    themes = {theme["name"] for theme in json.loads((out / "themes.json").read_text())["themes"]}
    assert {row["theme"] for row in rows} == themes


def test_the_report_stands_alone_and_escapes(out):
    report = (out / "report.html").read_text()
    assert "http" not in report.replace("http-equiv", "")
    assert "<script" not in report
    assert report.count("<article") == len(json.loads((out / "themes.json").read_text())["themes"])


def test_json_is_all_of_the_output(file):
    done = _sous("themes", str(file), "--text", "message", "--json")
    found = json.loads(done.stdout)
    assert (found["texts"], sum(theme["size"] for theme in found["themes"])) == (48, 48)


def test_the_words_are_found_without_being_told(file):
    done = _sous("themes", str(file), "--json")
    assert json.loads(done.stdout)["texts"] == 48


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["nowhere.csv"], "There is no file nowhere.csv."),
        (["{file}", "--text", "words"], "has no column “words”. It has: ticket, said on"),
        (["{file}", "--label", "intent"], "has no column “intent”. It has: ticket, said on"),
        (["{file}", "--id", "key"], "has no column “key”. It has: ticket, said on"),
        (["{file}", "--rows", "-", "--json"], "Only one of --json and --rows - can have"),
        (["{file}", "--rows", "/nonexistent/rows.csv"], "Cannot write to /nonexistent/rows.csv"),
    ],
)
def test_mistakes_are_said_in_one_line(file, args, says):
    done = _sous("themes", *[arg.format(file=file) for arg in args])
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert says in done.stderr


def test_rows_and_agreement_with_labels_are_there_for_who_evaluates(file, tmp_path):
    labelled = tmp_path / "labelled.jsonl"
    lines = [
        json.dumps({"key": f"{topic}-{n}", "said": text, "topic": topic})
        for topic, texts in TOPICS.items()
        for n, text in enumerate([*texts, *(f"Hello, {text.lower()}" for text in texts)])
    ]
    labelled.write_text("\n".join(lines))
    named = ("themes", str(labelled), "--text", "said", "--id", "key", "--label", "topic")
    done = _sous(*named, "--rows", "-")
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert list(rows[0]) == ["id", "number", "theme", "group", "score", "label"]
    assert [row["id"].split("-")[0] for row in rows] == [row["label"] for row in rows]
    assert "48 texts, " in done.stderr and "Against 3 labels of 48 texts" in done.stderr
    _sous(*named, "--rows", str(tmp_path / "rows.jsonl"))
    again = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text().splitlines()]
    assert [str(row["number"]) for row in again] == [row["number"] for row in rows]
    found = json.loads(_sous(*named, "--json").stdout)["agreement"]
    numbers, labels = [row["number"] for row in rows], [row["label"] for row in rows]
    assert found == {
        "texts": 48,
        "labels": 3,
        "themes": len(set(numbers)),
        "ari": round(adjusted_rand_score(labels, numbers), 4),
        "ami": round(adjusted_mutual_info_score(labels, numbers), 4),
    }


def test_a_narrow_or_wide_terminal_shows_every_figure(file):
    for columns in ("60", "110", "200"):
        shown = _sous("themes", str(file), "--text", "message", COLUMNS=columns).stdout
        head = shown.splitlines()[0].split()
        assert head[:4] == ["#", "Theme", "Items", "Share"]
        assert all(len(line) <= int(columns) for line in shown.splitlines())


def test_a_hostile_text_is_text(tmp_path):
    path = tmp_path / "evil.csv"
    rows = [f"<script>alert({i})</script> the export fails & burns" for i in range(12)]
    path.write_text("text\n" + "\n".join(rows) + "\n")
    done = _sous("themes", str(path), "--text", "text", "--out", str(tmp_path))
    assert done.returncode == 0
    assert "<script" not in (tmp_path / "report.html").read_text()


def test_it_starts_without_django(file):
    code = (
        "import sys; sys.modules['django'] = None; "
        f"sys.argv = ['sous', 'themes', {str(file)!r}, '--json']; "
        "from sous.__main__ import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
