"""Errors of the library.

LibraryError
├── MediaNotFound
├── StateRequired
├── ProgressNotAllowed
├── SeasonUnknown
├── EpisodeUnknown
├── EntryChanged
├── KeyReused
├── TriggerNotPossible
└── AccountErased
"""


class LibraryError(Exception):
    """Base of every error of this service."""


class MediaNotFound(LibraryError):
    """No title with this id was imported."""


class StateRequired(LibraryError):
    """A new entry has neither a state nor progress."""


class ProgressNotAllowed(LibraryError):
    """Progress of a movie, or together with a state that ends a show."""


class SeasonUnknown(LibraryError):
    """Progress in a season that the show does not have."""


class EpisodeUnknown(LibraryError):
    """Progress beyond the last episode of a season."""


class EntryChanged(LibraryError):
    """The entry does not meet the precondition of the write."""


class KeyReused(LibraryError):
    """An idempotency key was used with a different request."""


class AccountErased(LibraryError):
    """The data of the user was erased."""


class TriggerNotPossible(LibraryError):
    """A trigger that no title of this kind can have."""
