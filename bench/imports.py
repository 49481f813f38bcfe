"""What a very large import costs, and how the pages feel meanwhile, on both databases.

    python bench/imports.py --rows 1000000 --folder /tmp/sous-scale

writes a CSV of that many rows, starts the web server and the worker as an installation has them,
sends the file over the API, imports it, and looks on twice a second: rows, the worker's memory
(children included; shared pages counted once), and how long the inbox takes to answer.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).resolve().parent.parent
DATABASES = ("sqlite", "postgresql")
MIB = 1024 * 1024
BUSY = {"checking", "running"}


def main() -> int:
    """Measure on each database, then print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, required=True, help="where the files stay")
    parser.add_argument("--on", choices=DATABASES, action="append", help="only this database")
    parser.add_argument("--port", type=int, default=8109)
    parser.add_argument("--check", action="store_true", help="have the rows counted first")
    parser.add_argument("--limit", type=float, default=900, help="give up after so many seconds")
    parser.add_argument("--inside", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    folder = given.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if given.inside:
        result = inside(given, folder)
        (folder / f"imports-{given.inside}.json").write_text(json.dumps(result))
        return 0
    write_csv(folder / f"rows-{given.rows}.csv", given.rows)
    results = {}
    for database in given.on or DATABASES:
        home = folder / f"import-{database}"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        environment = {
            **os.environ,
            "SOUS_DATA": str(home),
            "PYTHONPATH": str(ROOT / "src"),
            "DJANGO_SETTINGS_MODULE": "sous.project.settings",
            "SOUS_URL": f"http://127.0.0.1:{given.port}",
        }
        environment.pop("SOUS_DATABASE_URL", None)
        command = [sys.executable, __file__, *sys.argv[1:], "--inside", database]
        if database == "postgresql":
            tool = str(ROOT / "tools" / "with_postgres.py")
            command = [sys.executable, tool, "--", *command]
        subprocess.run(command, env=environment, check=True)
        results[database] = json.loads((folder / f"imports-{database}.json").read_text())
        shutil.rmtree(home, ignore_errors=True)
    print(table(results, given.rows))
    return 0


def write_csv(path: Path, rows: int) -> None:
    """Feedback as a support tool would export it: 11 columns, one row in a thousand refused."""
    if path.exists():
        return
    import words

    chance, subjects = random.Random(11), words.subjects()
    start = datetime.now(UTC) - timedelta(days=730)
    head = ["id", "created_at", "text", "channel", "rating", "author", "email", "company", "plan",
            "language", "version"]  # fmt: skip
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        for n in range(rows):
            account = min(int(chance.expovariate(1 / 4_000)), 19_999)
            name = chance.choice(words.NAMES)
            said = start + timedelta(seconds=n * 63_000_000 / rows)
            text = "" if n % 1_000 == 999 else words.text(chance.choice(subjects), chance)
            known = chance.random() < 0.6
            email = f"{name.lower()}.{account % 3}@company{account}.example" if known else ""
            writer.writerow(
                [n + 1, said.isoformat(timespec="seconds"), text, "support",
                 "" if text == "" else chance.randrange(1, 6), name, email,
                 f"Company {account}" if known else "", "Team", "en", f"3.{n % 20}"]
            )  # fmt: skip


@contextmanager
def running(command: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that ends with the block."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()


def inside(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Start everything, send the file, look on."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    import asks
    import world

    world.people()
    headers, cookie = asks._bearer(), asks._cookie()
    home = Path(os.environ["SOUS_DATA"])
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--port"]
    web += [str(given.port), "--blocking-threads", "4", "sous.project.wsgi:application"]
    worker = [sys.executable, "-m", "sous", "worker"]
    base = f"http://127.0.0.1:{given.port}"
    with running(web, home / "web.log"), running(worker, home / "worker.log") as work:
        wait_for(f"{base}/readyz")
        time.sleep(8)  # the worker has loaded what it loads when idle
        idle = memory_of(work.pid)
        path = folder / f"rows-{given.rows}.csv"
        began = time.monotonic()
        with path.open("rb") as file:
            sent = requests.post(
                f"{base}/api/v1/imports/?name=rows.csv", data=file, headers=headers, timeout=300
            )
        sent.raise_for_status()
        result: dict[str, Any] = {"idle": idle, "upload": time.monotonic() - began}
        address = f"{base}/api/v1/imports/{sent.json()['ref']}"
        watch = Watch(address, headers, cookie, base, work.pid, given.limit)
        if given.check:
            result["check"] = watch.until_still()
        began = time.monotonic()
        requests.post(f"{address}/start", headers=headers, timeout=60).raise_for_status()
        result["import"] = watch.until_still()
        result |= watch.found()
    return result


class Watch:
    """Looks on while an import runs."""

    def __init__(
        self, address: str, headers: dict[str, str], cookie: dict[str, str], base: str, pid: int,
        limit: float,
    ) -> None:  # fmt: skip
        self.address, self.headers, self.base, self.pid = address, headers, base, pid
        self.session = requests.Session()
        self.session.headers.update(cookie)
        self.limit = limit
        self.peak = 0.0
        self.latencies: list[float] = []
        self.last: dict[str, Any] = {}

    def until_still(self) -> float:
        """Seconds until the import is neither checked nor running."""
        began = time.monotonic()
        while time.monotonic() - began < self.limit:
            answer = requests.get(self.address, headers=self.headers, timeout=60).json()
            self.last = answer
            if answer["state"] not in BUSY:
                break
            self.peak = max(self.peak, memory_of(self.pid))
            asked = time.perf_counter()
            self.session.get(f"{self.base}/feedback/", timeout=60).raise_for_status()
            self.latencies.append((time.perf_counter() - asked) * 1000)
            time.sleep(0.4)
        return time.monotonic() - began

    def found(self) -> dict[str, Any]:
        values = sorted(self.latencies) or [0.0]
        return {
            "peak": self.peak,
            "p50": values[len(values) // 2],
            "p95": values[int(len(values) * 0.95)],
            **{name: self.last[name] for name in ("state", "rows", "new", "refused")},
        }


def wait_for(address: str) -> None:
    for _ in range(240):
        try:
            if requests.get(address, timeout=5).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.5)
    raise SystemExit(f"{address} does not answer")


def memory_of(pid: int) -> float:
    """MiB of a process and its children, pages that they share counted once."""
    total = 0.0
    for each in _family(pid):
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return total


def _family(pid: int) -> Iterator[int]:
    yield pid
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = path.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from _family(int(child))


def table(results: dict[str, dict[str, Any]], rows: int) -> str:
    """The figures side by side, as Markdown."""
    lines = [
        f"{rows:,} rows",
        "",
        f"| | {' | '.join(results)} |",
        "| --- |" + " ---: |" * len(results),
    ]
    shown: list[tuple[str, Any]] = [
        ("upload and a look at it, s", lambda r: f"{r['upload']:.1f}"),
        ("counting first, s", lambda r: f"{r['check']:.0f}" if "check" in r else "–"),
        ("import, s", lambda r: f"{r['import']:.0f}"),
        ("rows a second", lambda r: f"{r['rows'] / r['import']:,.0f}"),
        ("new / refused", lambda r: f"{r['new']:,} / {r['refused']:,}"),
        ("worker idle, MiB", lambda r: f"{r['idle']:.0f}"),
        ("worker above idle at most, MiB", lambda r: f"{r['peak'] - r['idle']:.0f}"),
        ("inbox meanwhile, p50 / p95 ms", lambda r: f"{r['p50']:.0f} / {r['p95']:.0f}"),
        ("ended", lambda r: r["state"]),
    ]
    for name, cell in shown:
        lines.append(f"| {name} | {' | '.join(cell(r) for r in results.values())} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    sys.exit(main())
