"""Understanding new items: their meaning, their language, and the themes they join."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django_tasks import task

from sous.engines import themes
from sous.engines.vectors import FastEncoder, quantise
from sous.feedback.choices import TriageState
from sous.feedback.models import Item
from sous.insights import queries, rules
from sous.insights.choices import ThemeState
from sous.insights.commands import (
    flag_emerging,
    grow_emerging,
    keep_understanding,
)
from sous.insights.commands.understanding import NewTheme, Understood
from sous.insights.models import ItemVector, Membership, Run, Theme
from sous.insights.tasks.estimate import estimate_texts, readers_for
from sous.insights.tasks.models import centre_of, current_model, current_run
from sous.insights.tasks.twins import near_twins
from sous.kernel import jobs
from sous.kernel.actors import Actor

CHUNK, BULK_CHUNK = 256, 2_000
BUDGET = 15.0  # seconds, then others of the queue may go first
LOOK_BACK = 20_000  # ids; a later sweep finds what was committed out of order before that
RECENT = 3_000  # newest items among which emerging themes are looked for at most
WINDOW = 1_000  # of them at once
NAMED_AMONG = 300  # other texts that a name must set its theme apart from
FEWEST_COMPARED = 5
ALIKE = 0.5  # mean cosine between two groups that say the same, as within one
COMPARED = 50  # items of a flagged theme that stand for it


@task(queue_name="quick", priority=-1)
@jobs.alone
def understand(everything: bool = False) -> int:
    """Encode items that have no vector and let them join themes; returns how many were new."""
    began = time.monotonic()
    done = 0
    start = 0 if everything else _start()
    bulk = bulk_for_backlog()
    while True:
        rows = _missing(start, BULK_CHUNK if bulk else CHUNK)
        if not rows:
            break
        _understand(rows, bulk)
        done += len(rows)
        start = rows[-1][0]
        jobs.report(done, 0, "Reading what is new")
        if time.monotonic() - began > BUDGET:
            _look_for_emerging(done)
            jobs.enqueue_once("sous.insights.tasks.understand", everything=everything)
            jobs.enqueue_once("sous.insights.tasks.index")
            return done
    if done:
        _look_for_emerging(done)
    jobs.enqueue_once("sous.insights.tasks.count")
    if done:
        jobs.enqueue_once("sous.insights.tasks.index")
    if queries.build_is_due(timezone.now()):
        jobs.enqueue_once("sous.insights.tasks.build")
    return done


def _start() -> int:
    newest = ItemVector.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return max(0, newest - LOOK_BACK)


Row = tuple[int, str, str, str, str]


def _missing(after: int, size: int = CHUNK) -> list[Row]:
    """Items after an id that have no vector of this encoder and of their present words, by id."""
    known = ItemVector.objects.filter(pk=OuterRef("pk"), model=queries.encoder().name)
    known = known.filter(Q(digest=OuterRef("digest")) | Q(digest=None))
    rows = (
        Item.objects.filter(~Exists(known), pk__gt=after)
        .exclude(state=TriageState.SPAM)
        .order_by("pk")
        .values_list("pk", "title", "text", "digest", "channel")
    )
    return list(rows[:size])


def bulk_for_backlog() -> FastEncoder | None:
    """The imitation of the encoder, where so much waits that it pays."""
    items = Item.objects.exclude(state=TriageState.SPAM)
    waiting = items.count() - ItemVector.objects.count()

    def texts() -> Iterator[str]:
        rows = items.order_by("pk").values_list("pk", "title", "text")
        for _, title, text in rows.iterator(chunk_size=2_000):
            yield rules.meaning_of(title, text)

    return queries.bulk_encoder(waiting, texts)


def _understand(rows: Sequence[Row], bulk: FastEncoder | None = None) -> None:
    """Encode some items, place them, estimate what they are.

    What comes in bulk is not compared with all that was said before: the next build does that.
    """
    model_of = queries.encoder()
    ids = [row[0] for row in rows]
    texts = [rules.meaning_of(title, text) for _, title, text, _, _ in rows]
    vectors = np.asarray((bulk or model_of).encode(texts), np.float32)
    twins = {} if bulk else near_twins(ids, texts, vectors, model_of.name)
    made_by = bulk.name if bulk else None
    run = current_run()
    model = current_model(run) if run and run.encoder == model_of.name else None
    kept = []
    packed = [row.tobytes() for row in quantise(vectors)]
    found = model.assign(texts, vectors=vectors) if model and model.themes else None
    for place, (pk, _, _, digest, _) in enumerate(rows):
        theme, score, placed = None, 0.0, False
        if found is not None and run is not None:
            label, placed = int(found.labels[place]), True
            theme = run.places[label] if label >= 0 else None
            score = float(found.scores[place])
        twin = twins.get(pk)
        kept.append(Understood(pk, digest, packed[place], theme, score, placed, twin, made_by))
    if run:
        kept = _follow(kept)
    keep_understanding(actor=Actor.system(), at=timezone.now(), encoder=model_of.name, rows=kept)
    readers = readers_for(run.pk if run else 0)
    estimate_texts(readers, ids, texts, [row[4] for row in rows], vectors)


def _follow(rows: list[Understood]) -> list[Understood]:
    """Items of a theme that was merged since the build go where it went."""
    target = queries.merge_targets({row.theme_id for row in rows if row.theme_id})
    return [
        replace(row, theme_id=target.get(row.theme_id, row.theme_id)) if row.theme_id else row
        for row in rows
    ]


def _look_for_emerging(read: int) -> None:
    """Flag groups that fit no theme among the newest items, those just ``read`` at the least.

    They are looked through in windows: the more texts are compared at once, the likelier some of
    them are near each other by chance. What two windows find of one kind is one theme.
    """
    run: Run | None = current_run()
    model = current_model(run) if run else None
    if run is None or model is None or not model.themes:
        return
    newest = list(
        Membership.objects.filter(at__gt=run.started_at)
        .exclude(by="person")
        .exclude(theme__emerging_since__isnull=False)
        .order_by("-at", "-pk")
        .values_list("pk", "score", "said_at", "item__account")[: min(max(read, WINDOW), RECENT)]
    )
    for start in range(0, len(newest), WINDOW):
        _look_through(model, newest[start : start + WINDOW])


def _look_through(model: themes.ThemeModel, newest: list[tuple]) -> None:
    stored = ItemVector.objects.in_bulk([row[0] for row in newest])
    newest = [row for row in newest if row[0] in stored]
    if len(newest) < FEWEST_COMPARED:
        return
    rows = rules.unpack([bytes(stored[row[0]].data) for row in newest])
    points = rules.unit(rows)
    found = themes.emerging(
        model,
        points,
        times=[row[2] for row in newest],
        accounts=[str(row[3]) if row[3] else None for row in newest],
    )
    for group in found:
        members = list(group.members)
        items = [(newest[i][0], newest[i][1]) for i in members]
        ids = [pk for pk, _ in items]
        others = [row[0] for i, row in enumerate(newest) if i not in set(members)][:NAMED_AMONG]
        name, keywords = name_of(_texts_of(ids), among=_texts_of(others))
        new = NewTheme(
            name=name,
            keywords=keywords,
            items=items,
            since=group.since,
            per_week=group.per_week if queries.mostly_dated(ids) else 0.0,
            accounts=[int(account) for account in group.accounts],
        )
        actor, at = Actor.system(), timezone.now()
        same = _same_as(points[members])
        if same is not None:
            grow_emerging(actor=actor, at=at, theme_id=same, found=new)
        else:
            flag_emerging(actor=actor, at=at, found=new, centre=centre_of(rows[members]))


def _same_as(points: np.ndarray) -> int | None:
    """The theme already flagged as emerging that says the same as these vectors, if one does."""
    best, nearest = None, ALIKE
    flagged = Theme.objects.filter(state=ThemeState.ACTIVE, emerging_since__isnull=False)
    for theme in flagged.order_by("pk").values_list("pk", flat=True):
        stored = ItemVector.objects.filter(item__in=_some_of(theme)).values_list("data", flat=True)
        others = rules.unit(rules.unpack([bytes(data) for data in stored], points.shape[1]))
        alike = float((points @ others.T).mean()) if len(others) else 0.0
        if alike >= nearest:
            best, nearest = theme, alike
    return best


def _some_of(theme: int) -> list[int]:
    newest = Membership.objects.filter(theme=theme).order_by("-said_at", "-pk")
    return list(newest.values_list("pk", flat=True)[:COMPARED])


def _texts_of(ids: list[int]) -> list[str]:
    texts = dict(Item.objects.filter(pk__in=ids).values_list("pk", "text"))
    return [texts.get(pk, "") for pk in ids]


def name_of(texts: list[str], *, among: list[str]) -> tuple[str, list[str]]:
    """A name and keywords for a handful of texts: what these say and the others do not."""
    from sous.engines.themes.naming import name_groups

    groups = np.repeat([0, 1], [len(texts), len(among)])
    named = name_groups([*texts, *among], groups, 2)[0]
    name = named.name.strip()
    return (name[:1].upper() + name[1:]) or "Something new", list(named.keywords)
