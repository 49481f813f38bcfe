"""``sous themes FILE``."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sous.cli.themes.corpus import Corpus, exists_and_writable, read_corpus
from sous.kernel.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator

Told = Callable[[str, int, int], None]


def discover(
    file: Annotated[Path, typer.Argument(help="CSV, Excel, JSON, Parquet, or a known export")],
    text: Annotated[str | None, typer.Option(help="The column with the words")] = None,
    id: Annotated[str | None, typer.Option(help="The column that names each row")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write assignments.csv, themes.json and report.html here")
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed, another draw")] = 0,
    most: Annotated[int, typer.Option(help="Themes shown in the table")] = 40,
    json: Annotated[bool, typer.Option("--json", help="Print themes.json")] = False,
) -> None:
    """Find the themes in a file, with no server and no database."""
    began = time.monotonic()
    if out is not None:
        exists_and_writable(out)
    with _progress() as told:
        corpus = _read(file, text, id, told)
        if not corpus.texts:
            raise Invalid(f"{file.name} holds no words to find themes in.")
        from sous.engines import themes

        model = themes.discover(corpus.texts, seed=seed, progress=told)
    took = time.monotonic() - began
    from sous.cli.themes.results import report_data, write_assignments, write_json, write_report

    data = report_data(corpus, model, took)
    if out is not None:
        write_assignments(out / "assignments.csv", corpus, model)
        write_json(out / "themes.json", data)
        write_report(out / "report.html", data)
    if json:
        sys.stdout.write(_dumps(data) + "\n")
        return
    _show(data, most)
    if out is not None:
        typer.echo(f"Written to {out}: assignments.csv, themes.json, report.html")


def _dumps(data: dict[str, Any]) -> str:
    from sous.cli.themes.results import dumps

    return dumps(data)


def _read(file: Path, text: str | None, key: str | None, told: Told) -> Corpus:
    corpus = Corpus(file.name)
    for part, share in read_corpus(file, text=text, key=key):
        corpus = part
        told("reading", int(share * 1_000), 1_000)
    return corpus


@contextmanager
def _progress() -> Iterator[Told]:
    """A line on stderr that says what is being done; nothing where nobody watches."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description:12}"), BarColumn(30))
    bar = Progress(
        *columns,
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    lines: dict[str, Any] = {}

    def told(what: str, done: int, of: int) -> None:
        if what not in lines:
            for line in lines.values():
                bar.update(line, visible=False)
            lines[what] = bar.add_task(what.capitalize(), total=of or None)
        bar.update(lines[what], completed=done, total=of or None)

    with bar:
        yield told


def _show(data: dict[str, Any], most: int) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console()
    wide = console.width >= 100
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("#", justify="right", style="dim")
    table.add_column("Theme", ratio=3, overflow="ellipsis", no_wrap=True)
    table.add_column("Items", justify="right")
    table.add_column("Share", justify="right")
    table.add_column("", no_wrap=True, style="cyan")
    if data["has_ratings"]:
        table.add_column("Rating", justify="right")
    if wide:
        table.add_column("For example", ratio=5, overflow="ellipsis", no_wrap=True, style="dim")
    largest = max((theme["size"] for theme in data["themes"]), default=1)
    for theme in data["themes"][:most]:
        cells = [
            str(theme["number"]),
            escape(theme["name"]),
            f"{theme['size']:,}",
            f"{theme['share']:.1%}",
            "━" * max(1, round(10 * theme["size"] / largest)),
        ]
        if data["has_ratings"]:
            rating = theme["rating"]
            cells.append("" if rating is None else f"{rating:.1f}")
        if wide:
            quote = theme["quotes"][0]["text"] if theme["quotes"] else ""
            cells.append(escape(" ".join(quote.split())[:160]))
        table.add_row(*cells)
    console.print(table)
    left = len(data["themes"]) - most
    if left > 0:
        console.print(f"and {left} smaller themes (--most {len(data['themes'])} shows all)")
    console.print(data["sentence"], style="bold")
