"""The insights room's background work: understanding what is new, building, counting."""

from sous.insights.tasks.build import build
from sous.insights.tasks.count import (
    count,
    keep_counting,
    look_again,
    look_at_accounts,
    look_at_import,
    recount,
)
from sous.insights.tasks.describe import describe
from sous.insights.tasks.estimate import estimate
from sous.insights.tasks.index import forget_vanished, index, keep_vocabulary
from sous.insights.tasks.understand import understand

__all__ = [
    "build",
    "count",
    "describe",
    "estimate",
    "forget_vanished",
    "index",
    "keep_counting",
    "keep_vocabulary",
    "look_again",
    "look_at_accounts",
    "look_at_import",
    "recount",
    "understand",
]
