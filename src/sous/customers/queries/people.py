from collections.abc import Iterable
from typing import TypeVar

from sous.customers.models import Account, Contact
from sous.customers.rules import Behind, clean_email, domain_of, lookups_for

T = TypeVar("T")

CHUNK = 10_000  # values in one query; both databases take three times as many


def people_behind(
    email: str, *, account_id: int | None = None
) -> tuple[Contact | None, Account | None]:
    """Who is behind an address: the contact, and their account by link or by e-mail domain.

    ``account_id`` names the account instead. Merged ones are resolved to where they live on.
    """
    behind = people_behind_many([email])[email]
    contacts = Contact.objects.select_related("account")
    contact = contacts.filter(pk=behind.contact_id).first() if behind.contact_id else None
    if account_id is not None:
        account_id = living_accounts([account_id]).get(account_id)
    else:
        account_id = behind.account_id
    if account_id is None:
        return contact, None
    if contact is not None and contact.account_id == account_id:
        return contact, contact.account
    return contact, Account.objects.filter(pk=account_id).first()


def people_behind_many(emails: Iterable[str]) -> dict[str, Behind]:
    """Who is behind each address, in two queries for every ten thousand.

    Has every address that was asked for as a key, spelled as it was asked.
    """
    cleaned = {email: clean_email(email) for email in emails}
    contacts = _contacts_at(sorted({email for email in cleaned.values() if email}))
    domains = {email: domain_of(email) for email in set(cleaned.values())}
    accounts = accounts_at({domain for domain in domains.values() if domain})
    found = {}
    for asked, email in cleaned.items():
        contact_id, account_id = contacts.get(email, (None, None))
        if account_id is None:
            account_id = accounts.get(domains[email])
        found[asked] = Behind(contact_id, account_id)
    return found


def accounts_at(domains: Iterable[str]) -> dict[str, int]:
    """The living account at each domain, or at the nearest domain above it."""
    ways = {domain: lookups_for(domain) for domain in domains}
    wanted = sorted({way for each in ways.values() for way in each})
    at: dict[str, int] = {}
    for part in _chunks(wanted):
        rows = Account.objects.filter(domain__in=part).order_by("pk")
        for domain, pk, into in rows.values_list("domain", "pk", "merged_into_id"):
            if into is None or domain not in at:
                at[domain] = into or pk
    return {
        domain: next(at[way] for way in each if way in at)
        for domain, each in ways.items()
        if any(way in at for way in each)
    }


def living_accounts(ids: Iterable[int]) -> dict[int, int]:
    """Where each account lives now: itself, or the one it was merged into. Unknown ids are out."""
    found: dict[int, int] = {}
    for part in _chunks(sorted(set(ids))):
        rows = Account.objects.filter(pk__in=part).order_by("pk")
        found |= {pk: into or pk for pk, into in rows.values_list("pk", "merged_into_id")}
    return found


def _contacts_at(emails: list[str]) -> dict[str, tuple[int, int | None]]:
    found: dict[str, tuple[int, int | None]] = {}
    for part in _chunks(emails):
        rows = Contact.objects.filter(email__in=part).order_by("pk")
        columns = ("email", "pk", "account_id", "merged_into_id", "merged_into__account_id")
        for email, pk, account_id, into, into_account in rows.values_list(*columns):
            if into is None or email not in found:
                found[email] = (into, into_account) if into else (pk, account_id)
    return found


def _chunks(values: list[T]) -> list[list[T]]:
    return [values[start : start + CHUNK] for start in range(0, len(values), CHUNK)]
