"""``sous serve``, ``sous worker``, ``sous migrate``: running the place."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from types import FrameType
from typing import Annotated

import typer

from sous.cli.setup import start


def install(app: typer.Typer) -> None:
    """Hang the commands into the tree."""
    app.command()(serve)
    app.command("worker")(run_worker)
    app.command()(migrate)
    app.command(
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, hidden=True
    )(manage)


def migrate() -> None:
    """Bring the database and the static files up to date."""
    start()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)


def manage(context: typer.Context) -> None:
    """Django's own commands."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["sous", *context.args])


def run_worker() -> None:
    """Run background work until told to stop."""
    start()
    from sous.kernel.jobs import Worker
    from sous.kernel.jobs.worker import release_dead_leases

    release_dead_leases()
    workers = [Worker(queues=["quick"]), Worker(queues=["long", "quick"])]

    def stop(signum: int, frame: FrameType | None) -> None:
        for each in workers:
            each.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    threads = [threading.Thread(target=each.run, daemon=True) for each in workers]
    for thread in threads:
        thread.start()
    parent = os.getppid()
    while any(thread.is_alive() for thread in threads):
        if os.environ.get("SOUS_PARENT") and os.getppid() != parent:
            stop(signal.SIGTERM, None)  # the server was killed; a new one brings its own worker
            os._exit(1)
        time.sleep(0.5)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on")] = 8000,
    worker: Annotated[bool, typer.Option(help="Run the background work too")] = True,
) -> None:
    """Serve the pages and run the background work, in one go."""
    migrate()
    environment = {**os.environ, "SOUS_PARENT": str(os.getpid())}
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    web += ["--host", host, "--port", str(port), "--blocking-threads", "4"]
    web += ["--respawn-failed-workers", "sous.project.wsgi:application"]
    commands = {"web": web}
    if worker:
        commands["worker"] = [sys.executable, "-m", "sous", "worker"]
    children = {name: _begin(command, environment) for name, command in commands.items()}
    stopping = threading.Event()

    def stop(signum: int, frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0"} else host  # noqa: S104
    typer.echo(f"Sous is at http://{shown}:{port} (Ctrl-C stops it)")
    while not stopping.wait(0.5):
        for name, child in children.items():
            if child.poll() is not None:
                typer.echo(f"The {name} process ended ({child.returncode}); starting it again.")
                _end_group(child)
                time.sleep(1)
                children[name] = _begin(commands[name], environment)
    for child in children.values():
        child.terminate()
    for child in children.values():
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            _end_group(child)


def _begin(command: list[str], environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Start a child with a group of its own that ends when we are gone, even by ``kill -9``."""
    return subprocess.Popen(  # noqa: S603 - our own commands
        command,
        env=environment,
        start_new_session=True,
        preexec_fn=_end_with_parent,
    )


def _end_with_parent() -> None:
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def _end_group(child: "subprocess.Popen[bytes]") -> None:
    """Leave nothing behind of a child that died: its own children would go on serving."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
