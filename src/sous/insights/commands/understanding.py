"""Keeping what was understood of new items: their vectors, and the themes they join."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from sous.feedback.choices import TriageState
from sous.feedback.models import Item
from sous.insights import events
from sous.insights.choices import Author, ThemeState
from sous.insights.models import ItemVector, Membership, Theme
from sous.kernel import journal
from sous.kernel.actors import Actor
from sous.kernel.refs import make_ref

BATCH = 400


@dataclass(frozen=True)
class Understood:
    """What is to be kept of one item. ``theme_id`` None: it belongs nowhere, or is not placed.

    ``twin``: an earlier item that says nearly the same. ``made_by``: what imitated the encoder.
    """

    item_id: int
    digest: str
    vector: bytes
    theme_id: int | None = None
    score: float = 0.0
    placed: bool = False
    twin: int | None = None
    made_by: str | None = None


@transaction.atomic
def keep_understanding(
    *, actor: Actor, at: datetime, encoder: str, rows: Sequence[Understood]
) -> int:
    """Store the vectors of items, and memberships where a model placed them.

    Items that vanished meanwhile are passed over, and so is what a person decided already. An item
    that says other words than when it was last read is placed anew. Returns how many were kept.
    """
    ids = [row.item_id for row in rows]
    alive = dict(
        Item.objects.filter(pk__in=ids).exclude(state=TriageState.SPAM).values_list("pk", "said_at")
    )
    twins = _twins([row for row in rows if row.item_id in alive])
    _displace(_reworded(rows))
    ItemVector.objects.bulk_create(
        [
            ItemVector(
                item_id=row.item_id,
                model=encoder,
                data=row.vector,
                twin=twins[row.item_id],
                digest=row.digest,
                kept_at=at,
                made_by=row.made_by,
            )
            for row in rows
            if row.item_id in alive
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["item"],
        update_fields=["model", "data", "digest", "kept_at", "made_by"],
    )
    placed = [row for row in rows if row.placed and row.item_id in alive]
    join_themes(placed, alive, at)
    return len(alive)


def _reworded(rows: Sequence[Understood]) -> list[int]:
    """Those of the items whose vector was made of other words."""
    now = {row.item_id: row.digest for row in rows}
    kept = ItemVector.objects.filter(pk__in=now).exclude(digest=None)
    return [pk for pk, digest in kept.values_list("pk", "digest") if digest != now[pk]]


def _displace(item_ids: Sequence[int]) -> None:
    """Take items out of the themes that a model, not a person, put them in."""
    rows = Membership.objects.filter(pk__in=item_ids, by=Author.MODEL)
    themes = set(rows.exclude(theme=None).values_list("theme_id", flat=True))
    rows.delete()
    Theme.objects.filter(pk__in=themes).update(stale=True)


def join_themes(rows: Sequence[Understood], said: dict[int, datetime], at: datetime) -> None:
    """Memberships for items that have none; their themes are to be counted again."""
    shown = set(
        Theme.objects.filter(
            pk__in={row.theme_id for row in rows if row.theme_id},
            state__in=[ThemeState.ACTIVE, ThemeState.DISMISSED, ThemeState.FORMING],
        ).values_list("pk", flat=True)
    )
    Membership.objects.bulk_create(
        [
            Membership(
                item_id=row.item_id,
                theme_id=row.theme_id if row.theme_id in shown else None,
                score=row.score,
                at=at,
                said_at=said[row.item_id],
            )
            for row in rows
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    Theme.objects.filter(pk__in=shown, stale=False).update(stale=True)


def _twins(rows: Sequence[Understood]) -> dict[int, int]:
    """For each item the first that says the same, word for word or nearly; itself if none does."""
    digests = {row.digest for row in rows}
    first: dict[str, int] = {}
    known = (
        Item.objects.filter(digest__in=digests)
        .exclude(state=TriageState.SPAM)
        .order_by("-pk")
        .values_list("digest", "pk")
    )
    first.update(known.iterator())
    nearer = dict(ItemVector.objects.filter(pk__in=set(first.values())).values_list("pk", "twin"))
    found = {}
    for row in rows:
        same = first.get(row.digest, row.item_id)
        alone = same == row.item_id and nearer.get(same, same) == same
        found[row.item_id] = row.twin if alone and row.twin else nearer.get(same, same)
    return found


@transaction.atomic
def keep_twins(*, actor: Actor, at: datetime, twins: Mapping[int, int]) -> None:
    """Note which items say the same as an earlier one, and which do not any more."""
    rows = ItemVector.objects.order_by("pk").values_list("pk", "twin")
    known = {pk: twin for pk, twin in rows.iterator(chunk_size=5_000) if twins.get(pk, pk) != twin}
    for pk in known:
        ItemVector.objects.filter(pk=pk).update(twin=twins.get(pk, pk))


@transaction.atomic
def forget_spam(*, actor: Actor, at: datetime, item_ids: Sequence[int]) -> int:
    """Take items that are spam out of the evidence. Returns how many were in it."""
    spam = Item.objects.filter(pk__in=item_ids, state=TriageState.SPAM).values("pk")
    memberships = Membership.objects.filter(item__in=spam)
    themes = set(memberships.exclude(theme=None).values_list("theme_id", flat=True))
    found, _ = memberships.delete()
    ItemVector.objects.filter(item__in=spam).delete()
    Theme.objects.filter(pk__in=themes).update(stale=True)
    return found


@transaction.atomic
def mark_stale(
    *,
    actor: Actor,
    at: datetime,
    item_ids: Sequence[int] = (),
    account_ids: Sequence[int] = (),
    everything: bool = False,
) -> None:
    """Have themes counted again: those of some items, those of some accounts, or all."""
    shown = Theme.objects.filter(stale=False).exclude(state=ThemeState.MERGED)
    if everything:
        shown.update(stale=True)
    for start in range(0, len(item_ids), BATCH):
        themes = Membership.objects.filter(pk__in=item_ids[start : start + BATCH])
        shown.filter(pk__in=themes.values("theme_id")).update(stale=True)
    if account_ids:
        items = Item.objects.filter(account__in=account_ids)
        themes = Membership.objects.filter(item__in=items)
        shown.filter(pk__in=themes.values("theme_id")).update(stale=True)


@transaction.atomic
def follow_dates(*, actor: Actor, at: datetime, item_ids: Sequence[int]) -> None:
    """Memberships say when their item was said; after an import corrected it, they follow."""
    said = dict(Item.objects.filter(pk__in=item_ids).values_list("pk", "said_at"))
    rows = list(Membership.objects.filter(pk__in=said))
    for row in rows:
        row.said_at = said[row.pk]
    Membership.objects.bulk_update(rows, ["said_at"], batch_size=BATCH)
    mark_stale(actor=actor, at=at, item_ids=list(said))


@dataclass(frozen=True)
class NewTheme:
    """A group of items that no theme explains."""

    name: str
    keywords: list[str]
    items: list[tuple[int, float]]  # (item, score)
    since: datetime | None
    per_week: float
    accounts: list[int]


@transaction.atomic
def flag_emerging(
    *, actor: Actor, at: datetime, found: NewTheme, centre: bytes = b""
) -> Theme | None:
    """Make an emerging theme of items that no person has placed. None where too few are left.

    Items that were flagged meanwhile stay where they are; None too where most of them were.
    """
    ids = [item for item, _ in found.items]
    rows = _free(ids)
    if len(rows) < max(3, len(ids) / 2):
        return None
    theme = Theme.objects.create(
        name=found.name[:200],
        keywords=found.keywords,
        quotes=[item for item in ids if item in rows][:5],
        state=ThemeState.ACTIVE,
        emerging_since=found.since or at,
        emerging={
            "per_week": round(found.per_week, 2),
            "accounts": found.accounts[:20],
            "items": len(rows),
        },
        centre=centre,
        created_at=at,
    )
    _gather(theme, found, rows, at)
    event = events.ThemeEmerged(
        theme_id=theme.pk, name=theme.name, items=len(rows), refs=(make_ref(Theme, theme.pk),)
    )
    journal.announce(event, actor=actor, at=at)
    return theme


@transaction.atomic
def grow_emerging(*, actor: Actor, at: datetime, theme_id: int, found: NewTheme) -> int:
    """Let more items join a theme that is flagged as emerging. Returns how many did.

    Where a person placed an item, or another flag did, it stays.
    """
    theme = Theme.objects.select_for_update().filter(pk=theme_id, state=ThemeState.ACTIVE).first()
    if theme is None or theme.emerging_since is None:
        return 0
    rows = _free([item for item, _ in found.items])
    _gather(theme, found, rows, at)
    accounts = dict.fromkeys([*theme.emerging.get("accounts", []), *found.accounts])
    items = theme.emerging.get("items", 0) + len(rows)
    theme.emerging_since = min(theme.emerging_since, found.since or at)
    weeks = max((at - theme.emerging_since) / timedelta(weeks=1), 1 / 7)
    dated = found.per_week or theme.emerging.get("per_week")
    theme.emerging = {
        "per_week": round(items / weeks, 2) if dated else 0.0,
        "accounts": list(accounts)[:20],
        "items": items,
    }
    theme.stale = True
    theme.save(update_fields=["emerging", "emerging_since", "stale"])
    return len(rows)


def _gather(theme: Theme, found: NewTheme, rows: Mapping[int, int | None], at: datetime) -> None:
    """Put those of the found items that are in ``rows`` into the theme."""
    Theme.objects.filter(pk__in={pk for pk in rows.values() if pk}).update(stale=True)
    for item, score in found.items:
        if item in rows:
            Membership.objects.filter(pk=item).update(theme=theme, score=max(score, 0.5), at=at)


def _free(ids: Sequence[int]) -> dict[int, int | None]:
    """The theme of each item that neither a person nor an earlier flag has placed."""
    taken = Membership.objects.filter(pk__in=ids)
    flagged = taken.filter(theme__emerging_since__isnull=False).values("pk")
    free = taken.exclude(by=Author.PERSON).exclude(pk__in=flagged)
    return dict(free.values_list("pk", "theme_id"))
