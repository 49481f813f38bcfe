"""Keeping the index of meaning, and the vocabulary for typing mistakes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks import task

from sous.engines.vectors import IndexBusy
from sous.engines.vectors.index import LEARN_FROM, Writer, cells_for, writing
from sous.insights import queries, rules
from sous.insights.commands import keep_words
from sous.insights.models import ItemVector
from sous.insights.queries.nearest import EXACT, index_folder
from sous.kernel import jobs
from sous.kernel.actors import Actor

PART = 50_000  # rows written at a time: what a build that is killed has to do again at most
WAITING = 5_000  # new vectors that are worth a part of their own
# What was kept at a time may be committed a little later: so young, it stays in the tail.
SETTLED = timedelta(seconds=60)
CHUNK = 2_000


@jobs.every(seconds=900)
@task(queue_name="quick", priority=-6)
def keep_vocabulary() -> int:
    """Renew the vocabulary, and mend the index of words where a table was remade under it."""
    return keep_words(actor=Actor.system(), at=timezone.now())


@jobs.every(seconds=86_400)
@task(queue_name="long", priority=-6)
def forget_vanished() -> int:
    """Take what was erased out of the index's files too. Returns how many rows it holds."""
    return bring_index(thorough=True)


@task(queue_name="long", priority=-5)
def index() -> int:
    """Bring the index up to date. Returns how many vectors it holds; 0: none is needed."""
    return bring_index()


def bring_index(*, thorough: bool = False) -> int:
    """The same inside another task. Does nothing where somebody else is at it."""
    folder = index_folder()
    if not (folder / "current.json").exists() and ItemVector.objects.count() <= EXACT:
        return 0
    try:
        with writing(folder) as writer:
            return _bring(writer, thorough)
    except IndexBusy:
        return 0


def _bring(writer: Writer, thorough: bool) -> int:
    encoder = queries.encoder()
    stored = ItemVector.objects.filter(model=encoder.name)
    if writer.index is None or writer.index.about.get("model") != encoder.name:
        if stored.count() <= EXACT:
            return 0
        _begin(writer, stored, encoder.name)
    assert writer.index is not None
    if "cursor" in writer.index.about:
        _first(writer, stored)
    _catch_up(writer, stored)
    _forget(writer, stored, thorough)
    if thorough and len(writer.index) < writer.index.rows_held:
        writer.rewrite()
    else:
        writer.settle(lambda done, of: jobs.report(done, of, "Tidying the index of meaning"))
    return len(writer.index)


def _begin(writer: Writer, stored: QuerySet[ItemVector], model: str) -> None:
    """An empty index, its cells learnt from vectors evenly spread over all."""
    total = stored.count()
    ids = list(stored.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK))
    step = max(1, total // (cells_for(total) * LEARN_FROM))
    some = ids[::step]
    rows: list[bytes] = []
    for start in range(0, len(some), 800):
        part = stored.filter(pk__in=some[start : start + 800]).order_by("pk")
        rows += [bytes(data) for data in part.values_list("data", flat=True)]
    base = (timezone.now() - SETTLED).isoformat()
    sample = rules.unit(rules.unpack(rows))
    writer.begin(sample, total, {"model": model, "base": base, "cursor": 0})


def _first(writer: Writer, stored: QuerySet[ItemVector]) -> None:
    """All that there was at the beginning, in the order of ids; goes on where it stopped."""
    assert writer.index is not None
    about = dict(writer.index.about)
    base = datetime.fromisoformat(about["base"])
    old = stored.filter(Q(kept_at=None) | Q(kept_at__lt=base))
    done, total = len(writer.index), 0
    while True:
        rows = old.filter(pk__gt=about["cursor"]).order_by("pk")[:PART]
        keys, packed = _read(rows, writer.index.dimensions)
        total = total or old.count()
        if len(keys):
            about["cursor"] = int(keys[-1])
        if len(keys) < PART:
            about = {"model": about["model"], "since": about["base"]}
        writer.add(keys, packed, about=about)
        done += len(keys)
        jobs.report(done, max(done, total), "Indexing meaning")
        if "since" in about:
            return


def _catch_up(writer: Writer, stored: QuerySet[ItemVector]) -> None:
    """What was kept since; a part that is added twice only replaces itself."""
    assert writer.index is not None
    about = dict(writer.index.about)
    until = timezone.now() - SETTLED
    new = stored.filter(kept_at__gte=datetime.fromisoformat(about["since"]), kept_at__lt=until)
    if new.count() < WAITING:
        return
    after = 0
    while True:
        keys, packed = _read(
            new.filter(pk__gt=after).order_by("pk")[:PART], writer.index.dimensions
        )
        whole = len(keys) < PART
        if whole:
            about["since"] = until.isoformat()
        writer.add(keys, packed, about=about)
        if whole:
            return
        after = int(keys[-1])


def _forget(writer: Writer, stored: QuerySet[ItemVector], thorough: bool) -> None:
    """Take out what the database does not have any more, where that is so."""
    assert writer.index is not None
    since = datetime.fromisoformat(writer.index.about["since"])
    # Both counts are read off an index; which rows are gone takes a look at all ids.
    younger = ItemVector.objects.filter(kept_at__gte=since).count()
    if not thorough and len(writer.index) <= ItemVector.objects.count() - younger:
        return
    there = stored.order_by("pk").values_list("pk", flat=True)
    ids = np.fromiter(there.iterator(chunk_size=CHUNK), np.int64)
    gone = np.setdiff1d(writer.index.keys(), ids)
    if len(gone):
        none = np.zeros((0, writer.index.dimensions), np.int8)
        writer.add(np.zeros(0, np.int64), none, gone=gone)


def _read(rows: QuerySet[ItemVector], width: int) -> tuple[np.ndarray, np.ndarray]:
    """Ids and int8 rows, in order; a row of another width is left out."""
    keys = np.zeros(PART, np.int64)
    packed = np.zeros((PART, width), np.int8)
    n = 0
    for pk, data in _pairs(rows):
        if len(data) == width:
            keys[n], packed[n] = pk, np.frombuffer(data, np.int8)
            n += 1
    return keys[:n], packed[:n]


def _pairs(rows: QuerySet[ItemVector]) -> Iterator[tuple[int, bytes]]:
    for pk, data in rows.values_list("pk", "data").iterator(chunk_size=CHUNK):
        yield pk, bytes(data)
