"""Errors of search.

SearchError
├── EntryNotFound
└── ProviderSearchLimited
"""


class SearchError(Exception):
    """Base of every error of this service."""


class EntryNotFound(SearchError):
    """No title has this id."""


class ProviderSearchLimited(SearchError):
    """The user has searched beyond the catalog too often; `Retry-After` says when to try again."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many searches beyond the catalog; try again in {retry_after} s")
        self.retry_after = retry_after
