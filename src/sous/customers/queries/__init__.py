"""Every read of the customers room that has a name."""

from sous.customers.queries.accounts import (
    ORDERS,
    RENEWALS,
    AccountFilter,
    Facets,
    Total,
    account,
    accounts,
    alike,
    contact_counts,
    facets,
    merge,
    merges_into,
    revenue_total,
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
    segments,
)

__all__ = [
    "CONTACT_ORDERS",
    "ORDERS",
    "RENEWALS",
    "AccountFilter",
    "Facets",
    "Total",
    "account",
    "accounts",
    "accounts_at",
    "accounts_in_segment",
    "accounts_matching",
    "alike",
    "all_about",
    "consents",
    "contact",
    "contact_counts",
    "contacts",
    "facets",
    "find_accounts",
    "find_contacts",
    "living_accounts",
    "may_contact",
    "merge",
    "merges_into",
    "people_behind",
    "people_behind_many",
    "revenue_total",
    "segment",
    "segments",
    "twins",
]
