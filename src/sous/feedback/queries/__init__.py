"""Every read of the feedback room that has a name."""

from sous.feedback.queries.items import item, items

__all__ = ["item", "items"]
