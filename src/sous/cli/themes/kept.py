"""``sous themes list | show | rename | merge | …``: the themes of this installation."""

import time
from typing import Annotated, Any

import typer

from sous.cli.setup import start

Json = Annotated[bool, typer.Option("--json", help="As JSON")]


def install(group: typer.Typer) -> None:
    """Hang the commands into the group."""
    for function in (show, rename, merge, dismiss, restore, rebuild, accuracy, undo):
        group.command()(function)
    group.command("list")(list_themes)


def list_themes(
    size: Annotated[int, typer.Option(help="How many")] = 30,
    product: Annotated[str, typer.Option(help="A product, like PRD-1")] = "",
    segment: Annotated[str, typer.Option(help="A segment, like SEG-1")] = "",
    channel: Annotated[str, typer.Option(help="A channel")] = "",
    period: Annotated[str, typer.Option(help="The last so many days")] = "",
    sort: Annotated[str, typer.Option(help="size, name, accounts, revenue, trend …")] = "-size",
    json: Json = False,
) -> None:
    """The themes, largest first."""
    start()
    from rich.console import Console
    from rich.table import Table

    from sous.cli.people import shell_actor
    from sous.insights import queries
    from sous.shapes.insights import ThemeShape

    chosen = queries.ThemeFilter.of(
        {"product": product, "segment": segment, "channel": channel, "period": period}
    )
    rows = queries.filtered(list(queries.themes(shell_actor())), chosen)
    rows = queries.sorted_themes(rows, sort)[:size]
    shapes = [ThemeShape.of(row) for row in rows]
    if json:
        for shape in shapes:
            typer.echo(shape.model_dump_json())
        return
    table = Table("Ref", "Theme", "Items", "Accounts", "Trend", "Revenue behind it", box=None)
    for shape in shapes:
        money = ", ".join(f"{code} {float(total):,.0f}" for code, total in shape.revenue.items())
        count = f"{shape.size:,}"
        table.add_row(shape.ref, shape.name, count, f"{shape.accounts:,}", shape.trend.words, money)
    Console().print(table)


def show(ref: str, quotes: Annotated[int, typer.Option(help="How many quotes")] = 5) -> None:
    """One theme with its quotes, as JSON."""
    start()
    from sous.cli.people import shell_actor
    from sous.insights import queries
    from sous.shapes.insights import EvidenceShape, ThemeShape

    actor = shell_actor()
    theme = queries.theme(actor, queries.theme_id(ref))
    rows = queries.evidence(actor, theme)[:quotes]
    _print(
        {
            "theme": ThemeShape.of(theme).model_dump(mode="json"),
            "evidence": [EvidenceShape.of(row).model_dump(mode="json") for row in rows],
        }
    )


def rename(ref: str, name: str) -> None:
    """Give a theme a name of your own."""
    commands, queries, at, actor = _ready()
    done = commands.rename_theme(actor=actor, at=at, theme_id=queries.theme_id(ref), name=name)
    typer.echo(f"TH-{done.pk} is now “{done.name}”.")


def merge(into: str, others: list[str]) -> None:
    """Merge other themes into one."""
    commands, queries, at, actor = _ready()
    target = queries.theme_id(into)
    ids = [queries.theme_id(other) for other in others]
    edit = commands.merge_themes(actor=actor, at=at, into_id=target, other_ids=ids)
    typer.echo(f"Merged. Undo it with: sous themes undo {edit.pk}")


def dismiss(ref: str) -> None:
    """Put a theme aside."""
    commands, queries, at, actor = _ready()
    done = commands.dismiss_theme(actor=actor, at=at, theme_id=queries.theme_id(ref))
    typer.echo(f"“{done.name}” is put aside.")


def restore(ref: str) -> None:
    """Bring a dismissed theme back."""
    commands, queries, at, actor = _ready()
    done = commands.restore_theme(actor=actor, at=at, theme_id=queries.theme_id(ref))
    typer.echo(f"“{done.name}” is back.")


def undo(edit: int) -> None:
    """Take an edit back."""
    commands, _, at, actor = _ready()
    done = commands.undo_edit(actor=actor, at=at, edit_id=edit)
    typer.echo(f"Undone: {done.kind} on “{done.theme.name}”.")


def rebuild(
    wait: Annotated[bool, typer.Option(help="Do it here and now, without a worker")] = False,
) -> None:
    """Build the themes again."""
    commands, _, at, actor = _ready()
    job = commands.rebuild_themes(actor=actor, at=at)
    if not wait:
        typer.echo(f"Queued as job {job.pk}; the worker will do it.")
        return
    from sous.kernel.jobs import run_all

    while run_all() or not _ended(job):  # a worker may have begun to build already
        time.sleep(0.5)
    typer.echo("Built.")


def _ended(job: Any) -> bool:
    job.refresh_from_db(fields=["state"])
    return job.state not in {"ready", "running"}


def accuracy() -> None:
    """Precision and recall on people's own corrections, as JSON."""
    start()
    from sous.insights import queries
    from sous.shapes.insights import AccuracyShape

    _print(AccuracyShape.of(queries.accuracy()).model_dump(mode="json"))


def _ready() -> tuple[Any, Any, Any, Any]:
    start()
    from django.utils import timezone

    from sous.cli.people import shell_actor
    from sous.insights import commands, queries

    return commands, queries, timezone.now(), shell_actor()


def _print(data: dict[str, Any]) -> None:
    import json

    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
