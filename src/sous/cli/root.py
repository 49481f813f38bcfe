"""The tree of commands. Rooms load only when one of their commands runs."""

import typer

from sous import __version__
from sous.cli import customers, demo, feedback, people, products, search, server, system, themes

app = typer.Typer(
    name="sous",
    no_args_is_help=True,
    help="Product operations as an unbroken chain of evidence.",
    pretty_exceptions_enable=False,
)
feedback.install(app)
customers.install(app)
products.install(app)
themes.install(app)
search.install(app)
people.install(app)
demo.install(app)
server.install(app)
system.install(app)


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)
