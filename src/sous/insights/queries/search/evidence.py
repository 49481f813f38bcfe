"""Evidence for a query: what has the words, what means the same, in one ranking."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet
from django.utils import timezone

from sous.engines.vectors import fuse
from sous.feedback.choices import Channel, Kind, TriageState
from sous.feedback.models import Item
from sous.insights import rules
from sous.insights.models import ItemVector, Membership, Theme
from sous.insights.queries.encoding import encoder
from sous.insights.queries.evidence import themes_for_items
from sous.insights.queries.nearest import nearest_items
from sous.insights.queries.search.spelling import plain
from sous.insights.queries.search.words import Asked, items_with_words, read
from sous.insights.queries.segments import accounts_of_segment
from sous.kernel.actors import Actor
from sous.kernel.errors import Invalid
from sous.kernel.permissions import require_view
from sous.kernel.refs import make_ref
from sous.kernel.search import Hit

DEEP = 200  # results of each kind that are put into one ranking
EXACT = 4_000  # so many items under a filter are compared one by one
ALIKE = 0.32  # cosine below which a text is about something else
EXCERPT = 280
TONES = {"negative": (-1.01, -0.25), "mixed": (-0.25, 0.25), "positive": (0.25, 1.01)}


@dataclass(frozen=True)
class EvidenceFilter:
    """Where to look. Empty fields do not filter."""

    account: int | None = None
    segment: int | None = None
    channel: str = ""
    product: int | None = None
    kind: str = ""
    tone: str = ""
    theme: int | None = None
    since: date | None = None
    until: date | None = None

    @property
    def is_empty(self) -> bool:
        return self == EvidenceFilter()

    @classmethod
    def of(cls, values: dict[str, str]) -> EvidenceFilter:
        """From words as they stand in an address; refs like ACC-3 may stand for ids.

        Raises Invalid.
        """
        problems: dict[str, str] = {}
        found: dict[str, Any] = {}
        for name in ("account", "segment", "product", "theme"):
            if word := values.get(name, "").strip():
                number = word.rpartition("-")[2]
                if number.isdigit() and len(number) < 18:
                    found[name] = int(number)
                else:
                    problems[name] = f"“{word[:40]}” is not one."
        choices = {"channel": Channel.values, "kind": Kind.values, "tone": list(TONES)}
        for name, allowed in choices.items():
            if word := values.get(name, "").strip():
                found[name] = word
                if word not in allowed:
                    problems[name] = f"“{word[:40]}” is not one of {', '.join(allowed)}."
        for name in ("since", "until"):
            if word := values.get(name, "").strip():
                try:
                    found[name] = date.fromisoformat(word)
                except ValueError:
                    problems[name] = "Write a day like 2026-03-31."
        if (days := values.get("period", "").strip()) and "since" not in found:
            if days.isdigit() and 0 < int(days[:6]) <= 36_500:
                found["since"] = timezone.localdate() - timedelta(days=int(days))
            else:
                problems["period"] = "A period is a number of days."
        if problems:
            raise Invalid("This filter cannot be used.", problems)
        return cls(**found)

    def narrow(self, items: QuerySet[Item]) -> QuerySet[Item]:
        """The items that pass."""
        if self.account:
            items = items.filter(Q(account=self.account) | Q(account__merged_into=self.account))
        if self.segment:
            within = accounts_of_segment(self.segment).order_by().values("pk")
            items = items.filter(Q(account__in=within) | Q(account__merged_into__in=within))
        if self.channel:
            items = items.filter(channel=self.channel)
        if self.product:
            items = items.filter(product=self.product)
        if self.kind:
            items = items.filter(kind=self.kind)
        if self.tone:
            low, high = TONES[self.tone]
            items = items.filter(sentiment__gt=low, sentiment__lt=high)
        if self.theme:
            rows = Membership.objects.filter(Q(theme=self.theme) | Q(theme__parent=self.theme))
            items = items.filter(pk__in=rows.order_by().values("pk"))
        if self.since:
            items = items.filter(said_at__gte=_start(self.since))
        if self.until:
            items = items.filter(said_at__lt=_start(self.until + timedelta(days=1)))
        return items


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


@dataclass(frozen=True)
class Found:
    """One piece of evidence. ``spans`` are character positions in ``excerpt`` to be marked.

    ``by`` says why: words, meaning, or both.
    """

    item: Item
    excerpt: str
    spans: list[tuple[int, int]]
    by: str
    cosine: float | None
    theme: Theme | None


@dataclass
class Results:
    """What a search came to. ``corrections``: what was typed → what was also searched for."""

    query: str
    found: list[Found] = field(default_factory=list)
    corrections: dict[str, str] = field(default_factory=dict)
    terms: list[str] = field(default_factory=list)
    more: bool = False


def search_evidence(
    actor: Actor,
    query: str,
    *,
    chosen: EvidenceFilter | None = None,
    limit: int = 20,
    offset: int = 0,
) -> Results:
    """Feedback that has the words or means the same, best first; at most some 400 results.

    Typing mistakes are set right by what occurs in the evidence; words in "quotes" must stand
    side by side. Without words, the newest that passes the filter.
    """
    require_view(actor)
    chosen = chosen or EvidenceFilter()
    query = " ".join(query.split())[:400]
    narrowed = None if chosen.is_empty else chosen.narrow(_evidence())
    if not query:
        ids = [] if narrowed is None else _newest(narrowed, offset + limit + 1)
        return _results(query, Asked(), ids, {}, set(ids), limit, offset)
    asked = read(query)
    with_words = items_with_words(asked, narrowed, DEEP)
    near = {} if asked.phrases and not asked.words else _near(query, asked, narrowed)
    ranked = fuse([with_words, list(near)])
    ids = [pk for pk, _ in ranked]
    return _results(query, asked, ids, near, set(with_words), limit, offset)


def _evidence() -> QuerySet[Item]:
    return Item.objects.exclude(state=TriageState.SPAM)


def _newest(items: QuerySet[Item], count: int) -> list[int]:
    return list(items.order_by("-said_at", "-pk").values_list("pk", flat=True)[:count])


def _near(query: str, asked: Asked, narrowed: QuerySet[Item] | None) -> dict[int, float]:
    """Items that mean the same, with their cosine, nearest first."""
    for typed, meant in asked.corrections.items():
        query = re.sub(rf"(?i)\b{re.escape(typed)}\b", meant, query)
    model = encoder()
    if not ItemVector.objects.exists():
        return {}
    vector = np.asarray(model.encode([query]), np.float32)[0]
    if narrowed is None:
        return {pk: c for pk, c in nearest_items(vector, model.name, DEEP) if c >= ALIKE}
    ids = list(narrowed.order_by().values_list("pk", flat=True)[: EXACT + 1])
    if len(ids) <= EXACT:
        return _exact(vector, model.name, ids)
    near = nearest_items(vector, model.name, DEEP * 5)
    inside = set(narrowed.filter(pk__in=[pk for pk, _ in near]).values_list("pk", flat=True))
    return {pk: c for pk, c in near if pk in inside and c >= ALIKE}


def _exact(vector: np.ndarray, model: str, ids: Sequence[int]) -> dict[int, float]:
    stored: list[tuple[int, bytes]] = []
    for start in range(0, len(ids), 800):
        part = ItemVector.objects.filter(model=model, pk__in=ids[start : start + 800])
        stored += [(pk, bytes(data)) for pk, data in part.values_list("pk", "data")]
    if not stored:
        return {}
    alike = rules.unit(rules.unpack([data for _, data in stored])) @ vector
    best = np.argsort(-alike, kind="stable")[:DEEP]
    return {stored[i][0]: float(alike[i]) for i in best if alike[i] >= ALIKE}


def _results(
    query: str,
    asked: Asked,
    ids: list[int],
    near: dict[int, float],
    with_words: set[int],
    limit: int,
    offset: int,
) -> Results:
    page = ids[offset : offset + limit]
    related = ("account", "contact", "product")
    items = _evidence().select_related(*related).defer("raw").in_bulk(page)
    themes = themes_for_items(page)
    results = Results(query, corrections=asked.corrections, terms=asked.terms)
    results.more = len(ids) > offset + limit
    for pk in page:
        if pk not in items:
            continue
        item = items[pk]
        excerpt, spans = marked(item.text, asked.terms)
        by = "both" if pk in near and pk in with_words else "words"
        by = "meaning" if pk not in with_words else by
        results.found.append(Found(item, excerpt, spans, by, near.get(pk), themes.get(pk)))
    return results


def marked(text: str, terms: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """The part of a text around its first hit, and where the hits are in it."""
    spans = _spans(text, terms)
    start = 0
    if spans and spans[0][0] > EXCERPT * 2 // 3:
        start = text.rfind(" ", 0, max(1, spans[0][0] - 80)) + 1
    excerpt = text[start : start + EXCERPT]
    if start + EXCERPT < len(text):
        excerpt = excerpt.rsplit(" ", 1)[0] + "…"
    lead = "…" if start else ""
    moved = [
        (a - start + len(lead), min(b - start, len(excerpt)) + len(lead))
        for a, b in spans
        if a >= start and a - start < len(excerpt)
    ]
    return lead + excerpt, moved


def _spans(text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    if not terms:
        return []
    found = []
    phrases = [term for term in terms if " " in term]
    stems = tuple(term for term in terms if " " not in term)
    for match in re.finditer(r"[^\W_]+", text[:20_000]):
        if stems and plain(match[0]).startswith(stems):
            found.append(match.span())
    for phrase in phrases:
        found += [match.span() for match in re.finditer(re.escape(phrase), text, re.IGNORECASE)]
    return sorted(found)


def find_items(actor: Actor, words: str, limit: int) -> list[Hit]:
    """Feedback with the words, for the search over everything: no meaning, so that it is quick."""
    require_view(actor)
    ids = items_with_words(read(words), None, limit)
    items = _evidence().select_related("account").defer("raw").in_bulk(ids)
    return [
        Hit(make_ref(Item, pk), str(items[pk])[:120], str(items[pk].account or ""))
        for pk in ids
        if pk in items
    ]
