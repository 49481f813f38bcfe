"""Building the themes: read, discover, place, switch. What dies on the way changes nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from django.utils import timezone
from django_tasks import task

from sous.engines import themes
from sous.feedback.choices import TriageState
from sous.feedback.models import Item
from sous.insights import queries, rules
from sous.insights.commands import (
    fail_run,
    form_themes,
    keep_twins,
    place_items,
    start_run,
    switch_themes,
)
from sous.insights.commands.building import Built, BuiltTheme
from sous.insights.models import ItemVector, Run
from sous.insights.tasks.estimate import readers_for
from sous.insights.tasks.index import bring_index
from sous.insights.tasks.known import MOST_COMPARED, previous_for, twins_of
from sous.insights.tasks.models import centre_of, saved
from sous.insights.tasks.understand import _missing, _understand, bulk_for_backlog
from sous.kernel import jobs
from sous.kernel.actors import Actor
from sous.kernel.errors import Conflict

CHUNK = 2_000
INDEX_EVERY = 30_000
TRIES = 3
REGROUP_AFTER = 2  # times the items that there were when themes were last put into groups


@task(queue_name="long", priority=-1)
@jobs.alone
def build() -> int | None:
    """Build the themes anew from everything known. Returns the run, or None with too few items."""
    actor = Actor.system()
    _encode_all()
    if ItemVector.objects.filter(model=queries.encoder().name).count() < rules.FEWEST_ITEMS:
        return None
    run = start_run(actor=actor, at=timezone.now(), encoder=queries.encoder().name)
    try:
        for attempt in range(TRIES):
            try:
                _build(run, actor)
                break
            except Conflict:
                if attempt == TRIES - 1:
                    raise
    except Exception as error:
        fail_run(actor=actor, at=timezone.now(), run_id=run.pk, message=str(error)[:500])
        raise
    jobs.enqueue_once("sous.insights.tasks.understand", everything=True)
    jobs.enqueue_once("sous.insights.tasks.count")
    jobs.enqueue_once("sous.insights.tasks.describe")
    jobs.enqueue_once("sous.insights.tasks.keep_vocabulary")
    jobs.enqueue_once("sous.insights.tasks.index")
    jobs.enqueue_once("sous.insights.tasks.estimate", run.pk)
    return run.pk


def _encode_all() -> None:
    total = Item.objects.exclude(state=TriageState.SPAM).count()
    done = ItemVector.objects.filter(model=queries.encoder().name).count()
    start = read = 0
    bulk = bulk_for_backlog()
    while rows := _missing(start, CHUNK):
        _understand(rows, bulk)
        start = rows[-1][0]
        done, read = done + len(rows), read + len(rows)
        if read >= INDEX_EVERY:  # so that what is read is found long before the build is done
            bring_index()
            read = 0
        jobs.report(min(done, total), total, "Reading what was said")


class Corpus:
    """What a build reads: ids, vectors, and the texts as a stream out of the database."""

    def __init__(self) -> None:
        rows = ItemVector.objects.filter(model=queries.encoder().name).exclude(
            item__state=TriageState.SPAM
        )
        count = rows.count()
        width = queries.encoder().dimensions
        ids = np.zeros(count, np.int64)
        vectors = np.zeros((count, width), np.int8)
        n = 0
        for pk, data in rows.order_by("pk").values_list("pk", "data").iterator(chunk_size=CHUNK):
            if n == count:
                break  # what came after the count waits for the next build
            ids[n] = pk
            vectors[n] = np.frombuffer(bytes(data), np.int8, width)
            n += 1
        self.ids, self.vectors = ids[:n], vectors[:n]
        self.place = {int(pk): index for index, pk in enumerate(self.ids)}

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[str]:
        """One text for each id, in order; "" for an item that vanished meanwhile."""
        expected = iter(self.ids.tolist())
        wanted = next(expected, None)
        rows = Item.objects.filter(pk__lte=int(self.ids[-1]) if len(self.ids) else 0)
        for pk, title, text in (
            rows.order_by("pk").values_list("pk", "title", "text").iterator(chunk_size=CHUNK)
        ):
            while wanted is not None and wanted < pk:
                yield ""
                wanted = next(expected, None)
            if wanted == pk:
                yield rules.meaning_of(title, text)
                wanted = next(expected, None)
        while wanted is not None:
            yield ""
            wanted = next(expected, None)


@dataclass
class _Clock:
    """Seconds each step took."""

    began: float
    steps: dict[str, float]

    def note(self, step: str) -> None:
        now = time.monotonic()
        self.steps[step] = round(now - self.began, 2)
        self.began = now


def _build(run: Run, actor: Actor) -> None:
    clock = _Clock(time.monotonic(), {})
    mark = queries.edit_mark()
    corpus = Corpus()
    previous, standing = previous_for(corpus.place, len(corpus))
    grouped = queries.grouped_at()
    regroup = previous is None or len(corpus) > REGROUP_AFTER * grouped
    if previous is not None:
        previous = replace(previous, regroup=regroup)
    clock.note("read")

    def told(what: str, done: int, of: int) -> None:
        jobs.report(done, of, f"{what.capitalize()}"[:60])

    model = themes.discover(corpus, vectors=corpus.vectors, previous=previous, progress=told)
    clock.note("discover")
    _mark_twins(corpus, actor)
    clock.note("twins")
    known = set(previous.names) if previous else set()
    known_groups = set(previous.parent_names) if previous else set()
    groups = [_group(parent, corpus, known_groups) for parent in model.parents]
    leaves = [_leaf(theme, model, corpus, known) for theme in model.themes]
    now = timezone.now()
    group_ids = form_themes(actor=actor, at=now, built=groups, groups=True)
    places = form_themes(actor=actor, at=now, built=leaves, groups=False)
    moves = _place(corpus, model, places, standing, actor)
    clock.note("place")
    built = Built(
        themes=leaves,
        groups=groups,
        data=saved(model),
        items=len(corpus),
        last_edit=mark,
        timings=clock.steps,
        quality={
            **queries.accuracy_now(),
            "readers": readers_for(run.pk).quality(),
            "grouped": len(corpus) if regroup else grouped,
        },
    )
    switch_themes(
        actor=actor,
        at=timezone.now(),
        run_id=run.pk,
        built=built,
        places=places,
        group_ids=group_ids,
        moves=moves,
    )


def _group(parent: themes.Parent, corpus: Corpus, known: set[int]) -> BuiltTheme:
    return BuiltTheme(
        parent.key if parent.key in known else None,
        _sentence(parent.name),
        list(parent.keywords),
        [int(corpus.ids[i]) for i in parent.quotes],
    )


def _leaf(
    theme: themes.Theme, model: themes.ThemeModel, corpus: Corpus, known: set[int]
) -> BuiltTheme:
    members = np.flatnonzero(model.labels == theme.index)
    return BuiltTheme(
        theme.key if theme.key in known else None,
        theme.name if theme.key in known else _sentence(theme.name),
        list(theme.keywords),
        [int(corpus.ids[i]) for i in theme.quotes],
        theme.parent,
        centre_of(corpus.vectors[members]),
    )


def _sentence(name: str) -> str:
    name = name.strip()
    return name[:1].upper() + name[1:]


Standing = Mapping[int, int | None]


def _place(
    corpus: Corpus, model: themes.ThemeModel, places: list[int], standing: Standing, actor: Actor
) -> list[tuple[int, int | None, float]]:
    """First memberships at once, in chunks nobody sees yet; returns what changes its theme."""
    moves: list[tuple[int, int | None, float]] = []
    fresh: list[tuple[int, int | None, float]] = []
    labels, scores = model.labels.tolist(), model.scores.tolist()
    for index, item in enumerate(corpus.ids.tolist()):
        theme = places[labels[index]] if labels[index] >= 0 else None
        row = (item, theme, round(scores[index], 4))
        if item not in standing:
            fresh.append(row)
        elif standing[item] != theme:
            moves.append(row)
        if len(fresh) >= CHUNK:
            place_items(actor=actor, at=timezone.now(), rows=fresh)
            jobs.report(index, len(labels), "Placing")
            fresh = []
    if fresh:
        place_items(actor=actor, at=timezone.now(), rows=fresh)
    return moves


def _mark_twins(corpus: Corpus, actor: Actor) -> None:
    """Near-duplicates, by wording and meaning, point at the first of them."""
    if len(corpus) <= MOST_COMPARED:
        keep_twins(actor=actor, at=timezone.now(), twins=twins_of(corpus))
