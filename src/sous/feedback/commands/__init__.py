"""Every write of the feedback room."""

from sous.feedback.commands.items import submit_item, triage_items

__all__ = ["submit_item", "triage_items"]
