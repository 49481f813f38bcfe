"""Serving, and being killed at any place."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from tests.conftest import ROOT

PATIENCE = 90  # seconds; a busy machine starts slowly


def until(true, what):
    """Wait for something to become true; fails with ``what`` when it does not."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if true():
            return
        time.sleep(0.2)
    pytest.fail(f"{what} within {PATIENCE} seconds")


def answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return answer.status == 200
    except (OSError, urllib.error.URLError):
        return False


def running(port, words):
    """The ids of living processes of this server whose command holds ``words``."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            environment = (folder / "environ").read_bytes().decode(errors="replace")
            state = (folder / "stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if words in command and f"SOUS_TEST_PORT={port}" in environment and state != "Z":
            found.append(int(folder.name))
    return found


@pytest.fixture
def server(tmp_path):
    """``sous serve`` on a free port with a data folder of its own; gives the process, the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "SOUS_DATA": str(tmp_path / "data"),
        "SOUS_DATABASE_URL": f"sqlite:///{tmp_path / 'data' / 'sous.sqlite3'}",
        "PYTHONPATH": str(ROOT / "src"),
        "SOUS_TEST_PORT": str(port),
    }
    command = [sys.executable, "-m", "sous", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    until(lambda: answers(port), "The server answers")
    yield process, port
    for pid in running(port, "sous"):
        os.kill(pid, signal.SIGKILL)
    process.wait()


def test_killed_children_are_replaced_and_nothing_outlives_the_server(server):
    process, port = server
    web = running(port, "granian")
    for pid in web:
        os.kill(pid, signal.SIGKILL)
    until(lambda: answers(port), "A new web process answers")
    assert set(running(port, "granian")) & set(web) == set()
    process.kill()
    until(lambda: not running(port, "granian"), "The web processes end")
    until(lambda: not running(port, "sous worker"), "The worker ends")
