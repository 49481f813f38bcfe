"""``sous feedback``: list, show, add."""

import sys
from typing import Annotated

import typer

from sous.cli import imports
from sous.cli.setup import start

feedback = typer.Typer(help="What people said.", no_args_is_help=True)


FILTER = "As in the address of the inbox: state=new&channel=review"


def install(app: typer.Typer) -> None:
    """Hang the commands into the tree."""
    app.add_typer(feedback, name="feedback")
    imports.install(app)


@feedback.command("list")
def list_items(
    query: Annotated[str, typer.Option("--filter", help=FILTER)] = "",
    size: Annotated[int, typer.Option(help="How many")] = 20,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line")] = False,
) -> None:
    """The newest feedback, or what fits a filter."""
    start()
    from rich.console import Console
    from rich.table import Table

    from sous.cli.people import shell_actor
    from sous.feedback import queries
    from sous.feedback.queries import Filter
    from sous.kernel.rules import excerpt
    from sous.shapes.feedback import ItemShape

    items = [
        ItemShape.of(item)
        for item in queries.items(shell_actor(), Filter.parse_query(query))[:size]
    ]
    if json:
        for shape in items:
            typer.echo(shape.model_dump_json())
        return
    table = Table("Ref", "When", "Channel", "Who", "What", box=None)
    for shape in items:
        who = shape.author_name or (shape.account.name if shape.account else "")
        when = f"{shape.said_at:%Y-%m-%d}"
        table.add_row(shape.ref, when, shape.channel, who, excerpt(shape.text, 80))
    Console().print(table)


@feedback.command("show")
def show_item(ref: str) -> None:
    """One item, as JSON."""
    start()
    from sous.cli.people import shell_actor
    from sous.feedback import queries
    from sous.feedback.models import Item
    from sous.kernel.refs import pk_of
    from sous.shapes.feedback import ItemShape

    item = queries.item(shell_actor(), pk_of(ref, Item))
    typer.echo(ItemShape.of(item).model_dump_json(indent=2))


@feedback.command("add")
def add_item(
    text: Annotated[str, typer.Argument(help="The words; - reads them from standard input")],
    channel: Annotated[str, typer.Option(help="Where it was said")] = "other",
    author: Annotated[str, typer.Option(help="E-mail of who said it")] = "",
) -> None:
    """Keep one thing that someone said."""
    start()
    from django.utils import timezone

    from sous.cli.people import shell_actor
    from sous.feedback import commands
    from sous.kernel.refs import ref_for

    item = commands.submit_item(
        actor=shell_actor(),
        at=timezone.now(),
        text=sys.stdin.read() if text == "-" else text,
        channel=channel,
        source="shell",
        author_email=author,
    )
    typer.echo(ref_for(item))


@feedback.command("triage")
def triage_items(
    refs: Annotated[list[str], typer.Argument(help="Like FB-12 FB-15")],
    state: Annotated[str, typer.Option(help="new, reviewed, archived or spam")] = "reviewed",
) -> None:
    """Put items into a state."""
    start()
    from django.utils import timezone

    from sous.cli.people import shell_actor
    from sous.feedback import commands
    from sous.kernel.refs import parse_ref

    edited = commands.triage_items(
        actor=shell_actor(),
        at=timezone.now(),
        item_ids=[parse_ref(ref)[1] for ref in refs],
        state=state,
    )
    typer.echo(edited.line or "Nothing changed.")


@feedback.command("export")
def export(
    out: Annotated[str, typer.Argument(help="A .csv, .xlsx or .jsonl file, or - for CSV")] = "-",
    query: Annotated[str, typer.Option("--filter", help=FILTER)] = "",
) -> None:
    """Write feedback into a file. Cells that look like formulas are guarded."""
    start()
    from pathlib import Path

    from sous.cli.people import shell_actor
    from sous.feedback.queries import Filter
    from sous.feedback.queries.downloads import export_items

    kind = "csv" if out == "-" else out.rsplit(".", 1)[-1].lower()
    pieces = export_items(shell_actor(), Filter.parse_query(query), kind)
    if out == "-":
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        return
    with Path(out).open("wb") as file:
        for piece in pieces:
            file.write(piece)
    typer.echo(f"Wrote {out}.", err=True)


@feedback.command("undo-import")
def undo_import(
    ref: Annotated[str, typer.Argument(help="Like IMP-3")],
    everything: Annotated[
        bool, typer.Option("--all", help="Also what people quoted, discussed or judged")
    ] = False,
) -> None:
    """Take an import out again."""
    start()
    from django.utils import timezone

    from sous.cli.people import shell_actor
    from sous.feedback import commands, tasks
    from sous.kernel.refs import parse_ref

    actor, now, pk = shell_actor(), timezone.now(), parse_ref(ref)[1]
    commands.undo_import(
        actor=actor, at=now, import_id=pk, keep_touched=not everything, background=False
    )
    tasks.work_undo(pk)
    typer.echo(f"{ref} is out again.")
