"""Every read of the customers room that has a name."""

from sous.customers.queries.accounts import (
    ORDERS,
    RENEWALS,
    AccountFilter,
    Facets,
    account,
    account_named,
    accounts,
    alike,
    contact_counts,
    facets,
    merge,
    merges_into,
)
from sous.customers.queries.contacts import (
    CONTACT_ORDERS,
    all_about,
    consents,
    contact,
    contacts,
    may_contact,
    twins,
)
from sous.customers.queries.erased import ERASED_PERSON, erased_among, erasure_digest
from sous.customers.queries.files import batches, file, files, open_file, rows_in, samples_of
from sous.customers.queries.find import find_accounts, find_contacts
from sous.customers.queries.people import (
    accounts_at,
    living_accounts,
    people_behind,
    people_behind_many,
)
from sous.customers.queries.segments import (
    accounts_in_segment,
    accounts_matching,
    segment,
    segment_sizes,
    segments,
)
from sous.customers.queries.totals import Total, revenue_total

__all__ = [
    "CONTACT_ORDERS",
    "ERASED_PERSON",
    "ORDERS",
    "RENEWALS",
    "AccountFilter",
    "Facets",
    "Total",
    "account",
    "account_named",
    "accounts",
    "accounts_at",
    "accounts_in_segment",
    "accounts_matching",
    "alike",
    "all_about",
    "batches",
    "consents",
    "contact",
    "contact_counts",
    "contacts",
    "erased_among",
    "erasure_digest",
    "facets",
    "file",
    "files",
    "find_accounts",
    "find_contacts",
    "living_accounts",
    "may_contact",
    "merge",
    "merges_into",
    "open_file",
    "people_behind",
    "people_behind_many",
    "revenue_total",
    "rows_in",
    "samples_of",
    "segment",
    "segment_sizes",
    "segments",
    "twins",
]
