"""The graph index for meaning, and the vocabulary for typing mistakes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
from django.utils import timezone
from django_tasks import task

from sous.engines.vectors import Index, ModelUnusable
from sous.insights import queries, rules
from sous.insights.commands import keep_words
from sous.insights.models import ItemVector
from sous.insights.queries.nearest import EXACT, index_about, index_folder
from sous.kernel import jobs
from sous.kernel.actors import Actor

CHUNK = 5_000
WAITING = 5_000  # new vectors that are worth writing the file again


@jobs.every(seconds=900)
@task(queue_name="quick", priority=-6)
def keep_vocabulary() -> int:
    """Renew the vocabulary, and mend the index of words where a table was remade under it."""
    return keep_words(actor=Actor.system(), at=timezone.now())


@task(queue_name="long", priority=-5)
def index() -> int:
    """Bring the graph index up to date. Returns how many vectors it holds; 0: none is needed."""
    model = queries.encoder()
    stored = ItemVector.objects.filter(model=model.name)
    total = stored.count()
    if total <= EXACT:
        return 0
    about = index_about()
    made, last = _old(about, model.name)
    held = int(about.get("count", 0)) if last else 0
    if last and abs(total - held) < max(WAITING, total // 20):
        return held
    below = stored.filter(pk__lte=last).count() if last else 0
    if last and held - below > total // 20:  # much was deleted: begin anew
        made, last, below = Index(model.dimensions), 0, 0
    done = below
    while rows := list(stored.filter(pk__gt=last).order_by("pk").values_list("pk", "data")[:CHUNK]):
        vectors = rules.unit(rules.unpack([bytes(data) for _, data in rows]))
        made.add(np.array([pk for pk, _ in rows], np.int64), vectors, threads=os.cpu_count() or 1)
        last, done = rows[-1][0], done + len(rows)
        jobs.report(done, total, "Indexing meaning")
    name = f"items-{last}-{done}.usearch"
    made.save(index_folder() / name)
    _point_to({"file": name, "model": model.name, "last": last, "count": done})
    return done


def _old(about: dict[str, object], model: str) -> tuple[Index, int]:
    if about.get("model") == model:
        try:
            return Index.load(index_folder() / str(about["file"])), int(str(about["last"]))
        except (OSError, ModelUnusable):
            pass
    return Index(queries.encoder().dimensions), 0


def _point_to(about: dict[str, object]) -> None:
    """Switch to a new file at once; the old ones go."""
    folder = index_folder()
    waiting = folder / "next.json"
    waiting.write_text(json.dumps(about))
    waiting.replace(folder / "current.json")
    for path in folder.glob("items-*.usearch"):
        if path.name != about["file"]:
            Path(path).unlink(missing_ok=True)
