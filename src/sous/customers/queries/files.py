from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from sous.customers.models import CustomerFile
from sous.customers.rules.columns import read_row
from sous.engines.tables import CellError, Row, Table, decide_dates, decide_decimal_comma
from sous.engines.tables import open_table as open_any
from sous.kernel.actors import Actor
from sous.kernel.errors import NotFound
from sous.kernel.permissions import require_view

Numbered = tuple[Row, dict[str, Any] | None, str]


def files(actor: Actor) -> QuerySet[CustomerFile]:
    """Files of customers, newest first."""
    require_view(actor)
    return CustomerFile.objects.select_related("created_by", "job").order_by("-pk")


def file(actor: Actor, pk: int) -> CustomerFile:
    """One file. Raises NotFound."""
    found = files(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such file.")
    return found


def rows_in(table: Table, kind: str, mapping: dict[str, str]) -> Iterator[Numbered]:
    """Each row of a table with its values, or with the reason why it has none."""
    head = table.head()
    samples = [text for name in ("renewal_on", "signed_on") if name in mapping
               for text in head.samples(mapping[name])]  # fmt: skip
    day_first = decide_dates(samples).day_first
    amounts = head.samples(mapping["revenue"]) if "revenue" in mapping else []
    comma = decide_decimal_comma(amounts)
    for row in table.rows():
        if row.problem:
            yield row, None, row.problem
            continue
        try:
            values = read_row(row, kind, mapping, day_first=day_first, decimal_comma=comma)
        except CellError as error:
            yield row, None, str(error)
            continue
        yield row, values, ""


def batches(rows: Iterator[Numbered], size: int) -> Iterator[list[Numbered]]:
    """The rows in lists of at most ``size``."""
    while batch := list(islice(rows, size)):
        yield batch


def open_file(file: CustomerFile) -> Table:
    """The uploaded file as a table. Raises TableError, and NotFound when it is gone already."""
    if not file.file:
        raise NotFound("This file is imported already and was removed.")
    return open_any(file.file.path, name=file.name)


def samples_of(file: CustomerFile, most: int = 3) -> dict[str, list[str]]:
    """A few values of each column, to show beside it. Raises TableError."""
    with open_file(file) as table:
        head = table.head()
        return {column: head.samples(column, most) for column in file.columns}
