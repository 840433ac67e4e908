"""What readers get: frozen read models, and the questions they answer.

`bytes` fields are JSON rendered when the news arrived; they are handed on as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from catalog.domain.cards import EpisodeNumber
from catalog.domain.show_progress import ShowProgress

Kind = Literal["movie", "show"]
Sort = Literal["trending", "popularity", "ratingo", "releaseDate", "tmdbPopularity"]
VoteSource = Literal["tmdb", "trakt"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a listed title must meet; null and empty ask for nothing. `released_before` is exclusive."""

    genres: tuple[str, ...] = ()
    min_ratingo: float | None = None
    vote_source: VoteSource = "tmdb"
    min_votes: int | None = None
    released_from: date | None = None
    released_before: date | None = None


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list, and in which order."""

    sort: Sort = "trending"
    descending: bool = True
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """For whom a list is read: the user, the region whose dates count, and whether texts are wanted in a language."""

    user_id: UUID | None = None
    region: str | None = None
    localize: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """Which titles a list is about; `since` bounds include `today`, nothing beyond it is selected."""

    kind: Kind
    today: date
    ranked_by: str | None = None
    """The list whose ranks order the titles, where they are sorted by trend."""
    members_of: str | None = None
    """The list that a title must be in."""
    theatrical_since: date | None = None
    digital_since: date | None = None
    not_yet_digital: bool = False
    regions: tuple[str, ...] = ()
    """The region whose dates count, then those whose theatrical date is shown where that one has no dates."""
    localize: bool = False
    """Whether the texts in other languages are wanted."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A user's entry for a title; `progress` is the furthest regular episode seen."""

    state: str | None
    rating: int | None
    progress: EpisodeNumber | None
    changed_at: datetime
    seasons: Mapping[int, int] = field(default_factory=dict)
    """The last episode seen of each season; season 0 holds the specials."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title as lists show it; null is unknown."""

    media_id: UUID
    kind: Kind
    slug: str
    card: bytes
    stats: bytes | None
    popularity: float | None
    ratingo: float | None
    total_watchers: int | None
    release_date: date | None
    theatrical_release_date: date | None
    digital_release_date: date | None
    release_region: str | None
    """The region of both dates; null where neither is known."""
    texts: bytes | None
    """The texts in every language, where they were asked for."""
    trending: bool
    """Whether the title is among the first of the current trending list."""
    progress: ShowProgress | None


@dataclass(frozen=True, slots=True)
class TitlePage:
    """One page of a list, the user_id's entries for its titles, and when the list behind it was taken."""

    titles: tuple[Title, ...]
    region: str | None
    """The region that was asked for."""
    entries: Mapping[UUID, Entry]
    total: int
    has_more: bool
    taken_at: datetime | None
    as_of: datetime
    """The instant the page was read."""


@dataclass(frozen=True, slots=True)
class DeletedTitle:
    """A title that is deleted upstream."""

    media_id: UUID
    deleted_at: datetime
    successor_id: UUID | None


@dataclass(frozen=True, slots=True)
class LookupResult:
    """Titles that were looked up by id, in the order of the ids, and the ids of which none is listed."""

    titles: tuple[Title, ...]
    entries: Mapping[UUID, Entry]
    deleted: tuple[DeletedTitle, ...]
    missing: tuple[UUID, ...]
    region: str
    """The region that was asked for."""
    as_of: datetime
    """The instant the titles were read."""


@dataclass(frozen=True, slots=True)
class Offers:
    """Where a title can be watched in one region."""

    region: str
    is_fallback: bool
    """Whether another region was asked for."""
    offers: bytes


@dataclass(frozen=True, slots=True)
class Certification:
    """For whom a title is fit, in the words of one region."""

    region: str
    is_fallback: bool
    """Whether another region was asked for."""
    name: str


@dataclass(frozen=True, slots=True)
class TitleDetail:
    """A title with everything known of it."""

    title: Title
    region: str
    """The region that was asked for."""
    detail: bytes
    hit: bool
    offers: Offers | None
    certification: Certification | None
    seasons: bytes
    """An array with the seasons as the import lists them."""
    synced_seasons: tuple[bytes, ...]
    entry: Entry | None
    as_of: datetime
    """The instant the title was read."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """The title, or the one it was merged into, has this slug now."""

    slug: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A title found by its name."""

    slug: str
    found: bytes
    texts: bytes


@dataclass(frozen=True, slots=True)
class GenreCount:
    """A genre and how many listed titles have it."""

    tmdb_id: int
    slug: str
    name: str
    movies: int
    shows: int


@dataclass(frozen=True, slots=True)
class ScheduledEpisode:
    """An episode in a calendar, with its show."""

    day: date
    show_id: UUID
    slug: str
    show: bytes
    episode: bytes


@dataclass(frozen=True, slots=True)
class NewEpisode:
    """The newest episode of a show."""

    show_id: UUID
    slug: str
    show: bytes
    season: int
    episode: int
    title: str | None
    air_date: date
    airs_at: datetime | None
    """Null when only the day is known."""


@dataclass(frozen=True, slots=True)
class ListedSeason:
    """A season that the show's record lists and whose episodes were not synced."""

    show_id: UUID
    show_tmdb_id: int
    number: int
    summary: bytes
    """The season as the show's list of seasons has it."""
