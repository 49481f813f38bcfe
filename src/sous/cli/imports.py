"""``sous import FILE``: bring feedback in from the shell, with no server running."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from sous.cli.setup import start

if TYPE_CHECKING:
    from rich.progress import Progress

    from sous.feedback.models import Import

REFUSED_ROWS = 3  # exit code: it worked, but some rows were refused


def install(app: typer.Typer) -> None:
    """Hang the command into the tree."""
    app.command("import")(import_file)


def import_file(
    file: Annotated[Path, typer.Argument(help="CSV, Excel, JSON, JSON Lines or Parquet")],
    format_key: Annotated[str, typer.Option("--format", help="Instead of recognising it")] = "",
    assign: Annotated[
        list[str] | None,
        typer.Option("--map", help="field=Column, as in text=Comment; may be repeated"),
    ] = None,
    channel: Annotated[str, typer.Option(help="Where all of it was said")] = "",
    refused: Annotated[
        Path | None, typer.Option(help="Write the refused rows with their reasons here")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count, but bring nothing")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object at the end")] = False,
) -> None:
    """Import a file of feedback. Importing the same file twice changes nothing.

    Exit code 0: all of it is in. 1: it could not be read, and nothing was kept. 3: some rows were
    refused.
    """
    start()
    if not file.is_file():
        typer.echo(f"sous: there is no file {file}", err=True)
        raise typer.Exit(1)
    imported = _prepare(file, format_key, assign or [], channel)
    if not json:
        _introduce(imported)
    counts = _check(imported, quiet=json) if dry_run else _run(imported, quiet=json)
    if refused and not dry_run and counts["refused"]:
        _write_refused(imported, refused)
    _report(imported, counts, json=json, dry_run=dry_run, refused=refused)
    if counts["refused"]:
        raise typer.Exit(REFUSED_ROWS)


def _prepare(file: Path, format_key: str, assign: list[str], channel: str) -> "Import":
    """Keep the file and take the choices over; what cannot be used is forgotten at once."""
    from django.core.files import File
    from django.utils import timezone

    from sous.cli.people import shell_actor
    from sous.feedback import commands
    from sous.kernel.errors import SousError

    actor, now = shell_actor(), timezone.now()
    with file.open("rb") as opened:
        imported = commands.upload_import(
            actor=actor,
            at=now,
            name=file.name,
            file=File(opened, name=file.name),
            format_key=format_key,
            check=False,
        )
    try:
        mapping = _mapping(imported.mapping, assign)
        if assign or channel:
            imported = commands.choose_import(
                actor=actor,
                at=now,
                import_id=imported.pk,
                mapping=mapping,
                options={"channel": channel} if channel else {},
                check=False,
            )
        if imported.message:
            raise typer.BadParameter(imported.message)
    except (SousError, typer.BadParameter):
        commands.discard_import(actor=actor, at=now, import_id=imported.pk)
        raise
    return imported


def _mapping(guessed: dict[str, Any], assign: list[str]) -> dict[str, Any]:
    """The guessed mapping with the corrections of ``--map``; an empty column takes a field out."""
    if assign and not guessed:
        raise typer.BadParameter("This format has fixed columns; --map is for plain tables.")
    columns = dict(guessed.get("columns", {}))
    for pair in assign:
        name, mark, column = pair.partition("=")
        if not mark:
            raise typer.BadParameter(f"--map takes field=Column, not “{pair}”.")
        columns = {key: value for key, value in columns.items() if value != column}
        columns.pop(name, None)
        if column:
            columns[name] = column
    return {**guessed, "columns": columns} if guessed else {}


def _introduce(imported: "Import") -> None:
    from rich.console import Console

    from sous.feedback.queries import format_names

    console = Console(stderr=True)
    label = format_names().get(imported.format, imported.format)
    console.print(f"[bold]{imported.name}[/bold] is read as: {label}")
    for name, column in imported.mapping.get("columns", {}).items():
        console.print(f"  {name} ← {column}", style="dim", highlight=False)
    for note in imported.notes:
        console.print(f"  {note}", style="dim", highlight=False)


def _bar(quiet: bool) -> "Progress":
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=quiet or not sys.stderr.isatty(),
    )


def _run(imported: "Import", *, quiet: bool) -> dict[str, int]:
    from django.utils import timezone

    from sous.cli.people import shell_actor
    from sous.feedback import commands, tasks
    from sous.feedback.choices import ImportState
    from sous.feedback.commands.import_choices import COUNTS
    from sous.kernel.errors import Invalid

    actor, now = shell_actor(), timezone.now()
    commands.start_import(actor=actor, at=now, import_id=imported.pk, background=False)
    with _bar(quiet) as bar:
        task = bar.add_task("Importing", total=None, rate="")

        def progress(at: "Import", done: int, total: int) -> None:
            speed = bar.tasks[0].finished_speed or bar.tasks[0].speed
            rate = f"{speed:,.0f} rows/s" if speed else ""
            bar.update(task, completed=done, total=total, rate=rate)

        tasks.work_import(imported.pk, progress)
    imported.refresh_from_db()
    if imported.state == ImportState.FAILED:
        message = imported.message
        commands.discard_import(actor=actor, at=timezone.now(), import_id=imported.pk)
        raise Invalid(message)
    return {name: getattr(imported, name) for name in COUNTS}


def _check(imported: "Import", *, quiet: bool) -> dict[str, int]:
    from collections import Counter

    from django.utils import timezone

    from sous.cli.people import shell_actor
    from sous.feedback import commands, tasks
    from sous.feedback.commands.import_choices import COUNTS

    counts: Counter[str] = Counter(dict.fromkeys(COUNTS, 0))
    reasons: Counter[str] = Counter()
    try:
        tasks.count_rows(imported, counts, reasons)
        imported.reasons = dict(reasons)
    finally:
        commands.discard_import(actor=shell_actor(), at=timezone.now(), import_id=imported.pk)
    return dict(counts)


def _write_refused(imported: "Import", path: Path) -> None:
    from sous.cli.people import shell_actor
    from sous.feedback.queries.downloads import refused_file

    _, chunks = refused_file(shell_actor(), imported.pk)
    with path.open("wb") as out:
        for chunk in chunks:
            out.write(chunk)


def _report(
    imported: "Import",
    counts: dict[str, int],
    *,
    json: bool,
    dry_run: bool,
    refused: Path | None,
) -> None:
    ref = f"IMP-{imported.pk}" if imported.pk and not dry_run else None
    if json:
        said: dict[str, Any] = {
            "ref": ref,
            "name": imported.name,
            "format": imported.format,
            "dry_run": dry_run,
        }
        said |= {**counts, "reasons": imported.reasons, "nameless": imported.nameless}
        typer.echo(orjson.dumps(said).decode())
        return
    verb = "Would be" if dry_run else "Are"
    words = {
        "new": "new",
        "updated": "updated",
        "duplicate": "known already",
        "skipped": "left out",
        "refused": "refused",
    }
    told = ", ".join(f"{counts[key]:,} {word}" for key, word in words.items() if counts[key])
    typer.echo(f"{counts['rows']:,} rows. {verb}: {told or 'nothing'}.")
    for reason, number in sorted(imported.reasons.items(), key=lambda each: -each[1])[:8]:
        typer.echo(f"  {number:,} × {reason}")
    if imported.nameless:
        typer.echo(f"  {imported.nameless:,} by people who were erased: kept without their names")
    if refused and counts["refused"] and not dry_run:
        typer.echo(f"The refused rows are in {refused}; mend them and import that file.")
