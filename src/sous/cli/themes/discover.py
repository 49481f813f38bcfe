"""``sous themes FILE``."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

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
    label: Annotated[
        str | None, typer.Option(help="A column of people's labels: says how far themes agree")
    ] = None,
    rows: Annotated[
        str | None,
        typer.Option(help="Write the theme of every text here: .csv, .jsonl, or - to print CSV"),
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed, another draw")] = 0,
    most: Annotated[int, typer.Option(help="Themes shown in the table")] = 40,
    json: Annotated[bool, typer.Option("--json", help="Print themes.json")] = False,
) -> None:
    """Find the themes in a file, with no server and no database."""
    began = time.monotonic()
    if json and rows == "-":
        raise Invalid("Only one of --json and --rows - can have the output.")
    if out is not None:
        exists_and_writable(out)
    target = _target(rows)
    with _progress() as told:
        corpus = _read(file, text, id, label, told)
        if not corpus.texts:
            raise Invalid(f"{file.name} holds no words to find themes in.")
        from sous.engines import themes

        model = themes.discover(corpus.texts, seed=seed, progress=told)
    took = time.monotonic() - began
    from sous.cli.themes.results import (
        assignments,
        report_data,
        write_assignments,
        write_json,
        write_report,
    )

    data = report_data(corpus, model, took)
    if target is not None:
        with target as open_file:
            lines = str(rows).endswith((".jsonl", ".ndjson"))
            write_assignments(open_file, assignments(corpus, model, data), lines=lines)
    if out is not None:
        with (out / "assignments.csv").open("w", encoding="utf-8", newline="") as open_file:
            write_assignments(open_file, assignments(corpus, model, data))
        write_json(out / "themes.json", data)
        write_report(out / "report.html", data)
    if json:
        sys.stdout.write(_dumps(data) + "\n")
        return
    if rows == "-":
        typer.echo(data["sentence"], err=True)
        _say_agreement(data, label)
        return
    _show(data, most)
    _say_agreement(data, label)
    if out is not None:
        typer.echo(f"Written to {out}: assignments.csv, themes.json, report.html")


def _target(rows: str | None) -> AbstractContextManager[TextIO] | None:
    """Where the rows go, opened before anything is computed. Raises Invalid."""
    if rows is None:
        return None
    if rows == "-":
        return nullcontext(sys.stdout)
    try:
        return Path(rows).open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise Invalid(f"Cannot write to {rows}: {error.strerror}.") from error


def _say_agreement(data: dict[str, Any], label: str | None) -> None:
    """One line on how far the themes agree with people's labels, beside the output."""
    if label and not (found := data["agreement"]):
        typer.echo(f"The column “{label}” holds no labels.", err=True)
    elif label:
        typer.echo(
            f"Against {found['labels']:,} labels of {found['texts']:,} texts in “{label}”: "
            f"ARI {found['ari']:.3f}, AMI {found['ami']:.3f}, in {found['themes']:,} themes.",
            err=True,
        )


def _dumps(data: dict[str, Any]) -> str:
    from sous.cli.themes.results import dumps

    return dumps(data)


def _read(file: Path, text: str | None, key: str | None, label: str | None, told: Told) -> Corpus:
    corpus = Corpus(file.name)
    for part, share in read_corpus(file, text=text, key=key, label=label):
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
    figures = (4, 9, 6, 10, *((6,) if data["has_ratings"] else ()))
    room = max(20, console.width - sum(figures) - 2 * len(figures))  # what is left for words
    name = min(36, room * 2 // 5) if wide else room
    table.add_column("#", justify="right", style="dim", width=4)
    table.add_column("Theme", width=name, overflow="ellipsis", no_wrap=True)
    table.add_column("Items", justify="right", width=9)
    table.add_column("Share", justify="right", width=6)
    table.add_column("", width=10, style="cyan")
    if data["has_ratings"]:
        table.add_column("Rating", justify="right", width=6)
    if wide:
        left = room - name - 2
        table.add_column("For example", width=left, overflow="ellipsis", no_wrap=True, style="dim")
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
