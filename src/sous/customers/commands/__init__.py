"""Every write of the customers room."""

from sous.customers.commands.accounts import change_account, create_account
from sous.customers.commands.bulk import ensure_people, upsert_accounts, upsert_contacts
from sous.customers.commands.consent import set_consent
from sous.customers.commands.contacts import change_contact, create_contact
from sous.customers.commands.counts import keep_feedback_counts
from sous.customers.commands.erasing import erase_contact, export_contact, readmit_person
from sous.customers.commands.files import (
    add_customer_file,
    drop_customer_file,
    map_customer_file,
    start_customer_file,
    take_customer_file,
)
from sous.customers.commands.merging import merge_accounts, merge_contacts, undo_merge
from sous.customers.commands.removing import remove_customers
from sous.customers.commands.segments import change_segment, create_segment, delete_segment

__all__ = [
    "add_customer_file",
    "change_account",
    "change_contact",
    "change_segment",
    "create_account",
    "create_contact",
    "create_segment",
    "delete_segment",
    "drop_customer_file",
    "ensure_people",
    "erase_contact",
    "export_contact",
    "keep_feedback_counts",
    "map_customer_file",
    "merge_accounts",
    "merge_contacts",
    "readmit_person",
    "remove_customers",
    "set_consent",
    "start_customer_file",
    "take_customer_file",
    "undo_merge",
    "upsert_accounts",
    "upsert_contacts",
]
