"""``sous people`` and ``sous tokens``; and whose hand the shell is."""

from typing import TYPE_CHECKING, Annotated

import typer

from sous.cli.setup import start

if TYPE_CHECKING:
    from sous.kernel.actors import Actor

people = typer.Typer(help="Who may come in.", no_args_is_help=True)


def install(app: typer.Typer) -> None:
    """Hang the commands into the tree."""
    app.add_typer(people, name="people")


def shell_actor() -> "Actor":
    """The actor for everything done from the command line.

    It may do everything, since whoever has the shell has the database.
    """
    from sous.kernel.actors import Actor

    return Actor.system("Command line")


@people.command("list")
def list_people(
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line")] = False,
) -> None:
    """Everyone with an account."""
    start()
    from rich.console import Console
    from rich.table import Table

    from sous.kernel import queries
    from sous.shapes.people import PersonShape

    shapes = [PersonShape.of(user) for user in queries.people(shell_actor())]
    if json:
        for shape in shapes:
            typer.echo(shape.model_dump_json())
        return
    table = Table("Id", "Name", "E-mail", "Role", "Active", box=None)
    for shape in shapes:
        active = "yes" if shape.active else "no"
        table.add_row(str(shape.id), shape.name, shape.email, shape.role, active)
    Console().print(table)


@people.command("add")
def add_person(
    email: str,
    name: Annotated[str, typer.Option(help="As colleagues know them")] = "",
    role: Annotated[str, typer.Option(help="owner, operations, manager, …")] = "contributor",
    password: Annotated[
        str, typer.Option(envvar="SOUS_PASSWORD", help="Otherwise they ask for one by mail")
    ] = "",
) -> None:
    """Give someone an account."""
    start()
    from django.db import transaction
    from django.utils import timezone

    from sous.kernel import commands

    with transaction.atomic():
        user = commands.add_person(
            actor=shell_actor(), at=timezone.now(), email=email, name=name, role=role
        )
        if password:
            commands.set_password(
                actor=shell_actor(), at=timezone.now(), user_id=user.pk, password=password
            )
    typer.echo(user.pk)


@people.command("token")
def create_token(
    email: str,
    name: Annotated[str, typer.Option(help="What will use it")] = "shell",
    scope: Annotated[str, typer.Option(help="read, write or admin")] = "read",
) -> None:
    """Create an API token for someone, and print it."""
    start()
    from django.utils import timezone

    from sous.kernel import commands, queries
    from sous.kernel.actors import Actor
    from sous.kernel.errors import NotFound

    user = queries.people(shell_actor()).filter(email__iexact=email).first()
    if user is None:
        raise NotFound(f"Nobody here has the address {email}.")
    _, secret = commands.create_token(
        actor=Actor.for_user(user), at=timezone.now(), name=name, scope=scope
    )
    typer.echo(secret)
