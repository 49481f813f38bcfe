from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Substr

from sous.feedback.choices import TriageState
from sous.feedback.models import Change, Item, Quote, SavedView, Tally
from sous.feedback.queries.filters import Filter
from sous.kernel.actors import Actor
from sous.kernel.errors import NotFound
from sous.kernel.paging import cursor_beside, page_of
from sous.kernel.permissions import require_view

RELATED = ("account", "contact", "product", "assignee")
CAP = 1_000  # counting further would look at every item that fits
FEW = 100  # the same where several conditions meet: many are then looked at for each that fits
EXCERPT = 400
LINE = (
    "title", "state", "kind", "mood", "channel", "rating", "rating_scale", "tags", "votes",
    "said_at", "author_name", "account__name", "account__revenue", "account__currency",
    "account__revenue_sort",
)  # fmt: skip


def items(actor: Actor, chosen: Filter | None = None) -> QuerySet[Item]:
    """Feedback with who said it, as filtered; all of it, newest first, without a filter."""
    require_view(actor)
    rows = Item.objects.select_related(*RELATED).defer("raw", "parts")
    return (chosen or Filter()).narrow(rows, actor)


def item_lines(actor: Actor, chosen: Filter) -> QuerySet[Item]:
    """The same for a list: what a line shows, and of the text only its ``beginning``."""
    rows = items(actor, chosen).select_related(None).select_related("account")
    return rows.defer(None).only(*LINE).annotate(beginning=Substr("text", 1, EXCERPT))


def item(actor: Actor, pk: int) -> Item:
    """One item with everything. Raises NotFound."""
    require_view(actor)
    related = (*RELATED, "imported_by", "duplicate_of")
    found = Item.objects.select_related(*related).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such feedback item.")
    return found


@dataclass(frozen=True)
class Count:
    """A number of items; ``more`` says that counting stopped there."""

    number: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.number:,}{'+' if self.more else ''}"


def count_for(actor: Actor, chosen: Filter, rows: QuerySet[Item] | None = None) -> Count:
    """How many items fit: exact where it is kept or small, else “1,000+” or “100+”.

    ``rows`` are the items already narrowed by the same filter, where they are at hand.
    """
    if chosen.sort in {"newest", "oldest"} and set(chosen.values) <= {"state"}:
        tallies = state_counts(actor)
        return Count(sum(tallies[state] for state in chosen.get("state") or TriageState.values))
    rows = (items(actor, chosen) if rows is None else rows).select_related(None)
    if chosen.sort in {"newest", "oldest"}:
        rows = rows.order_by()  # what is ranked is found along its ranking alone
    cap = CAP if len(chosen.values) == 1 else FEW
    number = rows.values("pk")[: cap + 1].count()
    return Count(min(number, cap), number > cap)


def state_counts(actor: Actor) -> dict[str, int]:
    """How many items are in each state, exactly."""
    require_view(actor)
    found = dict(Tally.objects.values_list("state", "number"))
    return {state: found.get(state, 0) for state in TriageState.values}


def neighbours(actor: Actor, item: Item, chosen: Filter) -> tuple[int | None, int | None]:
    """The ids before and after an item in a filtered list."""
    rows = chosen.narrow(Item.objects.select_related("account"), actor)
    rows = rows.only("said_at", "votes", "account_id", "account__revenue_sort")
    if chosen.sort == "revenue" and (item.account is None or item.account.revenue is None):
        return None, None
    item.account_key = item.account_id  # type: ignore[attr-defined]
    found: list[int | None] = []
    for before in (True, False):
        cursor = cursor_beside(item, chosen.order, before=before)
        page = page_of(rows, chosen.order, cursor=cursor, size=1)
        found.append(page.rows[0].pk if page.rows else None)
    return found[0], found[1]


def repetitions(actor: Actor, item: Item) -> Count:
    """How many other items say the same in the same words."""
    require_view(actor)
    if not item.digest:
        return Count(0)
    same = Item.objects.filter(digest=item.digest).exclude(pk=item.pk).order_by()
    number = same.values("pk")[:1001].count()
    return Count(min(number, 1000), number > 1000)


def duplicates_of(actor: Actor, item: Item) -> QuerySet[Item]:
    """The items that people merged into this one, and those that repeat its words."""
    require_view(actor)
    rows = Item.objects.select_related("account").defer("raw", "parts", "properties")
    same = Q(duplicate_of=item) | (Q(digest=item.digest) if item.digest else Q())
    return rows.filter(same).exclude(pk=item.pk).order_by("-said_at", "-pk")


def quotes_of(actor: Actor, item: Item) -> QuerySet[Quote]:
    """What people marked in an item, in the order of its text."""
    require_view(actor)
    return Quote.objects.filter(item=item).order_by(F("of_version").asc(nulls_first=True), "start")


def quote(actor: Actor, pk: int) -> Quote:
    """One quote with its item. Raises NotFound."""
    require_view(actor)
    found = Quote.objects.select_related("item__account").filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such quote.")
    return found


def views(actor: Actor) -> QuerySet[SavedView]:
    """The views that everyone shares, and the actor's own."""
    require_view(actor)
    mine = Q(owner_id=None) | Q(owner_id=actor.user_id or 0)
    return SavedView.objects.filter(mine).order_by(F("owner_id").asc(nulls_first=True), "name")


def view(actor: Actor, pk: int) -> SavedView:
    """One view. Raises NotFound."""
    found = views(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such view.")
    return found


def last_change(actor: Actor) -> Change | None:
    """What the actor did last and may still undo."""
    require_view(actor)
    mine = Change.objects.filter(user_id=actor.user_id, undone_at=None)
    return mine.order_by("-pk").first()
