"""``sous search``: evidence by words and meaning."""

from typing import Annotated

import typer

from sous.cli.setup import start


def install(app: typer.Typer) -> None:
    """Hang the command into the tree."""
    app.command()(search)


def search(
    words: Annotated[list[str], typer.Argument(help="What to look for")],
    account: Annotated[str, typer.Option(help="Of this account, like ACC-3")] = "",
    segment: Annotated[str, typer.Option(help="Of this segment, like SEG-1")] = "",
    product: Annotated[str, typer.Option(help="About this product, like PRD-1")] = "",
    theme: Annotated[str, typer.Option(help="In this theme, like TH-9")] = "",
    channel: Annotated[str, typer.Option(help="Said here: support, review …")] = "",
    kind: Annotated[str, typer.Option(help="problem, request, praise or question")] = "",
    tone: Annotated[str, typer.Option(help="negative, mixed or positive")] = "",
    since: Annotated[str, typer.Option(help="From this day on")] = "",
    until: Annotated[str, typer.Option(help="Up to this day")] = "",
    size: Annotated[int, typer.Option(help="How many")] = 10,
    json: Annotated[bool, typer.Option("--json", help="As JSON")] = False,
) -> None:
    """Find what people said, by words and by meaning."""
    start()
    from rich.console import Console
    from rich.text import Text

    from sous.cli.people import shell_actor
    from sous.insights import queries
    from sous.shapes.search import ResultsShape

    names = {
        "account": account,
        "segment": segment,
        "product": product,
        "theme": theme,
        "channel": channel,
        "kind": kind,
        "tone": tone,
        "since": since,
        "until": until,
    }
    chosen = queries.EvidenceFilter.of(names)
    results = queries.search_evidence(shell_actor(), " ".join(words), chosen=chosen, limit=size)
    if json:
        typer.echo(ResultsShape.of(results).model_dump_json(indent=2))
        return
    console = Console()
    for typed, meant in results.corrections.items():
        console.print(f"Also searched for {meant} (you typed “{typed}”).", style="dim")
    for found in results.found:
        line = Text(" ".join(found.excerpt.split()) if not found.spans else found.excerpt)
        for begin, end in found.spans:
            line.stylize("bold cyan", begin, end)
        item = found.item
        who = item.account.name if item.account else item.author_name
        about = f"FB-{item.pk}  {item.said_at:%Y-%m-%d}  {item.channel}  {who}"
        console.print(line)
        console.print(f"{about}  {found.theme.name if found.theme else ''}\n", style="dim")
    if not results.found:
        console.print("Nothing is found.")
