"""``python -m sous`` and the ``sous`` command."""

import os


def main() -> None:
    """Name the settings, then hand over to the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sous.project.settings")
    from sous import connectors
    from sous.cli import run, setup
    from sous.mcp import command

    setup.provide_formats(connectors.load)
    run(also=[command.install])


if __name__ == "__main__":
    main()
