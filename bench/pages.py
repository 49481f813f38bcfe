"""How fast the pages and API lists are with 100,000 or 1,000,000 items, on both databases.

    python bench/pages.py --items 100000 --folder /tmp/sous-scale

makes a workspace of that size in the folder (or takes the one that is there), asks every page and
list again and again through the WSGI application in this process (everything but the socket), and
prints one table. Milliseconds are without the time in which this thread (and the database's
backend) stood ready while others had the processors, as the kernel counts it, so that a busy
machine gives the figures of a quiet one. CPU is time on a processor, the thread's and the backend's
together. ``--slow 20`` prints each query over 20 ms with its plan instead.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATABASES = ("sqlite", "postgresql")
ROUNDS = 40
AIM = 100.0


def main() -> int:
    """Measure on each database in a process of its own, then print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, required=True, help="where the workspaces stay")
    parser.add_argument("--on", choices=DATABASES, action="append", help="only this database")
    parser.add_argument("--only", default="", help="only rows with these words in their name")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--slow", type=float, default=0, help="print queries over this many ms")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        return inside(given)
    results = {}
    for database in given.on or DATABASES:
        home = given.folder.resolve() / f"{database}-{given.items}"
        home.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, __file__, *sys.argv[1:], "--inside"]
        environment = {
            **os.environ,
            "SOUS_DATA": str(home),
            "PYTHONPATH": str(ROOT / "src"),
            "DJANGO_SETTINGS_MODULE": "sous.project.settings",
            "SOUS_LOG_LEVEL": "CRITICAL",
        }
        environment.pop("SOUS_DATABASE_URL", None)
        if database == "postgresql":
            keep = ["--keep", str(home / "postgresql"), "--"]
            command = [sys.executable, str(ROOT / "tools" / "with_postgres.py"), *keep, *command]
        subprocess.run(command, env=environment, check=True)
        found = home / "pages.json"
        if found.exists():
            results[database] = json.loads(found.read_text())
    if not given.slow:
        print(table(results, given.items))
    return 0


def inside(given: argparse.Namespace) -> int:
    """Make the workspace where there is none, and measure."""
    import django

    django.setup()
    from django.core.management import call_command

    home = Path(os.environ["SOUS_DATA"])
    (home / "pages.json").unlink(missing_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    import world
    from sous.feedback.models import Item

    if not Item.objects.exists():
        print(f"Making {given.items:,} items in {home.name}", flush=True)
        world.build(given.items)
    import asks

    pages = [page for page in asks.pages() if given.only.lower() in page.name.lower()]
    if given.slow:
        slow_queries(pages, given.slow)
        return 0
    rows = [row for row in measure(pages, given.rounds) if row]
    (home / "pages.json").write_text(json.dumps(rows, indent=1))
    return 0


def measure(pages: Iterable[Any], rounds: int) -> list[dict[str, Any]]:
    """Ask every page in turn, again and again, so that a busy moment touches all of them alike."""
    import asks

    rows = []
    for page in map(asks.settled, pages):
        status = {asks.ask(page.at(n))[0] for n in range(len(page.paths[:5]))}
        if status == {404}:
            print(f"  not there: {page.name} ({page.at(0).path})", flush=True)
            continue
        if status != {200}:
            print(f"  {page.name}: {sorted(status)} from {page.at(0).path}", flush=True)
        queries = max(asks.count_queries(page.at(n)) for n in range(3))
        row = {"page": page, "wall": [], "own": [], "busy": [], "queries": queries, "bytes": 0}
        rows.append(row)
    for n in range(rounds):
        for row in rows:
            if n >= 3 and sum(row["wall"]) > 6_000:
                continue  # so slow that a few tell enough
            before = asks.spent()
            row["bytes"] = asks.ask(row["page"].at(n))[1]
            took = asks.spent().since(before)
            if took is None:
                continue
            row["wall"].append(took.wall)
            row["own"].append(took.own)
            row["busy"].append(took.busy)
    return [_summary(row) for row in rows]


def _summary(row: dict[str, Any]) -> dict[str, Any]:
    def share(name: str, part: float) -> float:
        values = sorted(row[name])
        return values[min(len(values) - 1, int(len(values) * part))]

    return {
        "name": row["page"].name,
        "p50": share("own", 0.5),
        "p95": share("own", 0.95),
        "wall95": share("wall", 0.95),
        "cpu": statistics.mean(row["busy"]),
        "queries": row["queries"],
        "kb": row["bytes"] / 1024,
    }


def slow_queries(pages: Iterable[Any], most: float) -> None:
    """Print what the databases take long for, and how they went about it."""
    import asks

    for page in map(asks.settled, pages):
        for sql, params, ms in asks.timed_queries(page.at(0)):
            if ms >= most:
                print(f"\n{page.name}: {ms:.0f} ms\n  {sql[:1500]}\n  {params}")
                print(asks.plan_of(sql, params))


def table(results: dict[str, list[dict[str, Any]]], items: int) -> str:
    """All figures side by side, as Markdown; a miss of the aim is bold."""
    by_name: dict[str, dict[str, dict[str, Any]]] = {}
    for database, rows in results.items():
        for row in rows:
            by_name.setdefault(row["name"], {})[database] = row
    shown = list(results)
    head = ["page or list", *(f"{d} p50 / p95 / CPU ms" for d in shown), "queries", "kB"]
    lines = [f"{items:,} items", "", _line(head), _line(["---"] + ["---:"] * (len(head) - 1))]
    lines += [_line(_cells(name, found, shown)) for name, found in by_name.items()]
    over = [n for n, f in by_name.items() if any(r["p95"] > AIM for r in f.values())]
    lines += ["", f"Over {AIM:.0f} ms at p95: {', '.join(over) or 'none'}."]
    return "\n".join(lines)


def _cells(name: str, found: dict[str, dict[str, Any]], shown: list[str]) -> list[str]:
    cells = [name]
    for database in shown:
        row = found.get(database)
        if row is None:
            cells.append("–")
            continue
        p95 = f"{row['p95']:.0f}"
        bold = f"**{p95}**" if row["p95"] > AIM else p95
        cells.append(f"{row['p50']:.0f} / {bold} / {row['cpu']:.0f}")
    queries = sorted({row["queries"] for row in found.values()})
    return [*cells, "–".join(map(str, queries)), f"{max(r['kb'] for r in found.values()):.0f}"]


_line: Callable[[list[str]], str] = lambda cells: f"| {' | '.join(cells)} |"  # noqa: E731


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    sys.exit(main())
