"""What people decide about items, at one stroke for many, and can take back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from sous.customers.models import Account, Contact
from sous.feedback import events
from sous.feedback.choices import JudgedBy, Kind, Mood, TriageState
from sous.feedback.commands.tallies import moves_between, tally
from sous.feedback.models import Change, Correction, Item
from sous.feedback.permissions import require_triage
from sous.kernel import journal
from sous.kernel.actors import Actor
from sous.kernel.errors import Conflict, Invalid, NotFound
from sous.kernel.models import User
from sous.kernel.refs import make_ref
from sous.organization.models import Product

MAX_BULK = 1_000
MAX_TAG, MAX_TAGS = 60, 50
MOOD_VALUES = {Mood.NEGATIVE: -0.7, Mood.NEUTRAL: 0.0, Mood.POSITIVE: 0.7}


@dataclass(frozen=True)
class Edited:
    """The ids of what changed, and what ``undo_change`` takes to reverse it."""

    ids: list[int]
    change_id: int | None = None
    line: str = ""


@transaction.atomic
def triage_items(*, actor: Actor, at: datetime, item_ids: Sequence[int], state: str) -> Edited:
    """Put items into a triage state."""
    require_triage(actor)
    if state not in TriageState.values:
        raise Invalid("Choose a state.", {"state": f"“{state}” is not a state."})
    label = "new again" if state == TriageState.NEW else TriageState(state).label.lower()
    return _edit(
        actor, at, item_ids, lambda item: {"state": state}, words=f"marked {{}} as {label}"
    )


@transaction.atomic
def assign_items(
    *, actor: Actor, at: datetime, item_ids: Sequence[int], user_id: int | None
) -> Edited:
    """Give items to a colleague, or to nobody."""
    require_triage(actor)
    words = "took {} from everyone"
    if user_id is not None:
        person = User.objects.filter(pk=user_id, is_active=True).first()
        if person is None:
            raise Invalid("There is no such person.", {"user_id": "Choose a colleague."})
        words = f"assigned {{}} to {person}"
    return _edit(actor, at, item_ids, lambda item: {"assignee_id": user_id}, words=words)


@transaction.atomic
def tag_items(
    *,
    actor: Actor,
    at: datetime,
    item_ids: Sequence[int],
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
) -> Edited:
    """Put tags on items and take others off."""
    require_triage(actor)
    new = {" ".join(tag.split()) for tag in add} - {""}
    old = {" ".join(tag.split()) for tag in remove} - {""}
    if any(len(tag) > MAX_TAG for tag in new):
        raise Invalid("That is too long.", {"add": f"A tag has at most {MAX_TAG} characters."})
    if not new | old:
        raise Invalid("Write a tag.", {"add": "Write a tag."})

    def tags_of(item: Item) -> dict[str, Any]:
        tags = sorted((set(item.tags) - old) | new)
        if len(tags) > MAX_TAGS:
            raise Invalid(f"An item has at most {MAX_TAGS} tags.", {"add": "That is too many."})
        return {"tags": tags}

    said = [f"tagged {{}} with {', '.join(sorted(new))}"] if new else []
    said += [f"took {', '.join(sorted(old))} off {'it' if new else '{}'}"] if old else []
    return _edit(actor, at, item_ids, tags_of, words=" and ".join(said))


@transaction.atomic
def set_product(
    *, actor: Actor, at: datetime, item_ids: Sequence[int], product_id: int | None
) -> Edited:
    """Say which product items are about."""
    require_triage(actor)
    words = "said that {} is about no product"
    if product_id is not None:
        product = Product.objects.filter(pk=product_id).first()
        if product is None:
            raise Invalid("There is no such product.", {"product_id": "Choose a product."})
        words = f"said that {{}} is about {product}"
    return _edit(actor, at, item_ids, lambda item: {"product_id": product_id}, words=words)


@transaction.atomic
def set_customer(
    *,
    actor: Actor,
    at: datetime,
    item_ids: Sequence[int],
    account_id: int | None,
    contact_id: int | None = None,
) -> Edited:
    """Say which account, and who of it, items come from."""
    require_triage(actor)
    problems = {}
    if account_id is not None and not Account.objects.filter(pk=account_id).exists():
        problems["account_id"] = "There is no such account."
    if contact_id is not None and not Contact.objects.filter(pk=contact_id).exists():
        problems["contact_id"] = "There is no such contact."
    if problems:
        raise Invalid("There is no such customer.", problems)
    values: dict[str, Any] = {"account_id": account_id}
    if contact_id is not None:
        values["contact_id"] = contact_id
    return _edit(actor, at, item_ids, lambda item: values, words="set the customer of {}")


@transaction.atomic
def judge_items(
    *,
    actor: Actor,
    at: datetime,
    item_ids: Sequence[int],
    kind: str | None = None,
    mood: str | None = None,
) -> Edited:
    """Say what kind of saying items are, or their mood; what was thought before is kept beside.

    An empty string says that none of the kinds (or no mood) fits; None leaves it as it is.
    """
    require_triage(actor)
    problems = {}
    if kind is not None and kind not in {*Kind.values, ""}:
        problems["kind"] = f"“{kind}” is not a kind."
    if mood is not None and mood not in {*Mood.values, ""}:
        problems["mood"] = f"“{mood}” is not a mood."
    if kind is None and mood is None:
        problems["kind"] = "Choose a kind or a mood."
    if problems:
        raise Invalid("This is no judgement.", problems)
    values: dict[str, Any] = {}
    said: dict[str, str] = {}
    if kind is not None:
        values |= {"kind": kind, "kind_by": JudgedBy.PERSON}
        said["kind"] = kind
    if mood is not None:
        sentiment = MOOD_VALUES.get(Mood(mood)) if mood else None
        values |= {"sentiment": sentiment, "sentiment_by": JudgedBy.PERSON}
        said["mood"] = mood
    items = _items(item_ids)
    corrections = [
        Correction(
            item=item,
            field=field,
            before=getattr(item, field),
            before_by=getattr(item, "kind_by" if field == "kind" else "sentiment_by"),
            after=value,
            made_by=actor.name,
            made_at=at,
        )
        for item in items
        for field, value in said.items()
    ]
    Correction.objects.bulk_create(corrections)
    words = "said that {} is " + " and ".join(
        value or f"of no {name}" for name, value in said.items()
    )
    edited = _edit(actor, at, item_ids, lambda item: values, words=words, items=items, quiet=True)
    refs = tuple(make_ref(Item, pk) for pk in edited.ids)
    if edited.ids:
        event = events.ItemsJudged(item_ids=edited.ids, values=said, refs=refs)
        journal.announce(event, actor=actor, at=at)
    return edited


@transaction.atomic
def merge_duplicates(
    *, actor: Actor, at: datetime, item_ids: Sequence[int], into: int | None
) -> Edited:
    """Say that items repeat another; ``into`` None makes them stand by themselves again."""
    require_triage(actor)
    if into is None:
        words = "made {} stand by itself again"
        return _edit(actor, at, item_ids, lambda item: {"duplicate_of_id": None}, words=words)
    target = Item.objects.filter(pk=into).first()
    if target is None:
        raise NotFound("There is no such item to merge into.")
    if into in item_ids:
        raise Invalid("An item cannot repeat itself.", {"into": "Choose another item."})
    if target.duplicate_of_id is not None:
        first = make_ref(Item, target.duplicate_of_id)
        raise Invalid("That item repeats another one.", {"into": f"Merge into {first} instead."})
    if Item.objects.filter(duplicate_of__in=item_ids).exists():
        raise Invalid(
            "Others repeat one of these items.", {"into": "Merge the others into this one instead."}
        )
    words = f"said that {{}} repeats {make_ref(Item, into)}"
    return _edit(actor, at, item_ids, lambda item: {"duplicate_of_id": into}, words=words)


@transaction.atomic
def undo_change(*, actor: Actor, at: datetime, change_id: int) -> Edited:
    """Give items back the values they had before a change, where nobody changed them since."""
    require_triage(actor)
    change = Change.objects.select_for_update().filter(pk=change_id).first()
    if change is None or (change.user_id != actor.user_id and actor.user_id is not None):
        raise NotFound("There is nothing to undo.")
    if change.undone_at is not None:
        raise Conflict("This was undone already.")
    change.undone_at = at
    change.save(update_fields=["undone_at"])
    before = {int(pk): values for pk, values in change.before.items()}
    items = list(Item.objects.select_for_update().filter(pk__in=before).order_by("pk"))
    back = [item for item in items if _as_left(item, change)]
    states: dict[str, int] = {}
    for item in back:
        values = before[item.pk]
        if "state" in values and values["state"] != item.state:
            states[item.state] = states.get(item.state, 0) - 1
            states[values["state"]] = states.get(values["state"], 0) + 1
        for name, value in values.items():
            setattr(item, name, value)
    if back:
        fields = list(next(iter(before.values())))
        Item.objects.bulk_update(back, fields, batch_size=200)
        tally(states)
        if "kind" in fields or "sentiment" in fields:
            made = {"item__in": back, "made_at": change.made_at}
            Correction.objects.filter(**made).delete()
    event = events.ChangeUndone(
        item_ids=[item.pk for item in back],
        what=change.line,
        refs=tuple(make_ref(Item, item.pk) for item in back),
    )
    journal.announce(event, actor=actor, at=at)
    return Edited([item.pk for item in back], None, change.line)


def _as_left(item: Item, change: Change) -> bool:
    """Whether an item still has what the change gave it."""
    after = change.after.get(str(item.pk), change.after.get("all", {}))
    return all(getattr(item, name) == value for name, value in after.items())


def _items(item_ids: Sequence[int]) -> list[Item]:
    if not item_ids:
        raise Invalid("Choose at least one item.", {"item_ids": "Nothing is chosen."})
    if len(item_ids) > MAX_BULK:
        raise Invalid(f"At most {MAX_BULK:,} items at a time.")
    items = Item.objects.select_for_update().filter(pk__in=item_ids).defer("raw", "parts")
    found = list(items.order_by("pk"))
    if len(found) != len(set(item_ids)):
        raise NotFound("Some of these items are gone. Reload the page.")
    return found


def _edit(
    actor: Actor,
    at: datetime,
    item_ids: Sequence[int],
    values_for: Callable[[Item], dict[str, Any]],
    *,
    words: str,
    items: list[Item] | None = None,
    quiet: bool = False,
) -> Edited:
    """Give each item its values, remember the ones before, and announce it once."""
    changed, before, after = [], {}, {}
    for item in _items(item_ids) if items is None else items:
        values = values_for(item)
        former = {name: getattr(item, name) for name in values}
        if former == values:
            continue
        before[item.pk], after[item.pk] = former, values
        for name, value in values.items():
            setattr(item, name, value)
        changed.append(item)
    if not changed:
        return Edited([])
    first = next(iter(after.values()))
    if all(values == first for values in after.values()):
        Item.objects.filter(pk__in=after).update(**first)
        left: dict[str, Any] = {"all": first}
    else:
        Item.objects.bulk_update(changed, list(first), batch_size=200)
        left = {str(pk): values for pk, values in after.items()}
    if "state" in first:
        states = {pk: values["state"] for pk, values in before.items()}
        tally(moves_between(states, first["state"]))
    ids = [item.pk for item in changed]
    things = "this item" if len(ids) == 1 else f"{len(ids):,} items"
    line = words.replace("{}", things, 1)
    change = Change.objects.create(
        user_id=actor.user_id, line=line[:200], after=left, before=before, made_at=at
    )
    if not quiet:
        refs = tuple(make_ref(Item, pk) for pk in ids)
        event = events.ItemsChanged(item_ids=ids, fields=sorted(first), words=words, refs=refs)
        journal.announce(event, actor=actor, at=at)
    return Edited(ids, change.pk, line)
