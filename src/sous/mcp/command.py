"""``sous mcp``: serve assistants over standard input and output."""

from typing import Annotated

import typer

from sous.kernel.errors import Unavailable


def install(app: typer.Typer) -> None:
    """Hang the command into the tree."""
    app.command("mcp")(serve)


def serve(
    token: Annotated[
        str, typer.Option(envvar="SOUS_TOKEN", help="An API token; its scope and role apply")
    ],
) -> None:
    """Speak the Model Context Protocol on standard input and output, for one token."""
    import django

    django.setup()
    from sous.kernel.actors import Actor
    from sous.kernel.errors import NotAllowed
    from sous.kernel.queries import token_for_secret

    found = token_for_secret(token)
    if found is None:
        raise NotAllowed("This token is not live. Create one under Settings → Tokens.")
    try:
        from sous.mcp.server import build
    except ImportError as error:
        raise Unavailable("Install Sous with its mcp extra: pip install 'sous[mcp]'") from error
    build(Actor.for_token(found)).run("stdio")
