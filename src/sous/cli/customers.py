"""``sous customers``: accounts, contacts, segments, and bringing a file of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from sous.cli.setup import start

customers = typer.Typer(help="Accounts, contacts and segments.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="JSON, one object a line")]
Size = Annotated[int, typer.Option(help="How many")]


def install(app: typer.Typer) -> None:
    """Hang the commands into the tree."""
    app.add_typer(customers, name="customers")


@customers.command("accounts")
def list_accounts(
    words: Annotated[str, typer.Argument(help="Beginnings of words of the name")] = "",
    plan: Annotated[list[str] | None, typer.Option(help="Only this plan; may be repeated")] = None,
    segment: Annotated[str, typer.Option(help="Only a segment, like SEG-1")] = "",
    renewal: Annotated[str, typer.Option(help="30, 60, 90, 180, 365, overdue or none")] = "",
    order: Annotated[
        str, typer.Option(help="name, revenue, renewal or feedback; -… turns")
    ] = "name",
    size: Size = 50,
    json: Json = False,
) -> None:
    """Accounts that fit."""
    start()
    from sous.cli.people import shell_actor
    from sous.customers import queries
    from sous.customers.models import Segment
    from sous.kernel.errors import Invalid
    from sous.kernel.refs import pk_of
    from sous.shapes.customers import AccountShape

    if order not in queries.ORDERS:
        raise Invalid(f"Order by one of {', '.join(queries.ORDERS)}.")
    narrowed = queries.AccountFilter(
        words=words,
        plans=plan or (),
        renewal=renewal,
        segment_id=pk_of(segment, Segment) if segment else None,
    )
    rows = queries.accounts(shell_actor(), narrowed).order_by(*queries.ORDERS[order])[:size]
    shapes = [AccountShape.of(row) for row in rows]
    if json:
        _each_json(shapes)
        return
    cells = [
        (s.ref, s.name, s.plan, _money(s.revenue, s.currency), _plain(s.renewal_on), s.domain)
        for s in shapes
    ]
    _table(("Ref", "Account", "Plan", "Revenue a year", "Renewal", "Domain"), cells, right=3)


@customers.command("contacts")
def list_contacts(
    words: Annotated[str, typer.Argument(help="Beginnings of words of name or address")] = "",
    account: Annotated[str, typer.Option(help="Only one account, like ACC-1")] = "",
    size: Size = 50,
    json: Json = False,
) -> None:
    """Contacts that fit."""
    start()
    from sous.cli.people import shell_actor
    from sous.customers import queries
    from sous.customers.models import Account
    from sous.kernel.refs import pk_of
    from sous.shapes.customers import ContactShape

    account_id = pk_of(account, Account) if account else None
    rows = queries.contacts(shell_actor(), words=words, account_id=account_id)[:size]
    shapes = [ContactShape.of(row) for row in rows]
    if json:
        _each_json(shapes)
        return
    cells = [(s.ref, s.name, s.email, s.account.name if s.account else "", s.title) for s in shapes]
    _table(("Ref", "Contact", "E-mail", "Account", "Job title"), cells)


@customers.command("segments")
def list_segments(json: Json = False) -> None:
    """Saved segments with their size."""
    start()
    from sous.cli.people import shell_actor
    from sous.customers import queries
    from sous.customers.rules import read_rule, rule_in_words
    from sous.shapes.customers import SegmentShape

    actor = shell_actor()
    segments = list(queries.segments(actor)[:200])
    if json:
        _each_json([SegmentShape.of(segment) for segment in segments])
        return
    sizes = queries.segment_sizes(actor, segments)
    cells = [
        (f"SEG-{s.pk}", s.name, str(sizes[s.pk][0]), rule_in_words(read_rule(s.rule)))
        for s in segments
    ]
    _table(("Ref", "Segment", "Accounts", "Rule"), cells, right=2)


@customers.command("show")
def show(ref: str) -> None:
    """An account or a contact, as JSON."""
    start()
    from sous.cli.people import shell_actor
    from sous.customers import queries
    from sous.customers.models import Account
    from sous.kernel.refs import parse_ref
    from sous.shapes.customers import AccountShape, ContactShape

    kind, pk = parse_ref(ref)
    shape: Any
    if kind.model is Account:
        shape = AccountShape.of(queries.account(shell_actor(), pk))
    else:
        shape = ContactShape.of(queries.contact(shell_actor(), pk))
    typer.echo(shape.model_dump_json(indent=2))


@customers.command("merge")
def merge(
    into: Annotated[str, typer.Argument(help="The account or contact that stays, like ACC-1")],
    others: Annotated[list[str], typer.Argument(help="What becomes part of it")],
) -> None:
    """Merge accounts, or contacts. Undo with ``sous customers unmerge``."""
    start()
    from django.utils import timezone

    from sous.cli.people import shell_actor
    from sous.customers import commands
    from sous.customers.models import Account, Contact
    from sous.kernel.refs import parse_ref, pk_of

    act: dict[str, Any] = {"actor": shell_actor(), "at": timezone.now()}
    if parse_ref(into)[0].model is Account:
        ids = [pk_of(ref, Account) for ref in others]
        done = commands.merge_accounts(**act, into_id=pk_of(into, Account), account_ids=ids)
    else:
        ids = [pk_of(ref, Contact) for ref in others]
        done = commands.merge_contacts(**act, into_id=pk_of(into, Contact), contact_ids=ids)
    typer.echo(f"Merged. To undo it: sous customers unmerge {done.pk}")


@customers.command("unmerge")
def unmerge(merge_id: int) -> None:
    """Take a merge apart again."""
    start()
    from django.utils import timezone

    from sous.cli.people import shell_actor
    from sous.customers import commands

    commands.undo_merge(actor=shell_actor(), at=timezone.now(), merge_id=merge_id)
    typer.echo("The merge is undone.")


@customers.command("export")
def export(ref: Annotated[str, typer.Argument(help="A contact, like CON-1")]) -> None:
    """Everything kept about a person, as JSON."""
    start()
    import json

    from django.utils import timezone

    from sous.cli.people import shell_actor
    from sous.customers import commands
    from sous.customers.models import Contact
    from sous.feedback import queries as feedback
    from sous.kernel.refs import pk_of
    from sous.shapes.feedback import ItemShape

    actor, pk = shell_actor(), pk_of(ref, Contact)
    data = commands.export_contact(actor=actor, at=timezone.now(), contact_id=pk)
    ids = [pk_of(person["ref"], Contact) for person in data["contacts"]]
    said = feedback.items(actor).filter(contact_id__in=ids)
    data["feedback"] = [ItemShape.of(item).model_dump(mode="json") for item in said]
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


@customers.command("erase")
def erase(
    ref: Annotated[str, typer.Argument(help="A contact, like CON-1")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
) -> None:
    """Forget who a contact is, for good; what they said stays without a name."""
    start()
    from django.utils import timezone

    from sous.cli.people import shell_actor
    from sous.customers import commands
    from sous.customers.models import Contact
    from sous.kernel.refs import pk_of

    pk = pk_of(ref, Contact)
    if not yes:
        typer.confirm(f"Erase {ref.upper()} for good?", abort=True)
    commands.erase_contact(actor=shell_actor(), at=timezone.now(), contact_id=pk)
    typer.echo("Erased.")


@customers.command("readmit")
def readmit(email: Annotated[str, typer.Argument(help="Of someone who was erased")]) -> None:
    """Let someone who was erased, and came back of their own will, be kept again."""
    start()
    from django.utils import timezone

    from sous.cli.people import shell_actor
    from sous.customers import commands

    commands.readmit_person(actor=shell_actor(), at=timezone.now(), email=email)
    typer.echo("They can be kept again.")


@customers.command("import")
def import_file(
    path: Annotated[Path, typer.Argument(help="CSV, Excel, JSON, JSON Lines or Parquet")],
    kind: Annotated[
        str, typer.Option(help="accounts or contacts; told by the header if left out")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen")] = False,
    refused: Annotated[Path | None, typer.Option(help="Where to write refused rows (CSV)")] = None,
    json: Json = False,
) -> None:
    """Bring a file of accounts or contacts. The same file again changes nothing.

    Exit code 2 when rows were refused.
    """
    start()
    from django.core.files import File
    from django.utils import timezone

    from sous.cli.people import shell_actor
    from sous.customers import commands
    from sous.customers.choices import FileState
    from sous.engines.tables import Refusal, refused_file
    from sous.kernel.errors import Invalid
    from sous.shapes.customers import CustomerFileShape

    if not path.is_file():
        raise Invalid(f"There is no file {path}.")
    act: dict[str, Any] = {"actor": shell_actor(), "at": timezone.now()}
    with path.open("rb") as stream:
        kept = commands.add_customer_file(**act, name=path.name, content=File(stream), kind=kind)
    if not dry_run:
        kept = commands.take_customer_file(**act, file_id=kept.pk, begin=True)
    if refused is not None and kept.refusals:
        rows = [Refusal(line, reason, raw) for line, reason, raw in kept.refusals]
        refused.write_bytes(refused_file(rows, columns=kept.columns))
    if json:
        typer.echo(CustomerFileShape.of(kept).model_dump_json())
    else:
        verb = "would be" if dry_run else "are"
        typer.echo(
            f"{kept.rows:,} rows of {kept.kind}: {kept.created:,} {verb} new, "
            f"{kept.updated:,} updated, {kept.same:,} as they were, {kept.refused:,} refused"
        )
        for line, reason, _ in kept.refusals[:10]:
            typer.echo(f"  row {line}: {reason}", err=True)
    if dry_run:
        commands.drop_customer_file(**act, file_id=kept.pk)
    if kept.state == FileState.FAILED:
        typer.echo(kept.message, err=True)
        raise typer.Exit(1)
    if kept.refused:
        raise typer.Exit(2)


def _each_json(shapes: Sequence[Any]) -> None:
    for shape in shapes:
        typer.echo(shape.model_dump_json())


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], *, right: int = -1) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None)
    for number, word in enumerate(head):
        table.add_column(word, justify="right" if number == right else "left")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def _money(amount: object, currency: str) -> str:
    return "" if amount is None else f"{amount:,} {currency}"
