"""``sous themes FILE`` finds the themes in a file, with no server and no database.

``sous themes list``, ``show``, ``rename``, … work on the themes of this installation.
"""

import typer

from sous.cli.themes.group import FileOrCommand

themes = typer.Typer(
    cls=FileOrCommand,
    no_args_is_help=True,
    help="Find the themes in a file: sous themes FILE. Or work on the themes kept here.",
)


def install(app: typer.Typer) -> None:
    """Hang the commands into the tree."""
    from sous.cli.themes.discover import discover
    from sous.cli.themes.kept import install as install_kept

    themes.command("discover")(discover)
    install_kept(themes)
    app.add_typer(themes, name="themes")
