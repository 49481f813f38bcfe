from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sous.customers.models import Account, Consent, Contact, CustomerFile, Merge, Segment
from sous.customers.queries import Total
from sous.customers.rules import Upserted
from sous.kernel.models import User
from sous.kernel.refs import make_ref, ref_for
from sous.shapes.kernel import NamedRef, Shape


class OwnerShape(Shape):
    """The colleague who looks after an account."""

    id: int
    name: str
    email: str

    @classmethod
    def of(cls, user: User) -> "OwnerShape":
        return cls(id=user.pk, name=str(user), email=user.email)


class AccountShape(Shape):
    """A customer. ``revenue`` is a year’s, as a decimal string."""

    ref: str
    name: str
    domain: str
    external_id: str
    plan: str
    tier: str
    stage: str
    health: str
    industry: str
    country: str
    seats: int | None
    revenue: Decimal | None
    currency: str
    renewal_on: date | None
    signed_on: date | None
    owner: OwnerShape | None
    properties: dict[str, Any]
    feedback_count: int
    last_feedback_at: datetime | None
    merged_into: str | None
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, account: Account) -> "AccountShape":
        into = account.merged_into_id
        return cls(
            ref=ref_for(account),
            owner=OwnerShape.of(account.owner) if account.owner else None,
            merged_into=make_ref(Account, into) if into else None,
            **{name: getattr(account, name) for name in ACCOUNT_PLAIN},
        )


class ContactShape(Shape):
    """A person at a customer."""

    ref: str
    name: str
    email: str
    title: str
    language: str
    external_id: str
    account: NamedRef | None
    properties: dict[str, Any]
    feedback_count: int
    last_feedback_at: datetime | None
    merged_into: str | None
    erased_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, contact: Contact) -> "ContactShape":
        home, into = contact.account, contact.merged_into_id
        return cls(
            ref=ref_for(contact),
            account=NamedRef(ref=ref_for(home), name=home.name) if home else None,
            merged_into=make_ref(Contact, into) if into else None,
            **{name: getattr(contact, name) for name in CONTACT_PLAIN},
        )


class ConsentShape(Shape):
    """What a contact said to one purpose; ``since`` is null when they were never asked."""

    purpose: str
    state: str
    source: str
    since: datetime | None

    @classmethod
    def of(cls, consent: Consent) -> "ConsentShape":
        return cls(
            purpose=consent.purpose,
            state=consent.state,
            source=consent.source,
            since=consent.changed_at,
        )


class SegmentShape(Shape):
    """A saved rule over accounts."""

    ref: str
    name: str
    description: str
    rule: dict[str, Any]
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, segment: Segment) -> "SegmentShape":
        return cls(ref=ref_for(segment), **{n: getattr(segment, n) for n in SEGMENT_PLAIN})


class TotalShape(Shape):
    """Yearly revenue in one currency, and of how many accounts."""

    currency: str
    amount: Decimal
    accounts: int

    @classmethod
    def of(cls, total: Total) -> "TotalShape":
        return cls(currency=total.currency, amount=total.amount, accounts=total.accounts)


class MergeShape(Shape):
    """A merge, and whether it was undone."""

    id: int
    into: str
    merged: list[str]
    merged_at: datetime
    undone_at: datetime | None

    @classmethod
    def of(cls, merge: Merge) -> "MergeShape":
        model = Account if merge.kind == "accounts" else Contact
        return cls(
            id=merge.pk,
            into=make_ref(model, merge.into_id),
            merged=[make_ref(model, pk) for pk in merge.merged_ids],
            merged_at=merge.merged_at,
            undone_at=merge.undone_at,
        )


class FileRefusal(Shape):
    """A row of a file that was not taken; ``line`` is what a spreadsheet shows beside it."""

    line: int
    reason: str
    cells: dict[str, str]


class CustomerFileShape(Shape):
    """A file of customers: what its columns mean, and what was or will be done with its rows."""

    id: int
    name: str
    kind: str
    state: str
    message: str
    columns: list[str]
    mapping: dict[str, str]
    rows: int
    created: int
    updated: int
    same: int
    refused: int
    refusals: list[FileRefusal]
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, file: CustomerFile) -> "CustomerFileShape":
        refusals = [
            FileRefusal(line=line, reason=reason, cells=cells)
            for line, reason, cells in file.refusals[:100]
        ]
        plain = {name: getattr(file, name) for name in FILE_PLAIN}
        return cls(id=file.pk, refusals=refusals, **plain)


class RefusedRow(Shape):
    """A row that was not taken, counted from 0, and why."""

    row: int
    reason: str


class UpsertedShape(Shape):
    """What became of many rows; ``refs`` has one entry per row, null for refused ones."""

    created: int
    updated: int
    same: int
    refused: list[RefusedRow]
    refs: list[str | None]

    @classmethod
    def of(cls, done: Upserted, prefix: str) -> "UpsertedShape":
        return cls(
            created=done.created,
            updated=done.updated,
            same=done.same,
            refused=[RefusedRow(row=row, reason=text) for row, text in done.refused.items()],
            refs=[None if pk is None else f"{prefix}-{pk}" for pk in done.ids],
        )


_ACCOUNT = """
    name domain external_id plan tier stage health industry country seats revenue currency
    renewal_on signed_on properties feedback_count last_feedback_at version created_at updated_at
"""
ACCOUNT_PLAIN = _ACCOUNT.split()
_CONTACT = """
    name email title language external_id properties feedback_count last_feedback_at erased_at
    version created_at updated_at
"""
CONTACT_PLAIN = _CONTACT.split()
SEGMENT_PLAIN = ["name", "description", "rule", "version", "created_at", "updated_at"]
_FILE = """
    name kind state message columns mapping rows created updated same refused created_at finished_at
"""
FILE_PLAIN = _FILE.split()
