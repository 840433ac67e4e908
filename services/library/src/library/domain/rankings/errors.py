"""Errors of rankings.

LibraryError
├── RankingNotFound
├── RankingForbidden
├── RankingKindMismatch
└── RankedInFuture
"""

from library.domain.errors import LibraryError


class RankingNotFound(LibraryError):
    """The id is that of no ranking."""


class RankingForbidden(LibraryError):
    """The ranking belongs to another user."""


class RankingKindMismatch(LibraryError):
    """The title is not a movie."""


class RankedInFuture(LibraryError):
    """The time of a ranking has not come yet."""
