"""What events say, in the words of this service: the commands of the read model.

`bytes` fields are JSON that readers get as it is: it is rendered once, when the news arrives.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from catalog.domain.merge_chain import Successor
from catalog.domain.release import RegionDates


class VersionedCommand(Protocol):
    """VersionedCommand of one subject; of two of the same subject the one of the higher version counts."""

    @property
    def version(self) -> int:
        """Grows with every change of the subject."""
        ...

    @property
    def subject(self) -> Hashable:
        """What the news is about."""
        ...


@dataclass(frozen=True, slots=True)
class Genre:
    """A genre of a title."""

    tmdb_id: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class LastEpisode:
    """A regular episode with its day, as a show's record names it."""

    season: int
    number: int
    air_date: date


@dataclass(frozen=True, slots=True)
class ApplyTitle:
    """Everything an import said of a title."""

    media_id: UUID
    kind: str
    tmdb_id: int
    version: int
    title: str
    latin_title: str
    """The title in Latin letters, as far as they can be spelled; what its slug is made of."""
    release_date: date | None
    theatrical_release_date: date | None
    digital_release_date: date | None
    releases: tuple[RegionDates, ...]
    """The dates of a movie in each region that has any."""
    last_air_date: date | None
    next_air_date: date | None
    last_episode: LastEpisode | None
    """The last episode that has aired, as the show's record names it."""
    popularity: float | None
    votes_tmdb: int | None
    votes_trakt: int | None
    ended: bool
    """Whether a show gets no further episode."""
    imdb_id: str | None
    hit: bool
    deleted_at: datetime | None
    """Since when its source exists it no more; it keeps its facts."""
    successor: Successor | None
    """What a title that is gone was merged into."""
    genres: tuple[Genre, ...]
    names: tuple[str, ...]
    card: bytes
    detail: bytes
    found: bytes
    """The title as a search result."""
    texts: bytes
    """An object with the texts in every language."""
    billing: bytes | None
    """A show as a calendar names it."""
    offers: bytes
    """An object with the offers of each region."""
    certifications: bytes
    """An object with the age rating of each region."""
    seasons: bytes
    """An array with the seasons as the import lists them."""

    @property
    def subject(self) -> UUID:
        """The title."""
        return self.media_id

    @property
    def year(self) -> int | None:
        """The year of release."""
        return None if self.release_date is None else self.release_date.year


@dataclass(frozen=True, slots=True)
class SeasonEpisode:
    """An episode; `starts_at` is its place in a calendar: the instant of airing, or midnight UTC of its day."""

    number: int
    title: str | None
    starts_at: datetime | None
    aired_at: datetime | None
    """From when it counts as aired."""
    air_date: date | None
    scheduled: bytes
    """The episode as a calendar shows it, without its show."""


@dataclass(frozen=True, slots=True)
class ApplySeason:
    """A whole season; what is not in it any more is gone."""

    season_id: UUID
    media_id: UUID
    number: int
    version: int
    summary: bytes
    detail: bytes
    episodes: tuple[SeasonEpisode, ...]
    withdrawn_at: datetime | None = None
    """Since when it does not exist any more; it stays as a mark, so that older news cannot bring it back."""

    @property
    def subject(self) -> UUID:
        """The season."""
        return self.season_id


@dataclass(frozen=True, slots=True)
class StoreSeasonPart:
    """One of the parts of a season that is too large for one event, as it arrived."""

    season_id: UUID
    part: int
    parts: int
    version: int
    body: bytes

    @property
    def subject(self) -> tuple[UUID, int]:
        """The season and the part."""
        return self.season_id, self.part


@dataclass(frozen=True, slots=True)
class ApplyScores:
    """A title's scores and audience."""

    media_id: UUID
    kind: str
    tmdb_id: int
    version: int
    ratingo: float
    popularity: float
    total_watchers: int | None
    source_popularity: float | None
    stats: bytes

    @property
    def subject(self) -> UUID:
        """The title."""
        return self.media_id


@dataclass(frozen=True, slots=True)
class ApplyList:
    """A whole list; `ranks` maps each title in it to its place."""

    list_id: str
    kind: str
    region: str
    version: int
    taken_at: datetime
    ranks: dict[UUID, int]

    @property
    def subject(self) -> str:
        """The list."""
        return self.list_id


@dataclass(frozen=True, slots=True)
class ApplyEntry:
    """A user_id's whole entry for a title; a removed entry is kept, so that older news cannot bring it back."""

    user_id: UUID
    media_id: UUID
    version: int
    state: str | None
    rating: int | None
    season: int | None
    episode: int | None
    """`season` and `episode` name the furthest regular episode seen."""
    seasons: Mapping[int, int]
    """The last episode seen of each season; season 0 holds the specials."""
    removed: bool
    changed_at: datetime

    @property
    def subject(self) -> tuple[UUID, UUID]:
        """The user_id and the title."""
        return self.user_id, self.media_id
