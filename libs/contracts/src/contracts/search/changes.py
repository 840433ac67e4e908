"""The announcement of a commit of the index."""

from contracts.event import ResponsesChanged, event


@event("search.changed.v1", publisher="search", consumers=("gateway",), keep_days=1, partitions=1)
class SearchChangedV1(ResponsesChanged):
    """A replica of search serves a newer commit of its index: all responses of search may have changed."""
