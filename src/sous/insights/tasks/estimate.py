"""Language, feeling and kind of items nobody judged; silent where nothing is known."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db.models import Count, Q
from django.utils import timezone
from django_tasks import task

from sous.engines.classify import Kinds, Report, Sentiment, languages
from sous.feedback.choices import JudgedBy
from sous.feedback.commands import estimate_items
from sous.feedback.commands.estimates import Estimate
from sous.feedback.models import Item
from sous.insights import queries, rules
from sous.insights.models import ItemVector
from sous.kernel import jobs
from sous.kernel.actors import Actor

TAUGHT_BY = 6_000  # newest judged items that are learnt from
CHUNK = 500
KNOWN = [JudgedBy.PERSON, JudgedBy.RATING, JudgedBy.SOURCE]
TONES = ("negative", "neutral", "positive")
ENOUGH = 20  # judged items of a channel, before what was learnt is believed about it


@dataclass
class Readers:
    """What was learnt, and how often it is wrong."""

    sentiment: Sentiment = field(default_factory=Sentiment)
    kinds: Kinds = field(default_factory=Kinds)
    heard: frozenset[str] = frozenset()  # channels whose feeling was learnt

    def quality(self) -> dict[str, dict[str, Any]]:
        """For the accuracy page: the error of each on texts it did not learn from."""
        return {
            "Feeling": _figures(self.sentiment.report),
            "Kind": _figures(self.kinds.report),
        }


def _figures(report: Report | None) -> dict[str, Any]:
    if report is None:
        return {"learnt": 0}
    return {
        "learnt": report.examples,
        "accuracy": round(report.accuracy, 4),
        "answered": round(report.coverage, 4),
        "macro_f1": round(report.macro_f1, 4),
    }


_lock = threading.Lock()
_taught: dict[int, Readers] = {}


def readers_for(run_id: int) -> Readers:
    """What this process learnt for a build; learnt now where it did not yet."""
    with _lock:
        if run_id not in _taught:
            _taught.clear()
            _taught[run_id] = teach()
        return _taught[run_id]


def teach() -> Readers:
    """Learn feeling from ratings and people, kind from people and sources."""
    model = queries.encoder().name
    judged = Item.objects.filter(sentiment__isnull=False, sentiment_by__in=KNOWN)
    counts = judged.order_by().values_list("channel").annotate(n=Count("pk"))
    heard = frozenset(channel for channel, n in counts if n >= ENOUGH)
    return Readers(_teach_sentiment(model), _teach_kinds(model), heard)


def _teach_sentiment(model: str) -> Sentiment:
    rows = _examples(Item.objects.filter(sentiment__isnull=False, sentiment_by__in=KNOWN), model)
    if not rows:
        return Sentiment()
    labels = [TONES[rules.tone(row[3])] for row in rows]
    return Sentiment.train([row[1] for row in rows], _vectors(rows), labels)


def _teach_kinds(model: str) -> Kinds:
    rows = _examples(Item.objects.filter(kind_by__in=KNOWN).exclude(kind=""), model)
    if not rows:
        return Kinds()
    return Kinds.train([row[1] for row in rows], _vectors(rows), [row[4] for row in rows])


Row = tuple[int, str, bytes, Any, str]


def _examples(items: Any, model: str) -> list[Row]:
    found = list(
        items.order_by("-pk").values_list("pk", "title", "text", "sentiment", "kind")[:TAUGHT_BY]
    )
    ids = [row[0] for row in found]
    stored: dict[int, bytes] = {}
    for start in range(0, len(ids), CHUNK):
        part = ItemVector.objects.filter(model=model, pk__in=ids[start : start + CHUNK])
        stored.update((pk, bytes(data)) for pk, data in part.values_list("pk", "data"))
    return [
        (pk, rules.meaning_of(title, text), stored[pk], tone, kind)
        for pk, title, text, tone, kind in found
        if pk in stored
    ]


def _vectors(rows: Sequence[Row]) -> np.ndarray:
    return rules.unit(rules.unpack([row[2] for row in rows]))


def estimate_texts(
    readers: Readers,
    ids: Sequence[int],
    texts: Sequence[str],
    channels: Sequence[str],
    vectors: np.ndarray,
) -> None:
    """Estimate some items and keep what is known of them.

    What was learnt from ratings in one channel says little about another: where nobody rates, only
    words that leave no doubt count.
    """
    spoken = languages(texts)
    learnt = readers.sentiment.read(texts, vectors)
    plain = Sentiment().read(texts)
    feelings = [
        ours if channel in readers.heard else words
        for ours, words, channel in zip(learnt, plain, channels, strict=True)
    ]
    kinds = readers.kinds.read(texts, vectors)
    estimates = [
        Estimate(
            pk,
            kind=kind.label if kind else None,
            sentiment=feeling.value if feeling else None,
            language=code or None,
            forget=True,
        )
        for pk, (code, _), feeling, kind in zip(ids, spoken, feelings, kinds, strict=True)
    ]
    estimate_items(actor=Actor.system(), at=timezone.now(), estimates=estimates)


@task(queue_name="long", priority=-4)
def estimate(run_id: int) -> int:
    """Estimate all items again with what was learnt since. Returns how many were looked at."""
    readers = readers_for(run_id)
    model = queries.encoder().name
    open_ = Q(sentiment_by__in=["", JudgedBy.MODEL]) | Q(kind_by__in=["", JudgedBy.MODEL])
    total, done, after = Item.objects.filter(open_).count(), 0, 0
    while True:
        items = Item.objects.filter(open_, pk__gt=after).order_by("pk")
        rows = list(items.values_list("pk", "title", "text", "channel")[:CHUNK])
        if not rows:
            break
        after = rows[-1][0]
        part = ItemVector.objects.filter(model=model, pk__in=[row[0] for row in rows])
        stored = {pk: bytes(data) for pk, data in part.values_list("pk", "data")}
        rows = [row for row in rows if row[0] in stored]
        if rows:
            vectors = rules.unit(rules.unpack([stored[row[0]] for row in rows]))
            texts = [rules.meaning_of(title, text) for _, title, text, _ in rows]
            channels = [row[3] for row in rows]
            estimate_texts(readers, [row[0] for row in rows], texts, channels, vectors)
        done += CHUNK
        jobs.report(min(done, total), total, "Estimating feeling and kind")
    jobs.enqueue_once("sous.insights.tasks.recount")
    return total
