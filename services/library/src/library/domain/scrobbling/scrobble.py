"""A scrobble: what a media server or a player reports, in one form whatever the source.

Nothing here is matched with the catalog yet: the title is named by ids, and by its name and year.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from library.domain.positions.position import Device

Source = Literal["jellyfin", "plex", "emby", "kodi", "generic"]
Action = Literal["start", "progress", "pause", "stop", "scrobble", "mark"]
"""`scrobble` states that the title was played to its end, `mark` that it is marked as watched without playing it."""
Kind = Literal["movie", "show"]

SOURCES: Final[tuple[Source, ...]] = ("jellyfin", "plex", "emby", "kodi", "generic")
MAX_EPISODES: Final = 20
"""Episodes that one file may hold."""
UNKNOWN_DEVICE: Final = Device("unknown")


@dataclass(frozen=True, slots=True)
class ProviderIds:
    """Ids of a title or an episode."""

    imdb: str | None = None
    tmdb: int | None = None
    tvdb: int | None = None

    def __bool__(self) -> bool:
        """Return whether any id is known."""
        return (self.imdb, self.tmdb, self.tvdb) != (None, None, None)


NO_IDS: Final = ProviderIds()


@dataclass(frozen=True, slots=True)
class Subject:
    """The movie or the show of a scrobble as its source names it, and the episodes of the show.

    `ids` are those of the movie or the show, `episode_ids` those of the first episode. `year` is that of the movie
    or of the first season of the show; `media_id` is known only when the source knows Marquee.
    """

    kind: Kind
    name: str = ""
    year: int | None = None
    ids: ProviderIds = NO_IDS
    episode_ids: ProviderIds = NO_IDS
    season: int | None = None
    episodes: tuple[int, ...] = ()
    media_id: UUID | None = None

    @property
    def identity(self) -> str:
        """Return what identifies the title at its source: the same for all episodes of a show."""
        if self.media_id is not None:
            return str(self.media_id)
        values = ((name, getattr(self.ids, name)) for name in ("imdb", "tmdb", "tvdb"))
        strongest = next((f"{name}:{value}" for name, value in values if value is not None), None)
        named = f"{' '.join(self.name.casefold().split())}:{self.year or ''}"
        return f"{self.kind}:{strongest or named}"


@dataclass(frozen=True, slots=True)
class Account:
    """The user of a media server who plays; the server's own id and name."""

    id: str | None = None
    name: str | None = None

    def is_one_of(self, accounts: tuple[str, ...]) -> bool:
        """Return whether the account is among names and ids; every account is when there are none."""
        if not accounts:
            return True
        own = {value.casefold() for value in (self.id, self.name) if value}
        return any(account.casefold() in own for account in accounts)


@dataclass(frozen=True, slots=True)
class Scrobble:
    """One report of a source."""

    source: Source
    action: Action
    subject: Subject
    position_seconds: int | None = None
    duration_seconds: int | None = None
    at: datetime | None = None
    """When it happened, by the clock of the source; null means now."""
    completed: bool = False
    """Whether the source itself counts the title as watched."""
    device: Device = UNKNOWN_DEVICE
    account: Account = field(default_factory=Account)
    server_id: str | None = None
    session_id: str | None = None
    item_id: str | None = None
    report_id: str | None = None
    """What distinguishes this report from others of the same item, of a source that states no time."""
    reports_progress: bool = False


@dataclass(frozen=True, slots=True)
class Ignored:
    """A report that is valid and changes nothing, and why."""

    reason: str
