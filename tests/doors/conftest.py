"""What the doors' tests borrow from the rooms'."""

from tests.insights.conftest import built, corpus, say

__all__ = ["built", "corpus", "say"]
