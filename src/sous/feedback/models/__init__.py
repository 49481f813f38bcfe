"""The feedback room's tables."""

from sous.feedback.models.imports import Import
from sous.feedback.models.item import Item
from sous.feedback.models.quote import Quote
from sous.feedback.models.view import SavedView

__all__ = ["Import", "Item", "Quote", "SavedView"]
