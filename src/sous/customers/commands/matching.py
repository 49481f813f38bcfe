"""Finding the accounts and contacts that rows mean, for many rows at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from sous.customers.models import Account, Contact
from sous.customers.queries.people import CHUNK
from sous.customers.rules import domain_of, lookups_for, search_name

_ACCOUNT = """
    name domain external_id plan tier stage health industry country seats revenue currency
    renewal_on signed_on owner_id properties
"""
ACCOUNT_FILL = _ACCOUNT.split()
CONTACT_FILL = ["name", "email", "title", "language", "external_id", "account_id", "properties"]


class Clash(Exception):
    """A row that means two things at once; the message says which."""


@dataclass
class Accounts:
    """The accounts that some rows may mean, by everything they can be known by."""

    by_id: dict[int, Account] = field(default_factory=dict)
    by_external_id: dict[str, Account] = field(default_factory=dict)
    by_domain: dict[str, Account] = field(default_factory=dict)
    by_name: dict[str, Account] = field(default_factory=dict)
    new: list[Account] = field(default_factory=list)
    changed: dict[int, Account] = field(default_factory=dict)

    @classmethod
    def meant_by(cls, rows: Iterable[Mapping[str, Any]], emails: Iterable[str] = ()) -> "Accounts":
        """Load what ``rows`` (cleaned) and the domains of ``emails`` may mean: four queries."""
        rows = list(rows)
        domains = {row["domain"] for row in rows if row.get("domain")}
        for email in emails:
            domains.update(lookups_for(domain_of(email)))
        names = {
            sort_name(row["name"])
            for row in rows
            if row.get("name") and not row.get("domain") and not row.get("external_id")
        }
        found = cls()
        found._load("external_id", {row["external_id"] for row in rows if row.get("external_id")})
        found._load("domain", domains)
        found._load("search_name", names)
        gone = {a.merged_into_id for a in found.by_id.values() if a.merged_into_id}
        found._load("pk", gone - set(found.by_id))
        return found

    def _load(self, column: str, values: set[Any]) -> None:
        wanted = sorted(values)
        for start in range(0, len(wanted), CHUNK):
            rows: QuerySet[Account] = Account.objects.select_for_update().filter(
                **{f"{column}__in": wanted[start : start + CHUNK]}
            )
            for account in rows.order_by("pk"):
                self.add(self.by_id.get(account.pk, account))

    def add(self, account: Account) -> None:
        """Make an account findable; a living one goes before a merged one, an old before a new."""
        if account.pk:
            self.by_id[account.pk] = account
        for known, key in (
            (self.by_external_id, account.external_id),
            (self.by_domain, account.domain),
            (self.by_name, account.search_name),
        ):
            before = known.get(key)
            if key and (before is None or (before.merged_into_id and not account.merged_into_id)):
                known[key] = account

    def match(self, row: Mapping[str, Any]) -> Account | None:
        """The account that a row means, merged or not. Raises Clash."""
        by_id = self.by_external_id.get(row.get("external_id") or "")
        by_domain = self.by_domain.get(row.get("domain") or "")
        if by_id and by_domain and self.living(by_id) is not self.living(by_domain):
            raise Clash(
                f"The id belongs to “{by_id}”, the domain to “{by_domain}”. "
                "Merge them, or correct the row."
            )
        found = by_id or by_domain
        if found is None:
            if row.get("external_id") or row.get("domain"):
                return None
            return self.by_name.get(sort_name(row.get("name") or ""))
        other_id = found.external_id and row.get("external_id") not in (
            None,
            "",
            found.external_id,
        )
        if by_id is None and other_id and not found.merged_into_id:
            raise Clash(f"The domain belongs to “{found}”, which has another id.")
        return found

    def living(self, account: Account) -> Account:
        """The account itself, or the one it was merged into."""
        into = account.merged_into_id
        return self.by_id.get(into, account) if into else account

    def at(self, email: str) -> Account | None:
        """The account at the domain of an address."""
        for domain in lookups_for(domain_of(email)):
            if domain in self.by_domain:
                return self.living(self.by_domain[domain])
        return None

    def create(self, values: Mapping[str, Any], at: datetime, source: str) -> Account:
        """An account that is written with the others."""
        account = Account(created_at=at, updated_at=at, source=source)
        fill(account, values, over=True)
        account.name = account.name or account.domain
        account.search_name = sort_name(account.name)
        self.new.append(account)
        self.add(account)
        return account

    def change(self, account: Account, values: Mapping[str, Any], *, over: bool) -> bool:
        """Put values into an account; says whether anything is different now."""
        if account.merged_into_id:  # it lives on elsewhere, and that one has values of its own
            return False
        if not fill(account, values, over=over):
            return False
        account.search_name = sort_name(account.name)
        if account.pk:
            self.changed[account.pk] = account
        self.add(account)
        return True

    def write(self, at: datetime) -> None:
        """Write what is new and what changed."""
        Account.objects.bulk_create(self.new)
        for account in self.new:
            self.by_id[account.pk] = account
        write_changed(Account, list(self.changed.values()), ACCOUNT_FILL, at)


def fill(thing: Account | Contact, values: Mapping[str, Any], *, over: bool) -> bool:
    """Put what a row says into a thing; empty values say nothing. True when something changed.

    ``over`` replaces what is there; without it only gaps are filled. Properties are united.
    """
    changed = False
    for name, value in values.items():
        if value in (None, "", {}):
            continue
        before = getattr(thing, name)
        if name == "properties":
            value = {**before, **value} if over else {**value, **before}
        elif name == "currency" and not over and getattr(thing, "revenue", None) is not None:
            continue  # an amount never gets its currency from another row
        elif not over and before not in (None, ""):
            continue
        if before != value:
            setattr(thing, name, value)
            changed = True
    return changed


def sort_name(name: str) -> str:
    """What a name is found and sorted by; never empty for a name that is not."""
    return search_name(name) or f" {name.casefold()}"[:700]


def write_changed(
    model: type[Account] | type[Contact], things: list[Any], fields: list[str], at: datetime
) -> None:
    """Write changed rows with one statement per batch rather than one per row."""
    if not things:
        return
    for thing in things:
        thing.version += 1
        thing.updated_at = at
    names = [name.removesuffix("_id") if name != "external_id" else name for name in fields]
    model._default_manager.bulk_create(
        things,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*names, "search_name", "version", "updated_at"],
    )
