"""Every write of the customers room."""

from sous.customers.commands.bulk import ensure_people, upsert_accounts, upsert_contacts
from sous.customers.commands.counts import keep_feedback_counts

__all__ = ["ensure_people", "keep_feedback_counts", "upsert_accounts", "upsert_contacts"]
