"""Putting very many rows into a table at once, and its indexes back afterwards."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import connection, models, transaction

CHUNK = 5_000


def fill(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows of database-ready values under attribute names; the others get their defaults.

    Names that the model does not have are passed over, so that a world outlives its schema.
    """
    fields = {f.attname: f for f in model._meta.concrete_fields if not f.generated}
    here = [place for place, name in enumerate(names) if name in fields]
    left = [f for name, f in fields.items() if name not in names and not f.primary_key]
    rest = tuple(_default(field) for field in left)
    columns = [fields[names[place]].column for place in here] + [f.column for f in left]
    ready = (tuple(row[place] for place in here) + rest for row in rows)
    table = connection.ops.quote_name(model._meta.db_table)
    listed = ", ".join(connection.ops.quote_name(name) for name in columns)
    if connection.vendor == "postgresql":
        done = _copy(f"COPY {table} ({listed}) FROM STDIN", ready)
        reset_sequence(model)
        return done
    marks = ", ".join("?" for _ in columns)
    return _insert(f"INSERT INTO {table} ({listed}) VALUES ({marks})", ready)


def _default(field: models.Field[Any, Any]) -> Any:
    value = field.get_default()
    if isinstance(field, models.JSONField):
        return json.dumps(value)
    return field.get_db_prep_save(value, connection)


def _copy(sql: str, rows: Iterator[tuple[Any, ...]]) -> int:
    done = 0
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(sql) as copy:
        for row in rows:
            copy.write_row(row)
            done += 1
    return done


def _insert(sql: str, rows: Iterator[tuple[Any, ...]]) -> int:
    done = 0
    with transaction.atomic():
        raw = connection.connection.cursor()  # Django's wrapper would look at every parameter
        while chunk := list(islice(rows, CHUNK)):
            raw.executemany(sql, chunk)
            done += len(chunk)
    return done


def reset_sequence(model: type[models.Model]) -> None:
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(sql)


@contextmanager
def without_indexes(*found: type[models.Model]) -> Iterator[None]:
    """Drop the plain indexes of tables and build them again at the end: far fewer seconds."""
    kept: list[str] = []
    with connection.cursor() as cursor:
        for model in found:
            for name, sql in _indexes(cursor, model._meta.db_table):
                cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
                kept.append(sql)
    yield
    with connection.cursor() as cursor:
        for sql in kept:
            cursor.execute(sql)


def _indexes(cursor: Any, table: str) -> list[tuple[str, str]]:
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT IN "
            "(SELECT conname FROM pg_constraint)",
            [table],
        )
    else:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s "
            "AND sql IS NOT NULL",
            [table],
        )
    return list(cursor.fetchall())


class Clock:
    """Says how long each step took."""

    def __init__(self) -> None:
        self.began = self.last = time.monotonic()

    def note(self, what: str) -> None:
        now = time.monotonic()
        print(f"  {now - self.last:7.1f} s  {what}", flush=True)
        self.last = now
