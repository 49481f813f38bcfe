"""Every read of the customers room that has a name."""

from sous.customers.queries.people import (
    accounts_at,
    living_accounts,
    people_behind,
    people_behind_many,
)

__all__ = ["accounts_at", "living_accounts", "people_behind", "people_behind_many"]
