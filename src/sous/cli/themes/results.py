"""What ``sous themes FILE`` found, as data, as files, and as a report to forward."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from sous.cli.themes.corpus import Corpus
from sous.engines.tables import guard
from sous.engines.themes import ThemeModel

WEEKS = 26
QUOTES = 4
LONGEST_QUOTE = 420


def report_data(corpus: Corpus, model: ThemeModel, seconds: float) -> dict[str, Any]:
    """Everything the files and the table show, as plain data."""
    total = len(corpus.texts)
    placed = int((model.labels >= 0).sum())
    known = [at for at in corpus.times if at is not None]
    ends = (min(known), max(known)) if len(known) > total / 2 else None
    rated = [rating for rating in corpus.ratings if rating is not None]
    has_ratings = len(rated) > total / 4
    order = sorted(model.themes, key=lambda theme: (-theme.size, theme.index))
    numbers = {theme.index: place + 1 for place, theme in enumerate(order)}
    rows = [_theme(theme, numbers, corpus, model, ends, has_ratings) for theme in order]
    groups = [
        {
            "name": _sentence(parent.name),
            "size": parent.size,
            "share": parent.size / total,
            "themes": sorted(numbers[child] for child in parent.children),
        }
        for parent in sorted(model.parents, key=lambda parent: (-parent.size, parent.index))
    ]
    minutes = _some(round(seconds), "second") if seconds < 120 else f"{seconds / 60:.0f} minutes"
    return {
        "file": corpus.name,
        "format": corpus.format,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "texts": total,
        "placed": placed,
        "refused": corpus.refused,
        "skipped": corpus.skipped,
        "seconds": round(seconds, 1),
        "first": ends[0].isoformat() if ends else None,
        "last": ends[1].isoformat() if ends else None,
        "has_ratings": has_ratings,
        "rating": round(float(np.mean(rated)), 2) if has_ratings else None,
        "sentence": f"{_some(total, 'text')}, {_some(len(rows), 'theme')}, found in {minutes}",
        "agreement": agreement(corpus, model),
        "groups": groups,
        "themes": rows,
    }


def _theme(
    theme: Any,
    numbers: dict[int, int],
    corpus: Corpus,
    model: ThemeModel,
    ends: tuple[datetime, datetime] | None,
    has_ratings: bool,
) -> dict[str, Any]:
    members = np.flatnonzero(model.labels == theme.index).tolist()
    ratings = [r for i in members if (r := corpus.ratings[i]) is not None]
    accounts = {corpus.accounts[i] for i in members if corpus.accounts[i]}
    return {
        "number": numbers[theme.index],
        "name": _sentence(theme.name),
        "group": _sentence(model.parents[theme.parent].name) if theme.parent is not None else None,
        "keywords": list(theme.keywords),
        "size": theme.size,
        "share": theme.size / max(1, len(corpus.texts)),
        "accounts": len(accounts),
        "rating": round(float(np.mean(ratings)), 2) if has_ratings and ratings else None,
        "weeks": _weeks([corpus.times[i] for i in members], ends) if ends else [],
        "quotes": [_quote(corpus, i) for i in theme.quotes[:QUOTES]],
    }


def _quote(corpus: Corpus, index: int) -> dict[str, Any]:
    at = corpus.times[index]
    text = corpus.texts[index].strip()
    if len(text) > LONGEST_QUOTE:
        text = text[:LONGEST_QUOTE].rsplit(" ", 1)[0] + "…"
    return {
        "id": corpus.ids[index],
        "text": text,
        "on": at.date().isoformat() if at else None,
        "rating": corpus.ratings[index],
        "account": corpus.accounts[index],
    }


def _weeks(times: Sequence[datetime | None], ends: tuple[datetime, datetime]) -> list[int]:
    """Counts of equal spans from the first text to the last: weeks where the time is short."""
    first, last = ends
    span = max(last - first, timedelta(days=1))
    count = max(4, min(WEEKS, int(span.days / 7) + 1))
    found = [0] * count
    for at in times:
        if at is not None:
            found[min(count - 1, int((at - first) / span * count))] += 1
    return found


def _some(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _sentence(name: str) -> str:
    name = name.strip()
    return name[:1].upper() + name[1:]


def dumps(data: dict[str, Any]) -> str:
    """JSON for people and machines."""
    return json.dumps(data, ensure_ascii=False, indent=2)


def write_json(path: Path, data: dict[str, Any]) -> None:
    """themes.json"""
    path.write_text(dumps(data) + "\n", encoding="utf-8")


def assignments(
    corpus: Corpus, model: ThemeModel, data: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """For every text, in the file's order: its theme by number and name, and how surely.

    ``number`` is the theme's in the report; None where a text is in no theme. ``label`` is there
    where a column of labels was named.
    """
    order = sorted(model.themes, key=lambda theme: (-theme.size, theme.index))
    themes = {theme.index: row for theme, row in zip(order, data["themes"], strict=True)}
    rows = zip(corpus.ids, model.labels.tolist(), model.scores.tolist(), corpus.labels, strict=True)
    for key, place, score, label in rows:
        theme = themes.get(place, {"number": None, "name": "", "group": None})
        row = {
            "id": key,
            "number": theme["number"],
            "theme": theme["name"],
            "group": theme["group"],
            "score": round(score, 4),
        }
        yield row | ({"label": label} if data["agreement"] else {})


def write_assignments(file: TextIO, rows: Iterable[dict[str, Any]], *, lines: bool = False) -> None:
    """The assignments as CSV, whose cells are safe in spreadsheets, or as JSON ``lines``."""
    import csv

    if lines:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        return
    writer = csv.writer(file)
    for place, row in enumerate(rows):
        if not place:
            writer.writerow(row)
        writer.writerow([guard(cell) if isinstance(cell, str) else cell for cell in row.values()])


def agreement(corpus: Corpus, model: ThemeModel) -> dict[str, Any] | None:
    """How far the themes agree with people's labels, over the texts that have one; else None.

    ARI (Hubert and Arabie 1985) and AMI (Vinh, Epps and Bailey 2010): 0 is chance, 1 the same.
    """
    told = [place for place, label in enumerate(corpus.labels) if label.strip()]
    if not told:
        return None
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

    labels = [corpus.labels[place].strip() for place in told]
    found = model.labels[told]
    return {
        "texts": len(told),
        "labels": len(set(labels)),
        "themes": len(set(found[found >= 0].tolist())),
        "ari": round(float(adjusted_rand_score(labels, found)), 4),
        "ami": round(float(adjusted_mutual_info_score(labels, found)), 4),
    }


def write_report(path: Path, data: dict[str, Any]) -> None:
    """report.html: one file that shows everything, without a server."""
    from sous.cli.themes.report import render

    path.write_text(render(data), encoding="utf-8")
