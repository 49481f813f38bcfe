"""``sous demo load`` and ``sous demo remove``."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from sous.cli.setup import start

if TYPE_CHECKING:
    from sous.kernel.models import Job

demo = typer.Typer(no_args_is_help=True, help="The made-up company to try Sous with.")
PAUSE = 0.5  # seconds between two looks at a job that another process works on


def install(app: typer.Typer) -> None:
    """Hang the commands into the tree."""
    app.add_typer(demo, name="demo")


@demo.command("load")
def load_demo() -> None:
    """Put the demo into this workspace, and wait until it is there."""
    start()
    from sous.demo import commands

    _wait(commands.start_demo)
    typer.echo("The demo is here.")


@demo.command("remove")
def remove_demo(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
) -> None:
    """Take away all that the demo brought, and nothing that people here added."""
    start()
    from sous.demo import commands

    if not yes:
        typer.confirm("Remove the demo, with whatever people here did to it?", abort=True)
    job = _wait(commands.start_removal)
    typer.echo("The demo is gone.")
    if job.result:
        typer.echo(f"{job.result} of its things stayed, since something of yours hangs on them.")


def _wait(begin: "Callable[..., Job]") -> "Job":
    """Queue the job, do it here if no worker takes it, and show how far it is."""
    from django.utils import timezone
    from rich.console import Console

    from sous.cli.people import shell_actor
    from sous.kernel.errors import Unavailable
    from sous.kernel.jobs import run_all

    job = begin(actor=shell_actor(), at=timezone.now())
    with Console(stderr=True).status("Working …") as status:
        run_all()
        job.refresh_from_db()
        while job.is_open:
            status.update(f"{job.note or 'Waiting'} …")
            time.sleep(PAUSE)
            job.refresh_from_db()
    if job.state == "failed":
        raise Unavailable(f"It did not work: {job.error[:300]}")
    return job
