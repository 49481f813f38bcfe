"""Accounts, contacts and segments over HTTP."""

from sous.api.customers import accounts, contacts

__all__ = ["accounts", "contacts"]
