"""Read models: what queries return, and the criteria that queries take.

`bytes` fields are JSON rendered when the event arrived; responses contain them unchanged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from itertools import count
from typing import Any, Literal, NamedTuple
from uuid import UUID

from catalog.application.discovery.commands import OfferKind
from catalog.domain.cards import EpisodeNumber
from catalog.domain.show_progress import ShowProgress

Kind = Literal["movie", "show"]
Sort = Literal["trending", "popularity", "ratingo", "releaseDate", "tmdbPopularity"]
VoteSource = Literal["tmdb", "trakt"]


@dataclass(frozen=True, slots=True)
class Filters:
    """Criteria of listed titles; null and empty ones do not filter. `released_before` is exclusive."""

    genres: tuple[str, ...] = ()
    min_ratingo: float | None = None
    vote_source: VoteSource = "tmdb"
    min_votes: int | None = None
    released_from: date | None = None
    released_before: date | None = None
    watch_region: str | None = None
    """The region of the offers; null does not filter by offers."""
    providers: tuple[int, ...] | None = None
    """Services of which one must offer a title; null for any service, empty for no title."""
    offer_kind: OfferKind | None = None
    my_services: bool = False
    """Whether the user's own services take the place of `providers`."""
    country: str | None = None
    original_language: str | None = None


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list, and in which order."""

    sort: Sort = "trending"
    descending: bool = True
    limit: int = 20
    offset: int = 0
    after: "Position | None" = None
    """The position that the page follows; `offset` is then the number of titles before it."""


class Position(NamedTuple):
    """The position of a title in a list. Titles without a sort value follow those that have one."""

    media_id: UUID
    key: int | float | date | None
    """The sort value, or null without one."""


@dataclass(frozen=True, slots=True)
class View:
    """For whom a list is read: the user, the region whose dates apply, and whether texts are needed in a language."""

    user_id: UUID | None = None
    region: str | None = None
    localized: bool = False
    zone: tzinfo = UTC
    """The time zone in which the user's day is today."""

    def local(self, now: datetime) -> datetime:
        """Return an instant in the user's time zone: its date is today there."""
        return now if self.zone is UTC else now.astimezone(self.zone)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which titles a list contains. Dates are between a `since` bound and `today`, inclusive."""

    kind: Kind
    today: date
    ranked_by: str | None = None
    """The list whose ranks order the titles when they are sorted by trend."""
    members_of: str | None = None
    """The list that must contain a title."""
    fresh: bool = False
    """Whether titles belong to it that the policy keeps from other lists only because they are too new."""
    theatrical_since: date | None = None
    digital_since: date | None = None
    not_yet_digital: bool = False
    regions: tuple[str, ...] = ()
    """The region whose dates apply, then those whose theatrical date is shown when that region has no dates."""


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
    """A title with its state; null when unknown."""

    media_id: UUID
    document: bytes
    """The facts: those of a list item, or those of the title's page."""
    texts: bytes | None
    """The texts in every language, or null when they are not needed."""
    kind: Kind
    slug: str
    stats: bytes | None
    popularity: float | None
    ratingo: float | None
    total_watchers: int | None
    release_date: date | None
    theatrical_release_date: date | None
    digital_release_date: date | None
    release_region: str | None
    """The region of both dates; null when neither is known."""
    trending: bool
    """Whether the title is among the first of the current trending list."""
    progress: ShowProgress | None
    renderings: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    """What presentation keeps with the title, by the view: readers of one view receive the same bytes."""
    serial: int = field(default_factory=count().__next__, init=False, compare=False, repr=False)
    """What no other title has: one that was kept is shown as before, without comparing its facts."""


@dataclass(frozen=True, slots=True)
class TitlePage:
    """One page of a list, the user's entries for its titles, and when the list behind it was read at its provider."""

    titles: Sequence[Title]
    region: str | None
    """The requested region."""
    entries: Mapping[UUID, Entry]
    total: int | None
    """Null while the titles are being counted."""
    has_more: bool
    taken_at: datetime | None
    as_of: datetime
    """The instant the page was read, in the user's time zone."""
    last: Position | None = None
    """The position of the last title when another page follows."""


@dataclass(frozen=True, slots=True)
class DeletedTitle:
    """A title that is deleted upstream."""

    media_id: UUID
    deleted_at: datetime
    successor_id: UUID | None


@dataclass(frozen=True, slots=True)
class LookupResult:
    """Titles by id, in the order of the ids, and the ids of which no title is listed."""

    titles: Sequence[Title]
    entries: Mapping[UUID, Entry]
    deleted: tuple[DeletedTitle, ...]
    missing: tuple[UUID, ...]
    region: str
    """The requested region."""
    as_of: datetime
    """The instant the titles were read, in the user's time zone."""


@dataclass(frozen=True, slots=True)
class Offers:
    """Where a title can be watched in one region."""

    region: str
    is_fallback: bool
    """Whether another region was requested."""
    offers: bytes


@dataclass(frozen=True, slots=True)
class Certification:
    """Age rating of a title in one region."""

    region: str
    is_fallback: bool
    """Whether another region was requested."""
    name: str


@dataclass(frozen=True, slots=True)
class TitleDetail:
    """A title with all its facts."""

    title: Title
    region: str
    """The requested region."""
    hit: bool
    rising: bool
    """Whether its audience grows faster than before."""
    popularity_score: float | None
    appraisal: bytes
    """An object with the facts that decide the verdict; among others in a page without an appraisal of its own."""
    stats_at: datetime | None
    """When its scores were computed."""
    offers: Offers | None
    certification: Certification | None
    seasons: bytes
    """An array with the seasons as the import lists them."""
    synced_seasons: tuple[bytes, ...]
    drop_off: bytes | None
    """Where the users of a show leave it, as JSON; null when it is not known, and for a movie."""
    entry: Entry | None
    as_of: datetime
    """The instant the title was read, in the user's time zone."""
    renderings: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    """What presentation keeps with the page, as with a title."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """A redirect to the current slug of a title, or of the title that it was merged into."""

    slug: str


@dataclass(frozen=True, slots=True)
class GenreCount:
    """A genre and the number of listed titles that have it."""

    tmdb_id: int
    slug: str
    name: str
    movies: int
    shows: int
    names: str | None = None
    """A JSON object with the name by language; null when the import has none."""


class SyncedSeason(NamedTuple):
    """A season with its episodes."""

    document: bytes
    summary: bytes
    """The season as the show's list of seasons has it, with its texts in other languages."""
    episode_texts: bytes | None = None
    """The texts of its episodes by number and language; null without any."""


@dataclass(frozen=True, slots=True)
class ListedSeason:
    """A season that the show's record lists, without synced episodes."""

    show_id: UUID
    show_tmdb_id: int
    number: int
    summary: bytes
    """The season as the show's list of seasons has it."""
