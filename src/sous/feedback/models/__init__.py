"""The feedback room's tables."""

from sous.feedback.models.change import Change, Correction, Tally
from sous.feedback.models.imports import Import, ImportRow
from sous.feedback.models.item import Item, Version, Voter
from sous.feedback.models.quote import Quote
from sous.feedback.models.view import SavedView

__all__ = [
    "Change",
    "Correction",
    "Import",
    "ImportRow",
    "Item",
    "Quote",
    "SavedView",
    "Tally",
    "Version",
    "Voter",
]
