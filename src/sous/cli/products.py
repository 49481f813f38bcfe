"""``sous products``: what we make, and which team owns it."""

from typing import Annotated

import typer

from sous.cli.setup import start

products = typer.Typer(help="Products, areas and teams.", no_args_is_help=True)


def install(app: typer.Typer) -> None:
    """Hang the commands into the tree."""
    app.add_typer(products, name="products")


@products.command("list")
def list_products(
    json: Annotated[bool, typer.Option("--json", help="JSON, one product a line")] = False,
) -> None:
    """Products with their areas and the teams that own them."""
    start()
    from rich.console import Console
    from rich.tree import Tree

    from sous.cli.people import shell_actor
    from sous.organization import queries
    from sous.shapes.organization import ProductShape

    found = queries.products_with_areas(shell_actor())
    if json:
        for product in found:
            typer.echo(ProductShape.of(product).model_dump_json())
        return
    console = Console()
    for product in found:
        tree = Tree(f"PRD-{product.pk}  {product.name}")
        for area in product.areas.all():
            if area.archived_at is None:
                tree.add(f"AREA-{area.pk}  {area.name}" + (f"  ({area.team})" if area.team else ""))
        console.print(tree)


@products.command("add")
def add_product(
    name: str, description: Annotated[str, typer.Option(help="What it is")] = ""
) -> None:
    """Create a product; prints its ref."""
    start()
    from django.utils import timezone

    from sous.cli.people import shell_actor
    from sous.organization import commands

    made = commands.create_product(
        actor=shell_actor(), at=timezone.now(), name=name, description=description
    )
    typer.echo(f"PRD-{made.pk}")


@products.command("add-area")
def add_area(
    product: Annotated[str, typer.Argument(help="The product, like PRD-1")],
    name: str,
    team: Annotated[str, typer.Option(help="The team that owns it, like TEAM-1")] = "",
) -> None:
    """Create an area of a product; prints its ref."""
    start()
    from django.utils import timezone

    from sous.cli.people import shell_actor
    from sous.kernel.refs import pk_of
    from sous.organization import commands
    from sous.organization.models import Product, Team

    made = commands.create_area(
        actor=shell_actor(),
        at=timezone.now(),
        product_id=pk_of(product, Product),
        name=name,
        team_id=pk_of(team, Team) if team else None,
    )
    typer.echo(f"AREA-{made.pk}")


@products.command("archive")
def archive(ref: Annotated[str, typer.Argument(help="A product, like PRD-1")]) -> None:
    """Take a product out of every list to choose from."""
    start()
    from django.utils import timezone

    from sous.cli.people import shell_actor
    from sous.kernel.refs import pk_of
    from sous.organization import commands
    from sous.organization.models import Product

    commands.archive_product(actor=shell_actor(), at=timezone.now(), product_id=pk_of(ref, Product))
    typer.echo("Archived.")


@products.command("teams")
def list_teams(
    json: Annotated[bool, typer.Option("--json", help="JSON, one team a line")] = False,
) -> None:
    """Teams with their members."""
    start()
    from rich.console import Console
    from rich.table import Table

    from sous.cli.people import shell_actor
    from sous.organization import queries
    from sous.shapes.organization import TeamShape

    found = queries.teams_with_members(shell_actor())
    if json:
        for team in found:
            typer.echo(TeamShape.of(team).model_dump_json())
        return
    table = Table("Ref", "Team", "Members", "Areas", box=None)
    for team in found:
        people = ", ".join(str(member.user) for member in team.members.all())
        areas = ", ".join(area.name for area in team.areas.all())
        table.add_row(f"TEAM-{team.pk}", team.name, people, areas)
    Console().print(table)
