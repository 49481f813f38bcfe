"""Who is behind a batch of records: contacts and accounts, found or made in a few queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sous.customers import commands as customers
from sous.customers.queries import erased_among
from sous.engines.tables import Record
from sous.kernel.actors import Actor


@dataclass(frozen=True)
class People:
    """Per record ``(contact id, account id)``, and the contact behind each voter's address."""

    authors: list[tuple[int | None, int | None]]
    voters: dict[str, int | None]
    erased: frozenset[str] = frozenset()

    def was_erased(self, email: str) -> bool:
        """Whether the person of this address was erased: their name must not come back."""
        return email.strip().lower() in self.erased

    def voter(self, email: str) -> int | None:
        """The contact behind a voter's address."""
        return self.voters.get(email.strip().lower())


def people_of(records: Sequence[Record], *, actor: Actor, at: datetime) -> People:
    """The people behind some records, in their order, and behind their voters."""
    rows = [_author(record) for record in records]
    voters = {
        voter.email.strip().lower(): {"email": voter.email, "name": voter.name}
        for record in records
        for voter in record.voters
        if voter.email.strip()
    }
    addresses = [record.author_email for record in records]
    erased = frozenset(erased_among("email", [*addresses, *voters]))
    if not voters and not any(rows):
        return People([(None, None)] * len(rows), {})
    found = customers.ensure_people(actor=actor, at=at, rows=[*rows, *voters.values()])
    authors = [(behind.contact_id, behind.account_id) for behind in found[: len(rows)]]
    ids = [behind.contact_id for behind in found[len(rows) :]]
    return People(authors, dict(zip(voters, ids, strict=True)), erased)


def _author(record: Record) -> dict[str, Any]:
    row = {
        "email": record.author_email,
        "name": record.author_name if record.author_email else "",
        "account_name": record.account_name,
        "account_domain": record.account_domain,
        "account_external_id": record.account_external_id,
        "plan": record.plan,
        "revenue": record.revenue,
        "currency": record.currency,
    }
    return {name: value for name, value in row.items() if value not in (None, "")}
