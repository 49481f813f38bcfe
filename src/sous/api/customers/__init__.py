"""Accounts, contacts and segments over HTTP."""

from sous.api.customers import accounts, contacts, segments

__all__ = ["accounts", "contacts", "segments"]
