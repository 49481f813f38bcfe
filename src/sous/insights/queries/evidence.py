"""The evidence: which items belong to a theme, what is like an item, what an account says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Q, QuerySet

from sous.feedback.models import Item
from sous.insights import rules
from sous.insights.choices import ThemeState
from sous.insights.models import ItemVector, Membership, Theme, ThemeAccount
from sous.insights.queries.state import latest_said
from sous.insights.queries.themes import ThemeFilter, evidence_within, themes_in
from sous.kernel.actors import Actor
from sous.kernel.permissions import require_view

NEWEST_EVIDENCE = ["-said_at", "-pk"]


def evidence(
    actor: Actor,
    theme: Theme,
    *,
    chosen: ThemeFilter | None = None,
    words: str = "",
    tone: str = "",
    account: int | None = None,
    kind: str = "",
    every: bool = False,
) -> QuerySet[Membership]:
    """The memberships of a theme, newest first, with item and account.

    What says the same as an earlier item stands behind it unless ``every``.
    """
    require_view(actor)
    rows = evidence_within(chosen or ThemeFilter(), latest_said())
    rows = rows.filter(theme__in=themes_in(theme)) if theme.is_group else rows.filter(theme=theme)
    if not every:
        rows = rows.filter(behind=False)
    for word in words.split()[:8]:
        rows = rows.filter(Q(item__text__icontains=word) | Q(item__title__icontains=word))
    if tone == "negative":
        rows = rows.filter(item__sentiment__lt=-0.25)
    elif tone == "mixed":
        rows = rows.filter(item__sentiment__range=(-0.25, 0.25))
    elif tone == "positive":
        rows = rows.filter(item__sentiment__gt=0.25)
    if account:
        rows = rows.filter(Q(item__account=account) | Q(item__account__merged_into=account))
    if kind:
        rows = rows.filter(item__kind=kind)
    related = ("item__account", "item__contact", "item__product", "theme")
    return rows.select_related(*related).order_by("-said_at", "-pk")


def quotes_for(themes: Iterable[Theme], each: int = 3) -> dict[int, list[Item]]:
    """The representative items of themes: theme → items, as chosen by the build."""
    wanted = {theme.pk: [int(pk) for pk in theme.quotes[: each + 3]] for theme in themes}
    ids = {pk for pks in wanted.values() for pk in pks}
    items = Item.objects.select_related("account", "contact").defer("raw").in_bulk(list(ids))
    return {theme: [items[pk] for pk in pks if pk in items][:each] for theme, pks in wanted.items()}


def twins_of(actor: Actor, item_id: int) -> QuerySet[Membership]:
    """What says the same as an item, in the same theme; itself included, oldest first."""
    require_view(actor)
    own = Membership.objects.filter(pk=item_id).first()
    twin = ItemVector.objects.filter(pk=item_id).values_list("twin", flat=True).first()
    same = ItemVector.objects.filter(twin=twin or item_id).values("pk")
    rows = Membership.objects.filter(
        Q(item__in=same) | Q(pk=item_id), theme=own.theme_id if own else None
    )
    return rows.select_related("item__account", "item__contact").order_by("said_at", "pk")


def themes_for_items(ids: Sequence[int]) -> dict[int, Theme]:
    """The theme of each item that stands in one: item → theme with its name (one query)."""
    rows = (
        Membership.objects.filter(pk__in=list(ids), theme__isnull=False)
        .exclude(theme__state=ThemeState.FORMING)
        .select_related("theme")
        .only("theme__name")
        .order_by()
    )
    return {row.item_id: row.theme for row in rows if row.theme is not None}


def membership_of(item_id: int) -> Membership | None:
    """Where one item stands, with theme and group; None before it was understood."""
    rows = Membership.objects.select_related("theme", "theme__parent").filter(pk=item_id)
    found = rows.first()
    if found and found.theme and found.theme.state == ThemeState.FORMING:
        return None
    return found


@dataclass(frozen=True)
class Related:
    """An item like another, and how like: cosine 0 to 1."""

    item: Item
    cosine: float


def related_items(item: Item, limit: int = 5) -> list[Related]:
    """What else says something like this, most alike first; word-for-word repetitions left out."""
    from sous.insights.queries.nearest import nearest_items

    own = ItemVector.objects.filter(pk=item.pk).first()
    if own is None:
        return []
    vector = rules.unit(rules.unpack([bytes(own.data)]))[0]
    near = nearest_items(vector, own.model, limit * 3 + 1)
    near = [(pk, cosine) for pk, cosine in near if pk != item.pk and cosine > 0.35]
    items = (
        Item.objects.select_related("account", "contact")
        .defer("raw")
        .exclude(digest=item.digest)
        .in_bulk([pk for pk, _ in near])
    )
    return [Related(items[pk], cosine) for pk, cosine in near if pk in items][:limit]


def themes_for_account(account_id: int, limit: int = 10) -> list[ThemeAccount]:
    """What an account speaks about, most often first; each row has ``theme``, ``n``."""
    rows = ThemeAccount.objects.filter(account=account_id, theme__state=ThemeState.ACTIVE)
    rows = rows.select_related("theme").defer("theme__centre")
    return list(rows.order_by("-n", "pk")[:limit])


@dataclass(frozen=True)
class Suggestion:
    """A sub-group that a theme could be split into."""

    name: str
    keywords: list[str]
    items: list[int]
    quotes: list[Item]


def suggested_split(actor: Actor, theme: Theme, groups: int = 0) -> list[Suggestion]:
    """Sub-groups inside a theme, by meaning, largest first; empty where it is of one piece.

    Looks at the newest 4,000 items; the others follow the group they are nearest to when split.
    """
    require_view(actor)
    ids = list(
        Membership.objects.filter(theme=theme)
        .order_by("-said_at", "-pk")[:4_000]
        .values_list("pk", flat=True)
    )
    stored = dict(ItemVector.objects.filter(pk__in=ids).values_list("pk", "data"))
    ids = [pk for pk in ids if pk in stored]
    if len(ids) < 6:
        return []
    points = rules.unit(rules.unpack([bytes(stored[pk]) for pk in ids]))
    labels = _parts(points, groups)
    return _described(ids, labels)


def _parts(points: np.ndarray, groups: int) -> np.ndarray:
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score

    best, labels = -1.0, np.zeros(len(points), np.int64)
    sizes = [groups] if groups else [2, 3, 4]
    for k in sizes:
        if k >= len(points) // 2:
            continue
        found = KMeans(k, n_init=4, random_state=0).fit_predict(points)
        score = (
            silhouette_score(points[:1_000], found[:1_000]) if len(set(found[:1_000])) > 1 else 0
        )
        if score > best:
            best, labels = float(score), found
    return labels


def _described(ids: list[int], labels: np.ndarray) -> list[Suggestion]:
    from sous.engines.themes.naming import name_groups

    items = Item.objects.select_related("account", "contact").defer("raw").in_bulk(ids)
    count = int(labels.max()) + 1
    if count < 2:
        return []
    texts = [items[pk].text if pk in items else "" for pk in ids]
    names = name_groups(texts, labels, count)
    found = []
    for group in range(count):
        members = [ids[i] for i in np.flatnonzero(labels == group) if ids[i] in items]
        if not members:
            continue
        name = names[group].name.strip() or f"Part {group + 1}"
        found.append(
            Suggestion(
                name[:1].upper() + name[1:],
                list(names[group].keywords),
                members,
                [items[pk] for pk in members[:3]],
            )
        )
    return sorted(found, key=lambda part: (-len(part.items), part.name))


def placed_by(items: Sequence[Item]) -> dict[int, Membership]:
    """The memberships of some items: who placed them, and how many say the same."""
    return Membership.objects.in_bulk([item.pk for item in items])


def likely_themes(item: Item, limit: int = 6) -> list[Theme]:
    """The themes whose centre is nearest to what an item means."""
    own = ItemVector.objects.filter(pk=item.pk).first()
    if own is None:
        return []
    vector = rules.unit(rules.unpack([bytes(own.data)]))[0]
    shown = Theme.objects.filter(state=ThemeState.ACTIVE, is_group=False)
    rows = [
        (pk, np.frombuffer(bytes(centre), np.float16))
        for pk, centre in shown.values_list("pk", "centre")
        if len(centre) == 2 * len(vector)
    ]
    if not rows:
        return []
    alike = np.array([centre for _, centre in rows], np.float32) @ vector
    best = np.argsort(-alike, kind="stable")[:limit]
    found = Theme.objects.in_bulk([rows[i][0] for i in best])
    return [found[rows[i][0]] for i in best]
