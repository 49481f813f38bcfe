from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from sous.customers import events
from sous.customers.choices import ConsentState, RowKind
from sous.customers.commands.accounts import load_account
from sous.customers.commands.contacts import load_contact
from sous.customers.commands.matching import ACCOUNT_FILL, CONTACT_FILL, sort_name
from sous.customers.models import Account, Consent, Contact, Merge
from sous.customers.permissions import require_edit
from sous.customers.rules import (
    MAX_MERGED,
    clean_account,
    clean_contact,
    domain_of,
    fill_gaps,
    names_in_words,
    search_name,
)
from sous.kernel import journal
from sous.kernel.actors import Actor
from sous.kernel.errors import Conflict, Invalid, NotFound
from sous.kernel.refs import make_ref


@transaction.atomic
def merge_accounts(
    *, actor: Actor, at: datetime, into_id: int, account_ids: Sequence[int]
) -> Merge:
    """Let accounts live on as one; their contacts move there, their feedback follows the event.

    The kept account's values win, its gaps are filled, properties are united. Undo with
    ``undo_merge``. Raises NotFound, Invalid, and Conflict for an account that is merged already.
    """
    require_edit(actor)
    kept, losers = _load_all(load_account, into_id, account_ids)
    filled = fill_gaps(_values(kept, ACCOUNT_FILL), [_values(a, ACCOUNT_FILL) for a in losers])
    ids = [account.pk for account in losers]
    moved = Contact.objects.filter(account_id__in=ids).order_by("pk")
    undo = {
        "before": _plain({name: getattr(kept, name) for name in filled}),
        "filled": _plain(filled),
        "moved": list(moved.values_list("pk", "account_id")),
        "followers": list(
            Account.objects.filter(merged_into_id__in=ids).values_list("pk", "merged_into_id")
        ),
    }
    Account.objects.filter(merged_into_id__in=ids).update(merged_into=kept)
    Account.objects.filter(pk__in=ids).update(merged_into=kept, updated_at=at)
    Contact.objects.filter(account_id__in=ids).update(account=kept)
    _take(kept, filled, at)
    merge = _record(RowKind.ACCOUNTS, kept.pk, ids, undo, at)
    event = events.AccountsMerged(
        merge_id=merge.pk,
        account_id=kept.pk,
        merged_ids=ids,
        names=names_in_words([account.name for account in losers]),
        into=kept.name,
        refs=tuple(make_ref(Account, pk) for pk in (kept.pk, *ids)),
    )
    journal.announce(event, actor=actor, at=at)
    return merge


@transaction.atomic
def merge_contacts(
    *, actor: Actor, at: datetime, into_id: int, contact_ids: Sequence[int]
) -> Merge:
    """Likewise for contacts. Of two answers to one purpose the later holds, a refusal over both."""
    require_edit(actor)
    kept, losers = _load_all(load_contact, into_id, contact_ids)
    filled = fill_gaps(_values(kept, CONTACT_FILL), [_values(c, CONTACT_FILL) for c in losers])
    ids = [contact.pk for contact in losers]
    undo = {
        "before": _plain({name: getattr(kept, name) for name in filled}),
        "filled": _plain(filled),
        "followers": list(
            Contact.objects.filter(merged_into_id__in=ids).values_list("pk", "merged_into_id")
        ),
        "consents": _unite_consents(kept, ids),
    }
    Contact.objects.filter(merged_into_id__in=ids).update(merged_into=kept)
    Contact.objects.filter(pk__in=ids).update(merged_into=kept, updated_at=at)
    _take(kept, filled, at)
    merge = _record(RowKind.CONTACTS, kept.pk, ids, undo, at)
    event = events.ContactsMerged(
        merge_id=merge.pk,
        contact_id=kept.pk,
        merged_ids=ids,
        refs=tuple(make_ref(Contact, pk) for pk in (kept.pk, *ids)),
    )
    journal.announce(event, actor=actor, at=at)
    return merge


@transaction.atomic
def undo_merge(*, actor: Actor, at: datetime, merge_id: int) -> Merge:
    """Take a merge apart: what was theirs goes back, what was changed since stays as it is.

    Raises NotFound, and Conflict when it was undone, or when another one has their place by now.
    """
    require_edit(actor)
    merge = Merge.objects.select_for_update().filter(pk=merge_id).first()
    if merge is None:
        raise NotFound("There is no such merge.")
    if merge.undone_at:
        raise Conflict("This merge was undone already.")
    model = Account if merge.kind == RowKind.ACCOUNTS else Contact
    kept = model._default_manager.select_for_update().filter(pk=merge.into_id).first()
    losers = list(model._default_manager.filter(pk__in=merge.merged_ids).order_by("pk"))
    if kept is None or len(losers) != len(merge.merged_ids) or "before" not in merge.undo:
        raise Conflict("What was merged is gone; this merge cannot be undone.")
    _give_back(kept, merge.undo, at)
    try:
        with transaction.atomic():
            model._default_manager.filter(pk__in=merge.merged_ids).update(
                merged_into=None, updated_at=at
            )
    except IntegrityError:
        raise Conflict(
            "Another one has the same domain, address or id by now. Merge or change that one first."
        )
    for pk, before in merge.undo["followers"]:
        model._default_manager.filter(pk=pk).exclude(merged_into=None).update(merged_into_id=before)
    if isinstance(kept, Account):
        home = kept.merged_into_id or kept.pk
        for pk, before in merge.undo["moved"]:
            Contact.objects.filter(pk=pk, account_id=home).update(account_id=before)
    else:
        _restore_consents(kept, merge.undo["consents"])
    merge.undone_at = at
    merge.save(update_fields=["undone_at"])
    _tell_undone(merge, kept, losers, actor, at)
    return merge


def _load_all(load: Any, into_id: int, ids: Sequence[int]) -> tuple[Any, list[Any]]:
    wanted = sorted(set(ids) - {into_id})
    if not wanted:
        raise Invalid("Choose what to merge.", {"merge": "Choose at least one other."})
    if len(wanted) > MAX_MERGED:
        raise Invalid(f"At most {MAX_MERGED} at a time.")
    return load(into_id), [load(pk) for pk in wanted]


def _values(thing: Account | Contact, fields: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in fields}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value, Decimal | date) else value
        for name, value in values.items()
    }


def _take(kept: Account | Contact, values: dict[str, Any], at: datetime) -> None:
    for name, value in values.items():
        setattr(kept, name, value)
    if isinstance(kept, Account):
        kept.search_name = sort_name(kept.name)
    else:
        kept.email_domain = domain_of(kept.email)
        kept.search_name = search_name(kept.name, kept.email)
    kept.version += 1
    kept.updated_at = at
    kept.save()


def _give_back(kept: Account | Contact, undo: dict[str, Any], at: datetime) -> None:
    now = _plain({name: getattr(kept, name) for name in undo["filled"]})
    same = [name for name, value in undo["filled"].items() if now[name] == value]
    before = {name: undo["before"][name] for name in same}
    clean = clean_account if isinstance(kept, Account) else clean_contact
    _take(kept, clean(before)[0], at)


def _record(kind: str, into_id: int, ids: list[int], undo: dict[str, Any], at: datetime) -> Merge:
    return Merge.objects.create(kind=kind, into_id=into_id, merged_ids=ids, undo=undo, merged_at=at)


def _unite_consents(kept: Contact, ids: list[int]) -> list[list[str | None]]:
    """Give ``kept`` the answers of all; returns what it had before, to undo."""
    before: list[list[str | None]] = []
    own = {consent.purpose: consent for consent in Consent.objects.filter(contact=kept)}
    for other in Consent.objects.filter(contact_id__in=ids).order_by("changed_at", "pk"):
        mine = own.get(other.purpose)
        if mine is not None and not _outweighs(other, mine):
            continue
        before.append(
            [other.purpose, mine.state, mine.source, mine.changed_at.isoformat()]
            if mine
            else [other.purpose, None, None, None]
        )
        mine = mine or Consent(contact=kept, purpose=other.purpose)
        mine.state, mine.source, mine.changed_at = other.state, other.source, other.changed_at
        mine.save()
        own[other.purpose] = mine
    return before


def _outweighs(other: Consent, mine: Consent) -> bool:
    if ConsentState.REFUSED in (mine.state, other.state):
        return mine.state != ConsentState.REFUSED
    if ConsentState.UNKNOWN in (mine.state, other.state):
        return mine.state == ConsentState.UNKNOWN
    return other.changed_at > mine.changed_at


def _restore_consents(kept: Contact, before: list[list[str | None]]) -> None:
    for purpose, state, source, changed_at in reversed(before):
        mine = Consent.objects.filter(contact=kept, purpose=purpose)
        if state is None or changed_at is None:
            mine.delete()
        else:
            mine.update(state=state, source=source, changed_at=datetime.fromisoformat(changed_at))


def _tell_undone(
    merge: Merge, kept: Account | Contact, losers: list[Any], actor: Actor, at: datetime
) -> None:
    refs = tuple(make_ref(type(kept), pk) for pk in (kept.pk, *merge.merged_ids))
    if isinstance(kept, Account):
        journal.announce(
            events.AccountsUnmerged(
                merge_id=merge.pk,
                account_id=kept.pk,
                merged_ids=merge.merged_ids,
                names=names_in_words([account.name for account in losers]),
                into=kept.name,
                refs=refs,
            ),
            actor=actor,
            at=at,
        )
        return
    event = events.ContactsUnmerged(
        merge_id=merge.pk, contact_id=kept.pk, merged_ids=merge.merged_ids, refs=refs
    )
    journal.announce(event, actor=actor, at=at)
