"""The insights room's tables."""

from sous.insights.models.edit import EditedItem, ThemeEdit
from sous.insights.models.evidence import ItemVector, Membership
from sous.insights.models.run import Run
from sous.insights.models.term import Term
from sous.insights.models.theme import Theme, ThemeAccount, ThemeDay

__all__ = [
    "EditedItem",
    "ItemVector",
    "Membership",
    "Run",
    "Term",
    "Theme",
    "ThemeAccount",
    "ThemeDay",
    "ThemeEdit",
]
