"""Accounts, contacts and segments over HTTP."""

from sous.api.customers import accounts, contacts, files, segments

__all__ = ["accounts", "contacts", "files", "segments"]
