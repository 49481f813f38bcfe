"""Killed in the middle of an import, again and again: nothing is lost, nothing comes twice."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from django.db import connection

ROWS = 6_000
KILLS = 4
SETUP = """
import sys, json, django
django.setup()
from django.core.management import call_command
from django.core.files.base import ContentFile
from django.utils import timezone
from sous.feedback import commands
from sous.kernel.actors import Actor
call_command("migrate", verbosity=0, interactive=False)
lines = ["id,text,email,rating"]
for n in range(ROWS):
    lines.append(f"{n % 5900},Words {n % 5900},p{n % 700}@c.example,{n % 5 + 1}")
lines += ["x,,,"]
file = ContentFile("\\n".join(lines).encode(), name="rows.csv")
known = {"actor": Actor.system(), "at": timezone.now()}
imported = commands.upload_import(**known, name="rows.csv", file=file, check=False)
commands.start_import(**known, import_id=imported.pk)
""".replace("ROWS", str(ROWS))


class Place:
    """A database and a data folder of their own, and workers that can be killed."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.env = {**os.environ, "SOUS_DATA": str(folder), "SOUS_DATABASE_URL": url}
        self.env["DJANGO_SETTINGS_MODULE"] = "sous.project.settings"

    def run(self, code: str) -> None:
        subprocess.run([sys.executable, "-c", code], env=self.env, check=True, timeout=300)

    def worker(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "sous", "worker"],
            env=self.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def ask(self, sql: str) -> list[tuple]:
        if self.url.startswith("sqlite"):
            with sqlite3.connect(self.folder / "crash.sqlite3", timeout=30) as opened:
                return opened.execute(sql).fetchall()
        import psycopg

        with psycopg.connect(self.url) as opened:
            return opened.execute(sql).fetchall()

    def reached(self) -> tuple[int, str]:
        return self.ask("SELECT cursor, state FROM feedback_import")[0]


@pytest.fixture
def place(tmp_path, django_db_blocker):
    """A place on the kind of database that the tests run on."""
    if connection.vendor != "postgresql":
        yield Place(tmp_path, f"sqlite:///{tmp_path / 'crash.sqlite3'}")
        return
    import psycopg

    name = f"crash_{uuid.uuid4().hex[:8]}"
    base = os.environ["SOUS_DATABASE_URL"].rsplit("/", 1)[0]
    with psycopg.connect(f"{base}/postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    yield Place(tmp_path, f"{base}/{name}")
    with psycopg.connect(f"{base}/postgres", autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def until(worker, reached) -> None:
    """Wait until something is reached; the worker must not end by itself before."""
    while not reached():
        try:
            worker.wait(timeout=0.02)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError("the worker ended by itself")


def kill(worker) -> None:
    worker.send_signal(signal.SIGKILL)
    worker.wait()


@pytest.mark.slow
def test_killed_import_completes_exactly(place):
    place.run(SETUP)
    stops = []
    for _ in range(KILLS):
        before, _ = place.reached()
        worker = place.worker()
        until(worker, lambda before=before: place.reached()[0] > before)
        kill(worker)
        stops.append(place.reached()[0])
    worker = place.worker()
    until(worker, lambda: place.reached()[1] == "done")
    kill(worker)
    assert stops == sorted(set(stops))
    columns = "rows, new, updated, duplicate, refused, skipped, cursor"
    assert place.ask(f"SELECT {columns} FROM feedback_import") == [
        (ROWS + 1, 5_900, 0, 100, 1, 0, ROWS + 1)
    ]
    assert place.ask("SELECT count(*), count(DISTINCT source_id) FROM feedback_item") == [
        (5_900, 5_900)
    ]
    assert place.ask("SELECT number FROM feedback_tally WHERE state = 'new'") == [(5_900,)]
    assert place.ask("SELECT count(*) FROM feedback_importrow") == [(101,)]
    assert place.ask("SELECT count(*) FROM customers_contact") == [(700,)]
    told = "SELECT data FROM kernel_journalentry WHERE kind = 'feedback.items_imported'"
    data = [row[0] if isinstance(row[0], dict) else json.loads(row[0]) for row in place.ask(told)]
    assert [each["count"] for each in data] == [5_900]
