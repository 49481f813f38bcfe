"""The command line: ``sous …``."""

import sys
from collections.abc import Callable, Iterable

import typer

from sous.kernel.errors import SousError


def run(also: Iterable[Callable[[typer.Typer], None]] = ()) -> None:
    """Run the command line; a refusal is one line on stderr and exit code 1.

    ``also`` hangs the commands of other doors into the tree.
    """
    from sous.cli.root import app

    for install in also:
        install(app)
    try:
        app()
    except SousError as error:
        print(f"sous: {error.in_words()}", file=sys.stderr)  # noqa: T201
        sys.exit(1)
