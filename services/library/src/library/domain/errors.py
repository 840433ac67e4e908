"""Errors of the library.

LibraryError
├── MediaNotFound
├── StateRequired
├── ProgressNotAllowed
├── EpisodeRequired
├── SeasonUnknown
├── EpisodeUnknown
├── SeasonNotAllowed
├── WatchedAtInvalid
├── NothingAired
├── PlayNotFound
├── MarkNotFound
├── RewatchNotAllowed
├── UserNotFound
├── EntryChanged
├── KeyReused
├── TriggerNotPossible
├── ScrobbleKeyNotFound
├── TooManyScrobbleKeys
├── ScrobbleNotFound
├── TooManyUnmatched
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


class EpisodeRequired(LibraryError):
    """A show is named without a season and an episode."""


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


class UserNotFound(LibraryError):
    """No user has this name, or the user does not show the list."""


class EntryChanged(LibraryError):
    """The entry does not meet the precondition of the write."""


class KeyReused(LibraryError):
    """An idempotency key was used with a different request."""


class ScrobbleKeyNotFound(LibraryError):
    """No key of a webhook has this id or text, or it is for another source."""


class TooManyScrobbleKeys(LibraryError):
    """The user has as many keys of webhooks as a user may have."""


class ScrobbleNotFound(LibraryError):
    """No scrobble without a title has this id."""


class TooManyUnmatched(LibraryError):
    """As many scrobbles without a title are stored as a user may have."""


class AccountErased(LibraryError):
    """The data of the user was erased."""


class TriggerNotPossible(LibraryError):
    """A trigger that no title of this kind can have."""
