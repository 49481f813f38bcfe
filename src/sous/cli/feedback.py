"""``sous feedback``: list, show, add."""

import sys
from typing import Annotated

import typer

from sous.cli import imports
from sous.cli.setup import start

feedback = typer.Typer(help="What people said.", no_args_is_help=True)


def install(app: typer.Typer) -> None:
    """Hang the commands into the tree."""
    app.add_typer(feedback, name="feedback")
    imports.install(app)


@feedback.command("list")
def list_items(
    size: Annotated[int, typer.Option(help="How many")] = 20,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line")] = False,
) -> None:
    """The newest feedback."""
    start()
    from rich.console import Console
    from rich.table import Table

    from sous.cli.people import shell_actor
    from sous.feedback import queries
    from sous.kernel.rules import excerpt
    from sous.shapes.feedback import ItemShape

    items = [ItemShape.of(item) for item in queries.items(shell_actor())[:size]]
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
