"""Errors of the library.

LibraryError
├── MediaNotFound
├── StateRequired
├── ProgressNotAllowed
├── SeasonUnknown
├── EpisodeUnknown
├── SeasonNotAllowed
├── WatchedAtInvalid
├── NothingAired
├── PlayNotFound
├── MarkNotFound
├── RewatchNotAllowed
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


class SeasonNotAllowed(LibraryError):
    """A season or an episode of a movie, or an episode without its season."""


class WatchedAtInvalid(LibraryError):
    """A time of watching that cannot be."""


class NothingAired(LibraryError):
    """No episode of the show or season is known to have aired."""


class PlayNotFound(LibraryError):
    """The user has no such play, or it was retracted."""


class MarkNotFound(LibraryError):
    """The user has no such mark, or it was retracted."""


class RewatchNotAllowed(LibraryError):
    """A rewatch of a movie, or of a show of which nothing was watched."""


class EntryChanged(LibraryError):
    """The entry does not meet the precondition of the write."""


class KeyReused(LibraryError):
    """An idempotency key was used with a different request."""


class AccountErased(LibraryError):
    """The data of the user was erased."""


class TriggerNotPossible(LibraryError):
    """A trigger that no title of this kind can have."""
