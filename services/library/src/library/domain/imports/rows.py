"""What an imported file states: one row per line, entry or episode of the file, and what the row does to its title.

A row names a title, or a season or an episode of a show, exactly as the file names it; nothing here is matched with
the catalog yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from library.domain.imports.kept import Kept
from library.domain.lists.user_list import Visibility
from library.domain.plays.items import NewItem

Kind = Literal["movie", "show"]
MarkedState = Literal["planned", "watching", "completed", "paused", "dropped"]
Precision = Literal["instant", "day", "year", "unknown"]
Format = Literal[
    "marquee",
    "trakt",
    "letterboxd",
    "imdb",
    "tmdb",
    "simkl",
    "netflix",
    "amazon-prime",
    "tv-time",
    "yamtrack",
    "myanimelist",
    "generic",
]


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as exactly as a file states it.

    `at` is in UTC; a day is its midnight, a year its first midnight. It is null only when the precision is `unknown`.
    """

    precision: Precision
    at: datetime | None = None
    is_local: bool = field(default=False, compare=False)
    """Whether the file states no zone, so that `at` is a local time in the guise of UTC until its zone is chosen."""


UNKNOWN_TIME: Final = Moment("unknown")


@dataclass(frozen=True, slots=True)
class ExternalIds:
    """The ids by which a file names a title or an episode."""

    marquee: UUID | None = None
    imdb: str | None = None
    tmdb: int | None = None
    tvdb: int | None = None
    trakt: int | None = None
    simkl: int | None = None
    mal: int | None = None
    letterboxd: str | None = None
    """The address of the title at Letterboxd, without its scheme: `boxd.it/abcd`."""

    @property
    def known(self) -> dict[str, str]:
        """Every known id by its source."""
        values = ((name, getattr(self, name)) for name in _SOURCES)
        return {name: str(value) for name, value in values if value is not None}


NO_IDS: Final = ExternalIds()
_SOURCES: Final = tuple(item.name for item in fields(ExternalIds))


@dataclass(frozen=True, slots=True)
class Play:
    """Plays of a movie or an episode.

    `watched_at` is the time of the last of `count` plays; nothing is known about the others. When `total` is true, the
    file counts all plays of the title or states only that it was seen, so that plays which the user already has count
    towards `count`; otherwise every play is one of its own.
    """

    watched_at: Moment = UNKNOWN_TIME
    count: int = 1
    rewatch: bool = False
    total: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A state that the user set."""

    state: MarkedState
    at: Moment = UNKNOWN_TIME
    is_default: bool = False
    """Whether the file states none, and the user chose this one for such titles."""


@dataclass(frozen=True, slots=True)
class SeenUntil:
    """All episodes of a season up to one were seen; without a season, `episode` counts through all regular seasons."""

    season: int | None
    episode: int
    at: Moment = UNKNOWN_TIME


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating from 0 to 100 of what the row names: a title, a season or an episode."""

    value: int
    rated_at: Moment = UNKNOWN_TIME


@dataclass(frozen=True, slots=True)
class Note:
    """A note or a review of what the row names."""

    text: str
    written_at: Moment = UNKNOWN_TIME
    spoilers: bool = False


@dataclass(frozen=True, slots=True)
class Tags:
    """Tags that are added to a title."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListMember:
    """The title is a member of a list; null is the user's watchlist.

    A watchlist implies no state by itself: no file states both for one row.
    """

    list_name: str | None
    position: int | None = None
    added_at: Moment = UNKNOWN_TIME
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A play or mark of a user's journal, exactly as Marquee exported it.

    Its key is that of the effect. Its place is its own: the row names the title only.
    """

    item: NewItem
    source_id: int | None = None
    """TMDB's id of the episode that was played: it stays when the episode gets another number."""


Action = Play | Mark | SeenUntil | Rating | Note | Tags | ListMember | Recorded | Kept


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where a row is: the line of a table or the number of an entry, from 1, in a file of an archive.

    `file` is empty unless the upload is an archive. Several rows have one position where an entry holds episodes.
    """

    file: str
    number: int


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A title as a file names it, and what the file states about it.

    `title` is empty only when `ids` or `episode_ids` has at least one. `season` without `episode` names a season.
    `episode_title` without `episode` names an episode by its title alone.
    """

    position: Position
    title: str
    actions: tuple[Action, ...]
    kind: Kind | None = None
    year: int | None = None
    """The year of the release, never that of the play."""
    ids: ExternalIds = NO_IDS
    original_title: str | None = None
    season: int | None = None
    episode: int | None = None
    episode_title: str | None = None
    episode_ids: ExternalIds = NO_IDS


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that cannot be read, and why: the code and the field are stable, the message is for the user."""

    position: Position
    code: str
    field: str
    message: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class IgnoredRows:
    """Rows that are valid and that an import does not use, such as a collection of discs."""

    file: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about a file that the user should know before the import is committed."""

    file: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ListHeader:
    """A list of a file; its members are rows.

    A list with a visibility is one that Marquee exported: it is restored with its settings, also without members.
    """

    name: str
    description: str | None = None
    ordered: bool = False
    visibility: Visibility | None = None
    cover_url: str | None = None
    rules: Mapping[str, Any] | None = None
    """The rules of a smart list as their document."""


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """The content of an uploaded file."""

    format: Format
    rows: tuple[ImportRow, ...]
    rejected: tuple[RejectedRow, ...] = ()
    ignored: tuple[IgnoredRows, ...] = ()
    notices: tuple[Notice, ...] = ()
    lists: tuple[ListHeader, ...] = ()
