from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sous.customers import events
from sous.customers.models import Account, Contact
from sous.customers.permissions import require_edit
from sous.customers.queries import ERASED_PERSON, accounts_at, erased_among
from sous.customers.rules import clean_contact, domain_of, search_name
from sous.kernel import journal
from sous.kernel.actors import Actor
from sous.kernel.errors import Conflict, Invalid, NotFound
from sous.kernel.refs import make_ref, ref_for

LABELS = {
    "account_id": "the account",
    "email": "the e-mail address",
    "external_id": "the external id",
    "properties": "properties",
    "title": "the job title",
}


@transaction.atomic
def create_contact(
    *, actor: Actor, at: datetime, values: Mapping[str, Any], source: str = "manual"
) -> Contact:
    """Make a contact of ``values`` (see ``rules.clean_contact``; a name or an address is needed).

    Without an account, the one at the e-mail domain becomes theirs. Raises Invalid.
    """
    require_edit(actor)
    contact = Contact(created_at=at, updated_at=at, source=source)
    _put(contact, _checked(contact, values))
    if contact.account_id is None and contact.email_domain:
        contact.account_id = accounts_at([contact.email_domain]).get(contact.email_domain)
    contact.save(force_insert=True)
    event = events.ContactCreated(
        contact_id=contact.pk, account_id=contact.account_id, refs=_refs(contact)
    )
    journal.announce(event, actor=actor, at=at)
    return contact


@transaction.atomic
def change_contact(
    *,
    actor: Actor,
    at: datetime,
    contact_id: int,
    values: Mapping[str, Any],
    version: int | None = None,
) -> Contact:
    """Change what ``values`` names; an empty value empties the field, properties are replaced.

    Raises Conflict when ``version`` is given and somebody changed the contact since.
    """
    require_edit(actor)
    contact = load_contact(contact_id)
    if version is not None and contact.version != version:
        raise Conflict("Someone changed this contact meanwhile. Look at it again, then save.")
    cleaned = _checked(contact, values)
    changed = sorted(name for name in cleaned if getattr(contact, name) != cleaned[name])
    if not changed:
        return contact
    before = contact.account_id
    _put(contact, cleaned)
    contact.version += 1
    contact.updated_at = at
    contact.save()
    refs = _refs(contact)
    if before not in (None, contact.account_id):
        refs = (*refs, make_ref(Account, before))
    event = events.ContactChanged(
        contact_id=contact.pk,
        fields=[LABELS.get(name, f"the {name}") for name in changed],
        account_id=contact.account_id,
        moved=before != contact.account_id,
        refs=refs,
    )
    journal.announce(event, actor=actor, at=at)
    return contact


def load_contact(pk: int) -> Contact:
    """A living contact, locked. Raises NotFound, and Conflict for one that is merged or erased."""
    contact = Contact.objects.select_for_update().filter(pk=pk).first()
    if contact is None:
        raise NotFound("There is no such contact.")
    if contact.merged_into_id:
        ref = make_ref(Contact, contact.merged_into_id)
        raise Conflict(f"This contact was merged into {ref}. Change that one.")
    if contact.erased_at:
        raise Conflict("This contact was erased.")
    return contact


def _put(contact: Contact, cleaned: Mapping[str, Any]) -> None:
    for name, value in cleaned.items():
        setattr(contact, name, value)
    contact.email_domain = domain_of(contact.email)
    contact.search_name = search_name(contact.name, contact.email)


def _checked(contact: Contact, values: Mapping[str, Any]) -> dict[str, Any]:
    cleaned, problems = clean_contact(values)
    living = Contact.objects.filter(merged_into=None).exclude(pk=contact.pk)
    for name in ("email", "external_id"):
        if name not in problems and cleaned.get(name):
            other = living.filter(**{name: cleaned[name]}).first()
            if other is not None:
                problems[name] = f"{other} ({ref_for(other)}) has it. Merge the two instead?"
            elif cleaned[name] != getattr(contact, name) and erased_among(name, [cleaned[name]]):
                problems[name] = f"{ERASED_PERSON} If they came back, readmit them first."
    account_id = cleaned.get("account_id")
    if account_id and not Account.objects.filter(pk=account_id, merged_into=None).exists():
        problems["account_id"] = "There is no such account."
    known = [cleaned.get(name, getattr(contact, name)) for name in ("name", "email")]
    if not any(known) and not {"name", "email"} & set(problems):
        problems["name"] = "A contact needs a name or an e-mail address."
    if problems:
        raise Invalid("Some values cannot be kept as they are.", problems)
    return cleaned


def _refs(contact: Contact) -> tuple[str, ...]:
    refs = [ref_for(contact)]
    if contact.account_id:
        refs.append(make_ref(Account, contact.account_id))
    return tuple(refs)
