"""Errors of search.

SearchError
└── EntryNotFound
"""


class SearchError(Exception):
    """Base of every error of this service."""


class EntryNotFound(SearchError):
    """No title has this id."""
