"""What can be wrong in the library's own words.

LibraryError
├── MediaNotFound
├── StateRequired
├── ProgressNotAllowed
├── SeasonUnknown
├── EpisodeUnknown
├── EntryChanged
├── KeyReused
└── AccountErased
"""


class LibraryError(Exception):
    """Base of every error of this service."""

    code = "library_error"


class MediaNotFound(LibraryError):
    """No title of that id was ever imported."""

    code = "media_not_found"


class StateRequired(LibraryError):
    """A first entry that does not say its state."""

    code = "state_required"


class ProgressNotAllowed(LibraryError):
    """Progress where none can be: in a movie, or beside a state that has ended."""

    code = "progress_not_allowed"


class SeasonUnknown(LibraryError):
    """Progress in a season that the show does not have."""

    code = "season_unknown"


class EpisodeUnknown(LibraryError):
    """Progress beyond the last episode of a season."""

    code = "episode_unknown"


class EntryChanged(LibraryError):
    """The entry is not the one that the viewer had before their eyes."""

    code = "entry_changed"


class KeyReused(LibraryError):
    """An idempotency key that came before with another request."""

    code = "key_reused"


class AccountErased(LibraryError):
    """A viewer whose data was erased."""

    code = "account_erased"
