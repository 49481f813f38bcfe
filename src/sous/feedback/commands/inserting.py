"""Many new rows at once, without an object for each: half the time of ``bulk_create``."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import connection, models

Convert = Callable[[Any], Any]


def insert_rows(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows given as ``column attribute → value``; what is left out gets its default.

    Values must be valid: nothing but JSON and times is converted.
    """
    if not rows:
        return
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.generated
    ]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    plan = [(field.attname, _converter(field), field.get_default) for field in fields]
    packed = [
        tuple(
            convert(row[name] if name in row else default())
            if convert
            else (row[name] if name in row else default())
            for name, convert, default in plan
        )
        for row in rows
    ]
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", packed)  # noqa: S608


def _converter(field: "models.Field[Any, Any]") -> Convert | None:
    if isinstance(field, models.JSONField):
        return lambda value: connection.ops.adapt_json_value(value, field.encoder)
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    return None
