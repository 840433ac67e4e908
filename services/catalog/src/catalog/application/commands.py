"""The commands of the read model: what consumers apply. Each replaces the whole state of its subject.

`bytes` fields are JSON that responses contain unchanged: it is rendered once, when the event arrives.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from catalog.application.discovery.commands import DiscoveryFacts
from catalog.domain.merge_chain import Successor
from catalog.domain.policy.facts import TitleFacts
from catalog.domain.release import RegionDates


class VersionedCommand(Protocol):
    """A command with a version; of two commands for one subject the one with the higher version wins."""

    @property
    def version(self) -> int:
        """The version, which grows with every change of the subject."""
        ...

    @property
    def subject(self) -> Hashable:
        """The key of what the command replaces."""
        ...


@dataclass(frozen=True, slots=True)
class Genre:
    """A genre of a title."""

    tmdb_id: int
    slug: str
    name: str
    names: Mapping[str, str] = field(default_factory=dict)
    """The name by language."""


@dataclass(frozen=True, slots=True)
class LastEpisode:
    """The last regular episode that has aired, as the show's record names it."""

    season: int
    number: int
    air_date: date


@dataclass(frozen=True, slots=True)
class TitleDocuments:
    """The rendered JSON of a title."""

    card: bytes
    """The facts of a list item."""
    detail: bytes
    """The facts of the title's page."""
    search_result: bytes
    texts: bytes
    """An object with the texts in every language."""
    calendar_header: bytes | None
    """A show as a calendar names it; null for a movie."""
    offers: bytes
    """An object with the offers of each region."""
    certifications: bytes
    """An object with the age rating of each region."""
    seasons: bytes
    """An array with the seasons as the import lists them."""
    appraisal: bytes
    """An object with the facts that decide the verdict, and when facts and offers were fetched."""


@dataclass(frozen=True, slots=True)
class ApplyTitle:
    """Apply all facts of one import of a title."""

    media_id: UUID
    kind: str
    tmdb_id: int
    version: int
    title: str
    release_date: date | None
    theatrical_release_date: date | None
    digital_release_date: date | None
    releases: tuple[RegionDates, ...]
    """The dates of a movie in each region that has any."""
    last_air_date: date | None
    next_air_date: date | None
    last_episode: LastEpisode | None
    popularity: float | None
    votes_tmdb: int | None
    votes_trakt: int | None
    ended: bool
    """Whether a show gets no further episode."""
    imdb_id: str | None
    hit: bool
    artwork: bool
    """Whether it has a poster and a backdrop."""
    deleted_at: datetime | None
    """When its source deleted it; a deleted title keeps its facts."""
    successor: Successor | None
    """The title that a deleted title was merged into."""
    genres: tuple[Genre, ...]
    discovery: DiscoveryFacts
    documents: TitleDocuments
    policy_facts: TitleFacts
    """What the policy reads, without scores."""

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
    """An episode of a season."""

    number: int
    title: str | None
    starts_at: datetime | None
    """Its place in a calendar: the instant of airing, or midnight UTC of its day."""
    aired_at: datetime | None
    """The instant from which it counts as aired."""
    air_date: date | None
    calendar_entry: bytes
    """The episode as a calendar shows it, without its show."""


@dataclass(frozen=True, slots=True)
class ApplySeason:
    """Apply a whole season; an episode that it does not contain is removed."""

    season_id: UUID
    media_id: UUID
    number: int
    version: int
    summary: bytes
    detail: bytes
    episodes: tuple[SeasonEpisode, ...]
    episode_texts: bytes | None = None
    """The texts of its episodes by number and language; null without any."""
    withdrawn_at: datetime | None = None
    """When it ceased to exist. Its row remains, so that an older command cannot restore it."""

    @property
    def subject(self) -> UUID:
        """The season."""
        return self.season_id


@dataclass(frozen=True, slots=True)
class StoreSeasonPart:
    """Store one part of a season that is too large for one event, as it arrived."""

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
    """Apply the scores and the audience of a title."""

    media_id: UUID
    kind: str
    tmdb_id: int
    version: int
    ratingo: float
    popularity: float
    quality: float
    freshness: float
    total_watchers: int | None
    source_popularity: float | None
    stats: bytes
    computed_at: datetime

    @property
    def subject(self) -> UUID:
        """The title."""
        return self.media_id


@dataclass(frozen=True, slots=True)
class ApplyDropOff:
    """Apply where the users of a show leave it."""

    media_id: UUID
    kind: str
    tmdb_id: int
    version: int
    drop_off: bytes | None
    """The JSON of the page; null when there is not enough data."""

    @property
    def subject(self) -> UUID:
        """The title."""
        return self.media_id


@dataclass(frozen=True, slots=True)
class ApplyTrend:
    """Apply the direction of a title's audience."""

    media_id: UUID
    kind: str
    tmdb_id: int
    version: int
    direction: str
    """`up`, `down` or `none`."""

    @property
    def subject(self) -> UUID:
        """The title."""
        return self.media_id


@dataclass(frozen=True, slots=True)
class ApplyList:
    """Apply a whole list."""

    list_id: str
    kind: str
    region: str
    version: int
    taken_at: datetime
    ranks: Mapping[UUID, int]
    """The rank of each title in the list."""

    @property
    def subject(self) -> str:
        """The list."""
        return self.list_id


@dataclass(frozen=True, slots=True)
class ApplyEntry:
    """Apply a user's whole entry for a title.

    The row of a removed entry remains, so that an older command cannot restore it.
    """

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
        """The user and the title."""
        return self.user_id, self.media_id
