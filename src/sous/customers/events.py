"""What the customers room announces.

Lines about contacts carry no name and no address: history must not outlive an erasure.
"""

from dataclasses import dataclass
from typing import ClassVar

from sous.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class AccountCreated(Event):
    kind: ClassVar[str] = "customers.account_created"
    account_id: int
    name: str

    def line(self) -> str:
        return f"created the account “{self.name}”"


@dataclass(frozen=True, kw_only=True)
class AccountChanged(Event):
    """``fields`` are the names of what changed; ``changes`` says it for people."""

    kind: ClassVar[str] = "customers.account_changed"
    account_id: int
    fields: list[str]
    changes: str

    def line(self) -> str:
        return f"changed {self.changes}"


@dataclass(frozen=True, kw_only=True)
class AccountsMerged(Event):
    """``merged_ids`` now live on as ``account_id``: whoever points at them follows."""

    kind: ClassVar[str] = "customers.accounts_merged"
    merge_id: int
    account_id: int
    merged_ids: list[int]
    names: str
    into: str

    def line(self) -> str:
        return f"merged {self.names} into “{self.into}”"


@dataclass(frozen=True, kw_only=True)
class AccountsUnmerged(Event):
    """``merged_ids`` are accounts of their own again; what was theirs before goes back."""

    kind: ClassVar[str] = "customers.accounts_unmerged"
    merge_id: int
    account_id: int
    merged_ids: list[int]
    names: str
    into: str

    def line(self) -> str:
        return f"took {self.names} out of “{self.into}” again"


@dataclass(frozen=True, kw_only=True)
class ContactCreated(Event):
    kind: ClassVar[str] = "customers.contact_created"
    contact_id: int
    account_id: int | None

    def line(self) -> str:
        return "added this contact"


@dataclass(frozen=True, kw_only=True)
class ContactChanged(Event):
    """``account_id`` is where the contact is now; ``moved`` whether that is new."""

    kind: ClassVar[str] = "customers.contact_changed"
    contact_id: int
    fields: list[str]
    account_id: int | None = None
    moved: bool = False

    def line(self) -> str:
        return f"changed {', '.join(self.fields)}"


@dataclass(frozen=True, kw_only=True)
class ContactsMerged(Event):
    kind: ClassVar[str] = "customers.contacts_merged"
    merge_id: int
    contact_id: int
    merged_ids: list[int]

    def line(self) -> str:
        count = len(self.merged_ids)
        return f"merged {'another contact' if count == 1 else f'{count} contacts'} into this one"


@dataclass(frozen=True, kw_only=True)
class ContactsUnmerged(Event):
    kind: ClassVar[str] = "customers.contacts_unmerged"
    merge_id: int
    contact_id: int
    merged_ids: list[int]

    def line(self) -> str:
        return "undid a merge of contacts"


@dataclass(frozen=True, kw_only=True)
class ContactsJoined(Event):
    """Contacts without an account found theirs by e-mail domain."""

    kind: ClassVar[str] = "customers.contacts_joined"
    account_id: int
    contact_ids: list[int]

    def line(self) -> str:
        count = len(self.contact_ids)
        return f"found {count} {'contact' if count == 1 else 'contacts'} by e-mail domain"


@dataclass(frozen=True, kw_only=True)
class CustomersImported(Event):
    """A batch came in. ``account_ids`` and ``contact_ids`` are the new ones."""

    kind: ClassVar[str] = "customers.imported"
    source: str
    created: int
    updated: int
    what: str
    account_ids: list[int]
    contact_ids: list[int]

    def line(self) -> str:
        changed = f", {self.updated:,} updated" if self.updated else ""
        return f"imported {self.what}: {self.created:,} new{changed}"


@dataclass(frozen=True, kw_only=True)
class CustomersRemoved(Event):
    kind: ClassVar[str] = "customers.removed"
    accounts: int
    contacts: int

    def line(self) -> str:
        return f"removed {self.accounts:,} accounts and {self.contacts:,} contacts"


@dataclass(frozen=True, kw_only=True)
class ConsentChanged(Event):
    kind: ClassVar[str] = "customers.consent_changed"
    contact_id: int
    purpose: str
    state: str
    words: str

    def line(self) -> str:
        return f"noted {self.words}"


@dataclass(frozen=True, kw_only=True)
class ContactExported(Event):
    kind: ClassVar[str] = "customers.contact_exported"
    contact_id: int

    def line(self) -> str:
        return "exported everything known about this contact"


@dataclass(frozen=True, kw_only=True)
class ContactErased(Event):
    """Whoever keeps names or addresses of these contacts forgets them."""

    kind: ClassVar[str] = "customers.contact_erased"
    contact_ids: list[int]

    def line(self) -> str:
        return "erased this contact’s personal data"


@dataclass(frozen=True, kw_only=True)
class SegmentSaved(Event):
    kind: ClassVar[str] = "customers.segment_saved"
    segment_id: int
    name: str

    def line(self) -> str:
        return f"saved the segment “{self.name}”"


@dataclass(frozen=True, kw_only=True)
class SegmentDeleted(Event):
    kind: ClassVar[str] = "customers.segment_deleted"
    segment_id: int
    name: str

    def line(self) -> str:
        return f"deleted the segment “{self.name}”"


@dataclass(frozen=True, kw_only=True)
class PersonReadmitted(Event):
    kind: ClassVar[str] = "customers.person_readmitted"

    def line(self) -> str:
        return "let a person who was erased be kept again"
