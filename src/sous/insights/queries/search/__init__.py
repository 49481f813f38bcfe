"""Search over evidence: words and meaning together, typing mistakes forgiven."""

from sous.insights.queries.search.evidence import (
    EvidenceFilter,
    Found,
    Results,
    find_items,
    search_evidence,
)

__all__ = ["EvidenceFilter", "Found", "Results", "find_items", "search_evidence"]
