"""Events that search publishes: what of its responses has changed."""

from contracts.search.changes import SearchChangedV1

__all__ = ["SearchChangedV1"]
