from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sous.customers import events
from sous.customers.commands.joining import join_contacts
from sous.customers.commands.matching import sort_name
from sous.customers.models import Account
from sous.customers.permissions import require_edit
from sous.customers.rules import changes_in_words, clean_account
from sous.kernel import journal
from sous.kernel.actors import Actor
from sous.kernel.errors import Conflict, Invalid, NotFound
from sous.kernel.models import User
from sous.kernel.refs import make_ref, ref_for


@transaction.atomic
def create_account(
    *, actor: Actor, at: datetime, values: Mapping[str, Any], source: str = "manual"
) -> Account:
    """Make an account of ``values`` (see ``rules.clean_account``; a name is needed).

    Contacts of its domain that have no account join it. Raises Invalid.
    """
    require_edit(actor)
    account = Account(created_at=at, updated_at=at, source=source)
    cleaned = _checked(account, {"name": "", **values})
    for name, value in cleaned.items():
        setattr(account, name, value)
    account.search_name = sort_name(account.name)
    account.save(force_insert=True)
    event = events.AccountCreated(
        account_id=account.pk, name=account.name, refs=(ref_for(account),)
    )
    journal.announce(event, actor=actor, at=at)
    join_contacts(actor=actor, at=at, accounts=[account])
    return account


@transaction.atomic
def change_account(
    *,
    actor: Actor,
    at: datetime,
    account_id: int,
    values: Mapping[str, Any],
    version: int | None = None,
) -> Account:
    """Change what ``values`` names; an empty value empties the field, properties are replaced.

    Raises Conflict when ``version`` is given and somebody changed the account since.
    """
    require_edit(actor)
    account = load_account(account_id)
    if version is not None and account.version != version:
        raise Conflict("Someone changed this account meanwhile. Look at it again, then save.")
    cleaned = _checked(account, values)
    changed = {name: value for name, value in cleaned.items() if getattr(account, name) != value}
    if not changed:
        return account
    words = changes_in_words(_shown(account, changed), _shown(account, changed, after=True))
    for name, value in changed.items():
        setattr(account, name, value)
    account.search_name = sort_name(account.name)
    account.version += 1
    account.updated_at = at
    account.save()
    event = events.AccountChanged(
        account_id=account.pk, fields=sorted(changed), changes=words, refs=(ref_for(account),)
    )
    journal.announce(event, actor=actor, at=at)
    if "domain" in changed:
        join_contacts(actor=actor, at=at, accounts=[account])
    return account


def load_account(pk: int) -> Account:
    """A living account, locked. Raises NotFound, and Conflict for one that was merged."""
    account = Account.objects.select_for_update().filter(pk=pk).first()
    if account is None:
        raise NotFound("There is no such account.")
    if account.merged_into_id:
        ref = make_ref(Account, account.merged_into_id)
        raise Conflict(f"“{account}” was merged into {ref}. Change that one.")
    return account


def _checked(account: Account, values: Mapping[str, Any]) -> dict[str, Any]:
    cleaned, problems = clean_account(values)
    living = Account.objects.filter(merged_into=None).exclude(pk=account.pk)
    for name in ("domain", "external_id"):
        if name not in problems and cleaned.get(name):
            other = living.filter(**{name: cleaned[name]}).first()
            if other is not None:
                problems[name] = f"“{other}” ({ref_for(other)}) has it. Merge the two instead?"
    owner_id = cleaned.get("owner_id")
    if owner_id and not User.objects.filter(pk=owner_id).exists():
        problems["owner_id"] = "There is no such person."
    revenue = cleaned.get("revenue", account.revenue)
    currency = cleaned.get("currency", account.currency)
    if revenue is not None and not currency and not {"revenue", "currency"} & set(problems):
        problems["currency"] = "Say in which currency the revenue is."
    if problems:
        raise Invalid("Some values cannot be kept as they are.", problems)
    return cleaned


def _shown(account: Account, changed: Mapping[str, Any], *, after: bool = False) -> dict[str, Any]:
    shown = {name: changed[name] if after else getattr(account, name) for name in changed}
    if "owner_id" in shown:
        owner = User.objects.filter(pk=shown.pop("owner_id")).first()
        shown["owner"] = str(owner) if owner else ""
    return shown
