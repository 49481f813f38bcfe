"""The command line: ``sous …``."""

import sys

from sous.kernel.errors import SousError


def run() -> None:
    """Run the command line; a refusal is one line on stderr and exit code 1."""
    from sous.cli.root import app

    try:
        app()
    except SousError as error:
        print(f"sous: {error.message}", file=sys.stderr)  # noqa: T201
        sys.exit(1)
