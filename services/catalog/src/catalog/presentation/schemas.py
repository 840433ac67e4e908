"""What lists answer. The bodies are joined from rendered JSON; tests hold them to these models."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from catalog.domain.cards import Badge, CallToAction, Context
from chassis.schemas import Answer, Page, PageMeta


class ImageSet(Answer):
    """Addresses of one image in four sizes."""

    small: str = Field(examples=["https://image.tmdb.org/t/p/w342/poster.jpg"])
    medium: str
    large: str
    original: str


class Rating(Answer):
    """One source's rating from 0 to 10."""

    rating: float = Field(examples=[8.2])
    vote_count: int | None = Field(description="How many voted; null where the source does not say", examples=[26700])


class PercentRating(Answer):
    """One source's rating from 0 to 100."""

    rating: int = Field(examples=[73])


class ExternalRatings(Answer):
    """Ratings by source; null is unknown, and so is a rating nobody voted for."""

    tmdb: Rating | None
    imdb: Rating | None
    trakt: Rating | None
    metacritic: PercentRating | None
    rotten_tomatoes: PercentRating | None


class TitleStats(Answer):
    """Scores from 0 to 100 and audience; null is unknown."""

    ratingo_score: float | None = Field(examples=[78.4])
    quality_score: float | None
    popularity_score: float | None
    live_watchers: int | None = Field(examples=[37])
    total_watchers: int | None = Field(examples=[412300])


class TitleGenre(Answer):
    """A genre of a title."""

    id: int = Field(description="TMDB number", examples=[878])
    name: str = Field(examples=["Science Fiction"])
    slug: str = Field(description="As the `genres` filter takes it", examples=["science-fiction"])


class Place(Answer):
    """An episode of a show."""

    season: int = Field(examples=[2])
    episode: int = Field(examples=[5])


class UserState(Answer):
    """The caller's own entry."""

    state: Literal["planned", "watching", "completed", "dropped"] | None
    rating: int | None = Field(description="0 to 100", examples=[90])
    progress: Place | None
    updated_at: datetime


class Card(Answer):
    """What to show on the card."""

    badge_key: Badge | None = Field(examples=["TRENDING"])
    primary_cta: CallToAction = Field(examples=["SAVE"])
    continue_: Place | None = Field(alias="continue", description="The episode to go on from")
    list_context: Context = Field(examples=["TRENDING_LIST"])


class ShowProgress(Answer):
    """How far a show has aired."""

    season: int | None
    episode: int | None
    label: str | None = Field(examples=["S2E5"])
    last_air_date: date | None
    next_air_date: date | None


class ListItem(Answer):
    """What films and shows have in common in lists."""

    id: UUID = Field(description="The same as mediaItemId")
    media_item_id: UUID
    tmdb_id: int = Field(examples=[603])
    slug: str = Field(examples=["the-matrix"])
    title: str = Field(examples=["The Matrix"])
    original_title: str | None
    overview: str | None
    ingestion_status: Literal["ready"]
    primary_trailer_key: str | None
    poster: ImageSet | None
    backdrop: ImageSet | None
    popularity: float | None = Field(description="Popularity at TMDB", examples=[48.7])
    release_date: date | None
    runtime: int | None = Field(description="Minutes", examples=[136])
    is_new: bool
    is_classic: bool
    stats: TitleStats
    external_ratings: ExternalRatings
    genres: list[TitleGenre]
    user_state: UserState | None = Field(description="Null for anonymous callers and titles without an entry")
    card: Card


class MovieListItem(ListItem):
    """A film in a list."""

    type: Literal["movie"]
    theatrical_release_date: date | None = Field(
        description="First day in the theaters of `releaseRegion`; null when no day is known", examples=["1999-03-31"]
    )
    digital_release_date: date | None = Field(
        description="First day at digital services of the requested region; null when no day is known there",
        examples=["1999-12-07"],
    )
    release_region: str | None = Field(
        description="Region of the dates, ISO 3166-1: the requested one, or a fallback region when the requested one"
        " has no dates; null when no date is known",
        examples=["US"],
    )
    is_release_fallback: bool = Field(description="Whether `releaseRegion` is another region than the requested one")


class ShowListItem(ListItem):
    """A show in a list."""

    type: Literal["show"]
    show_progress: ShowProgress | None


class ListMeta(PageMeta):
    """Where a page stands, and how old the list behind it is."""

    list_taken_at: datetime | None = Field(description="When the list was taken; null where no list is behind the page")


class MoviePage(Page[MovieListItem]):
    """One page of films."""

    meta: ListMeta


class ShowPage(Page[ShowListItem]):
    """One page of shows."""

    meta: ListMeta


class SearchItem(Answer):
    """A title found by its name."""

    source: Literal["local"]
    type: Literal["movie", "show"]
    id: UUID
    media_item_id: UUID
    slug: str = Field(examples=["the-matrix"])
    tmdb_id: int = Field(examples=[603])
    title: str
    original_title: str | None
    year: int | None = Field(examples=[1999])
    poster: ImageSet | None
    rating: float | None = Field(description="Rating at TMDB, 0 to 10", examples=[8.2])
    is_imported: Literal[True]


class SearchAnswer(Answer):
    """What a search found."""

    query: str = Field(description="The question without spaces around it", examples=["matrix"])
    local: list[SearchItem] = Field(description="At most ten titles of this catalog, best first")
    tmdb: list[SearchItem] = Field(description="Titles beyond this catalog; always empty", max_length=0)


class GenreItem(TitleGenre):
    """A genre with how many listed titles have it."""

    count: int = Field(examples=[41])
    movies: int = Field(examples=[30])
    shows: int = Field(examples=[11])


class CalendarEpisode(Answer):
    """An episode in the calendar."""

    show_id: UUID
    show_title: str
    slug: str
    poster_path: str | None
    poster: ImageSet | None
    season_number: int
    episode_number: int
    title: str | None
    overview: str | None
    air_date: date = Field(description="The local day of the airing, as on the page of the season")
    airs_at: datetime | None = Field(description="The instant of the airing; null when only the day is known")
    runtime: int | None = Field(description="Minutes")
    still_path: str | None
    still: ImageSet | None


class CalendarDay(Answer):
    """A day on which something airs."""

    date: date
    episodes: list[CalendarEpisode]


class Calendar(Answer):
    """What airs, by UTC day."""

    start_date: date
    end_date: date = Field(description="The first day that is not covered any more")
    days: list[CalendarDay]


class NewEpisodeItem(Answer):
    """The newest episode of a show."""

    show_id: UUID
    slug: str
    title: str = Field(description="Name of the show")
    poster_path: str | None
    poster: ImageSet | None
    season_number: int
    episode_number: int
    episode_title: str | None
    air_date: date = Field(description="The local day of the airing, as on the page of the season")
    airs_at: datetime | None = Field(description="The instant of the airing; null when only the day is known")
