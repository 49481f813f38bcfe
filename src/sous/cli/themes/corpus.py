"""Reading a file of feedback for ``sous themes``: its words, and what else helps to show them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sous.cli.setup import load_formats
from sous.engines import tables
from sous.kernel.errors import Invalid


@dataclass
class Corpus:
    """Columns of what was read. ``rows[i]`` is the row number; the rest is per text."""

    name: str
    format: str = ""
    ids: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    times: list[datetime | None] = field(default_factory=list)
    ratings: list[float | None] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    refused: int = 0
    skipped: int = 0

    def add(
        self,
        key: str,
        text: str,
        at: datetime | None = None,
        rating: float | None = None,
        account: str = "",
        label: str = "",
    ) -> None:
        self.ids.append(key)
        self.texts.append(text)
        self.times.append(at)
        self.ratings.append(rating)
        self.accounts.append(account)
        self.labels.append(label)


def read_corpus(
    path: Path, *, text: str | None, key: str | None, label: str | None = None
) -> Iterator[tuple[Corpus, float]]:
    """Read ``path``; gives the corpus so far and the share of the file that is read, now and then.

    ``text``, ``key`` and ``label`` name columns; without ``text`` the format is recognised and its
    words are taken. Raises Invalid for files and columns that cannot be used.
    """
    if not path.is_file():
        raise Invalid(f"There is no file {path}.")
    try:
        with tables.open_table(path) as table:
            _check_columns(table, path, text, key, label)
            read = _rows(table, path, text, key, label) if text else None
            yield from read or _records(table, path, key, label)
    except tables.TableError as error:
        raise Invalid(str(error)) from error


def _check_columns(table: tables.Table, path: Path, *names: str | None) -> None:
    for column in names:
        if column and column not in table.header:
            known = ", ".join(table.columns[:30])
            raise Invalid(f"{path.name} has no column “{column}”. It has: {known}.")


def _rows(
    table: tables.Table, path: Path, text: str, key: str | None, label: str | None
) -> Iterator[tuple[Corpus, float]]:
    corpus = Corpus(path.name, f"column “{text}”")
    for row in table.rows():
        if row.problem:
            corpus.refused += 1
            continue
        words = row.text(text)
        if not words.strip():
            corpus.skipped += 1
            continue
        name = row.text(key) if key else str(row.number)
        corpus.add(name, words, label=row.text(label) if label else "")
        if len(corpus.texts) % 2_000 == 0:
            yield corpus, table.progress
    yield corpus, 1.0


def _records(
    table: tables.Table, path: Path, key: str | None, label: str | None
) -> Iterator[tuple[Corpus, float]]:
    load_formats()
    found = tables.detect(table)
    if not found:
        columns = ", ".join(table.columns[:30]) or "none"
        raise Invalid(f"No column of {path.name} looks like words. Name it with --text: {columns}.")
    chosen = found[0].format
    corpus = Corpus(path.name, chosen.label)
    for outcome in tables.read(table, chosen):
        if isinstance(outcome, tables.Record):
            if not outcome.text.strip():
                corpus.skipped += 1
                continue
            title = outcome.title.strip()
            words = outcome.text
            if title and not words.startswith(title):
                words = f"{title}\n{words}"
            number = outcome.source_id or str(outcome.row_number)
            if key:
                number = str(outcome.raw.get(key, number))
            rating = float(outcome.rating) if outcome.rating is not None else None
            account = outcome.account_name or outcome.account_domain
            said = str(outcome.raw.get(label, "")) if label else ""
            corpus.add(number, words, outcome.created_at, rating, account, said)
        elif isinstance(outcome, tables.Refusal):
            corpus.refused += 1
        else:
            corpus.skipped += 1
        if len(corpus.texts) % 2_000 == 0:
            yield corpus, table.progress
    yield corpus, 1.0


def exists_and_writable(folder: Path) -> None:
    """Make the folder results go to. Raises Invalid."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Invalid(f"Cannot write to {folder}: {error.strerror}.") from error
    if not os.access(folder, os.W_OK):
        raise Invalid(f"Cannot write to {folder}.")
