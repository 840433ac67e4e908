"""Errors of the catalog.

CatalogError
├── MediaNotFound
├── MediaDeleted
├── SeasonNotFound
├── CalendarFeedNotFound
├── PersonNotFound
├── CollectionNotFound
├── SlugsExhausted
├── EditConflict
├── GenreUnknown
├── MergeNotAllowed
├── PolicyNotFound
├── PolicyActive
├── RunNotFound
├── RunExists
├── PromotionRefused
│   ├── RunNotPrepared
│   ├── RunCancelled
│   ├── RunPromoted
│   ├── RunStale
│   ├── CoverageNotMet
│   └── ErrorsExceeded
├── RunNotInterrupted
├── RunNotComparable
├── NoPreviousPolicy
├── CuratedCollectionNotFound
├── CollectionExists
├── TitleUnknown
├── ScheduledChangeNotFound
├── ScheduleEnded
└── DueInThePast
"""

from datetime import datetime

from catalog.domain.merge_chain import Successor


class CatalogError(Exception):
    """Base of every error of this service."""


class MediaNotFound(CatalogError):
    """No listed title of that kind has the slug."""


class MediaDeleted(CatalogError):
    """The title was removed by its source, and no listed title of its kind replaces it."""

    def __init__(self, message: str, *, deleted_at: datetime, successor: Successor | None) -> None:
        super().__init__(message)
        self.deleted_at = deleted_at
        self.successor = successor


class SeasonNotFound(CatalogError):
    """The show has no synced season of that number."""


class CalendarFeedNotFound(CatalogError):
    """No calendar feed has the token: it was revoked or replaced, or never existed."""


class PersonNotFound(CatalogError):
    """No person with a listed title has the slug or id."""


class CollectionNotFound(CatalogError):
    """No collection with a listed title has the slug or id."""


class SlugsExhausted(CatalogError):
    """Every slug that a title may have belongs to another title."""
