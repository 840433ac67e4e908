"""Responses of lists. The bodies are joined from rendered JSON; tests hold them to these models."""

from datetime import date, datetime
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from catalog.domain.cards import Badge, CallToAction, Context
from chassis.http.document.examples import OVERRIDES
from chassis.http.schemas import ImageSet, Page, PageMeta, ResponseModel

MATRIX: Final = "017bb356-3e13-5ce3-a0a8-50e17e264ff5"
SHOW: Final = "02d1b23c-2966-5ec3-bba0-f61698150b2a"
IMAGE: Final = "/8uO0gUM8aNqYLs1OsTBQiXu0fEv.jpg"
A_SHOW: Final[dict[str, Any]] = {
    "id": SHOW,
    "mediaItemId": SHOW,
    "tmdbId": 1396,
    "slug": "breaking-bad",
    "title": "Breaking Bad",
    "originalTitle": "Breaking Bad",
    "overview": "A chemistry teacher with cancer begins to cook methamphetamine.",
    "primaryTrailerKey": "HhesaQXLuRY",
    "releaseDate": "2008-01-20",
    "runtime": 47,
    "genres": [{"id": 18, "name": "Drama", "slug": "drama"}],
}
"""What the examples of shows have in place of the values of movies."""


class Rating(ResponseModel):
    """One source's rating from 0 to 10."""

    rating: float = Field(description="From 0 to 10", examples=[8.2])
    vote_count: int | None = Field(description="How many voted, or null when unknown", examples=[26700])


class PercentRating(ResponseModel):
    """One source's rating from 0 to 100."""

    rating: int = Field(description="From 0 to 100", examples=[73])


class ExternalRatings(ResponseModel):
    """Ratings by source; null is unknown, and so is a rating nobody voted for."""

    tmdb: Rating | None = Field(description="The rating at TMDB, or null without votes")
    imdb: Rating | None = Field(description="The rating at IMDb, or null without votes")
    trakt: Rating | None = Field(description="The rating at Trakt, or null without votes")
    metacritic: PercentRating | None = Field(description="The Metacritic score, or null when unknown")
    rotten_tomatoes: PercentRating | None = Field(description="The Rotten Tomatoes score, or null when unknown")


class TitleStats(ResponseModel):
    """Scores from 0 to 100 and audience; null is unknown."""

    ratingo_score: float | None = Field(description="The open score, 0 to 100, or null when unknown", examples=[81.7])
    quality_score: float | None = Field(description="How good the title is rated, 0 to 100", examples=[87.5])
    popularity_score: float | None = Field(description="How much attention the title has, 0 to 100", examples=[69.4])
    live_watchers: int | None = Field(description="Users of Trakt who watch the title now", examples=[37])
    total_watchers: int | None = Field(description="Users of Trakt who have ever watched it", examples=[412300])


class TitleGenre(ResponseModel):
    """A genre of a title."""

    id: int = Field(description="TMDB number of the genre", examples=[878])
    name: str = Field(description="Name of the genre", examples=["Science Fiction"])
    slug: str = Field(description="As the `genres` filter takes it", examples=["science-fiction"])


class Place(ResponseModel):
    """An episode of a show."""

    season: int = Field(description="Number of the season; 0 holds the specials", examples=[2])
    episode: int = Field(description="Number of the episode in its season", examples=[5])


class SeenProgress(ResponseModel):
    """How far the user has come: the furthest regular episode, and the last episode seen of every season."""

    season: int | None = Field(description="Null when only specials were seen", examples=[2])
    episode: int | None = Field(description="Null when only specials were seen", examples=[5])
    seasons: dict[str, int] = Field(
        description="Last episode seen by season; season 0 holds the specials", examples=[{"0": 1, "2": 5}]
    )


class UserState(ResponseModel):
    """The user's own entry."""

    state: Literal["planned", "watching", "completed", "dropped"] | None = Field(
        description="`planned`: to be watched. `watching`: begun. `completed`: seen to the end. `dropped`: given up",
        examples=["watching"],
    )
    rating: int | None = Field(description="The user's rating from 0 to 100, or null without one", examples=[90])
    progress: SeenProgress | None = Field(
        description="How far the user has come in a show; null when nothing was seen, and for movies", examples=[None]
    )
    updated_at: datetime = Field(description="When the entry was last changed", examples=["2026-11-21T12:00:00Z"])


class Card(ResponseModel):
    """What to show on the card."""

    badge_key: Badge | None = Field(
        description="What to show on the card, the first that applies. `NEW_EPISODE`: an unseen episode of a show that"
        " the user watches aired within 7 days. `CONTINUE`: the user has progress. `IN_WATCHLIST`: the user plans to"
        " watch it. `HIT`: rated 7.5 or more by 1000 votes or more. `TRENDING`, `IN_THEATERS`, `NEW_ON_STREAMING`:"
        " listed there. `NEW_RELEASE`: released within 14 days. Null: nothing applies",
        examples=["TRENDING"],
    )
    primary_cta: CallToAction = Field(
        description="What the main button does. `CONTINUE`: go on watching. `SAVE`: add the title to the watchlist;"
        " the user has no entry for it. `OPEN`: open the title",
        examples=["SAVE"],
    )
    continue_: Place | None = Field(
        alias="continue",
        description="The last episode seen, to continue from, or null without one to continue",
        examples=[None],
    )
    list_context: Context = Field(
        description="The list that the card is in: `TRENDING_LIST`, `NEW_RELEASES_LIST`, `IN_THEATERS_LIST` or"
        " `NEW_ON_STREAMING_LIST`. `DEFAULT`: the page of the title",
        examples=["TRENDING_LIST"],
    )


class ShowProgress(ResponseModel):
    """How far a show has aired."""

    season: int | None = Field(description="Season of the last aired episode, or null when unknown", examples=[2])
    episode: int | None = Field(description="Number of the last aired episode, or null when unknown", examples=[5])
    label: str | None = Field(description="The last aired episode in short, or null when unknown", examples=["S2E5"])
    last_air_date: date | None = Field(
        description="Day of the last aired episode, or null when unknown", examples=["2026-11-14"]
    )
    next_air_date: date | None = Field(
        description="Day of the next episode, or null when none is announced", examples=["2026-11-21"]
    )


class ListItem(ResponseModel):
    """What movies and shows have in common in lists."""

    id: UUID = Field(description="The same as `mediaItemId`", examples=[MATRIX])
    media_item_id: UUID = Field(description="Id of the title", examples=[MATRIX])
    tmdb_id: int = Field(description="TMDB number of the title", examples=[603])
    slug: str = Field(description="Name of the title in URLs, unique per type", examples=["the-matrix"])
    title: str = Field(description="Name of the title", examples=["The Matrix"])
    original_title: str | None = Field(
        description="Name in the original language, or null when unknown", examples=["The Matrix"]
    )
    overview: str | None = Field(
        description="What the title is about, or null when unknown",
        examples=["A hacker learns that the world he lives in is a simulation."],
    )
    ingestion_status: Literal["ready"] = Field(description="Always `ready`: the catalog lists imported titles only")
    primary_trailer_key: str | None = Field(
        description="Key of the main trailer at YouTube, or null without one", examples=["vKQi3bBA1y8"]
    )
    poster: ImageSet | None = Field(description="The poster in four sizes, or null without one")
    backdrop: ImageSet | None = Field(description="The backdrop in four sizes, or null without one")
    popularity: float | None = Field(description="Popularity at TMDB, or null when unknown", examples=[48.7])
    release_date: date | None = Field(
        description="The release of a movie, the first air date of a show, or null when unknown",
        examples=["1999-03-31"],
    )
    runtime: int | None = Field(
        description="Minutes of a movie or of a usual episode, or null when unknown", examples=[136]
    )
    is_new: bool = Field(description="Released within 60 days (a show: 30), or not yet", examples=[False])
    is_classic: bool = Field(
        description="Older than ten years, with a score of 80 or more or 10,000 watchers or more", examples=[True]
    )
    stats: TitleStats = Field(description="Scores and audience")
    external_ratings: ExternalRatings = Field(description="Ratings by provider")
    genres: list[TitleGenre] = Field(description="The genres of the title, in TMDB's order")
    user_state: UserState | None = Field(
        description="The user's own entry, or null without an access token and for titles without an entry"
    )
    card: Card = Field(description="What to show on the card of the title")


class MovieListItem(ListItem):
    """A movie in a list."""

    type: Literal["movie"] = Field(description="Always `movie`")
    theatrical_release_date: date | None = Field(
        description="First day in the theaters of `releaseRegion`; null when no day is known", examples=["1999-03-31"]
    )
    digital_release_date: date | None = Field(
        description="First day at digital services of the requested region; null when no day is known there",
        examples=["2008-05-15"],
    )
    release_region: str | None = Field(
        description="Region of the dates, ISO 3166-1: the requested one, or a fallback region when the requested one"
        " has no dates; null when no date is known",
        examples=["US"],
    )
    is_release_fallback: bool = Field(description="Whether `releaseRegion` is another region than the requested one")


class ShowListItem(ListItem):
    """A show in a list."""

    model_config = ConfigDict(json_schema_extra={OVERRIDES: A_SHOW})

    type: Literal["show"] = Field(description="Always `show`")
    show_progress: ShowProgress | None = Field(description="How far the show has aired, or null when unknown")


class ListMeta(PageMeta):
    """Where a page stands, and how old the list behind it is."""

    list_taken_at: datetime | None = Field(
        description="When the list behind the page was read at its provider, or null without such a list",
        examples=["2026-11-21T12:00:00Z"],
    )


class MoviePage(Page[MovieListItem]):
    """One page of movies."""

    meta: ListMeta = Field(description="Where the page stands, and how old the list behind it is")


class ShowPage(Page[ShowListItem]):
    """One page of shows."""

    meta: ListMeta = Field(description="Where the page stands, and how old the list behind it is")


class SearchItem(ResponseModel):
    """A title found by its name."""

    source: Literal["local"] = Field(description="Always `local`: the title is in this catalog")
    type: Literal["movie", "show"] = Field(description="`movie` or `show`", examples=["movie"])
    id: UUID = Field(description="The same as `mediaItemId`", examples=[MATRIX])
    media_item_id: UUID = Field(description="Id of the title", examples=[MATRIX])
    slug: str = Field(description="Name of the title in URLs, unique per type", examples=["the-matrix"])
    tmdb_id: int = Field(description="TMDB number of the title", examples=[603])
    title: str = Field(description="Name of the title", examples=["The Matrix"])
    original_title: str | None = Field(
        description="Name in the original language, or null when unknown", examples=["The Matrix"]
    )
    year: int | None = Field(description="Year of release, or null when unknown", examples=[1999])
    poster: ImageSet | None = Field(description="The poster in four sizes, or null without one")
    rating: float | None = Field(description="Rating at TMDB from 0 to 10, or null without votes", examples=[8.2])
    is_imported: Literal[True] = Field(description="Always true: the title is in this catalog")


class SearchResponse(ResponseModel):
    """What a search found."""

    query: str = Field(description="The search text without spaces around it", examples=["matrix"])
    local: list[SearchItem] = Field(description="At most ten titles of this catalog, best first")
    tmdb: list[SearchItem] = Field(description="Always empty: only titles of this catalog are searched", max_length=0)


class GenreItem(TitleGenre):
    """A genre with how many listed titles have it."""

    count: int = Field(description="Number of listed titles of the genre", examples=[41])
    movies: int = Field(description="Number of movies among them", examples=[30])
    shows: int = Field(description="Number of shows among them", examples=[11])


class CalendarEpisode(ResponseModel):
    """An episode in the calendar."""

    show_id: UUID = Field(description="Id of the show", examples=[SHOW])
    show_title: str = Field(description="Name of the show", examples=["Breaking Bad"])
    slug: str = Field(description="Name of the show in URLs", examples=["breaking-bad"])
    poster_path: str | None = Field(description="Path of the poster at TMDB, or null without one", examples=[IMAGE])
    poster: ImageSet | None = Field(description="The show's poster in four sizes, or null without one")
    season_number: int = Field(description="Number of the season; 0 holds the specials", examples=[5])
    episode_number: int = Field(description="Number of the episode in its season", examples=[16])
    title: str | None = Field(description="Name of the episode, or null when unknown", examples=["Felina"])
    overview: str | None = Field(
        description="What the episode is about, or null when unknown", examples=["All bad things must come to an end."]
    )
    air_date: date = Field(description="Local day of the airing, as on the page of the season", examples=["2026-11-21"])
    airs_at: datetime | None = Field(
        description="Instant of the airing, or null when only the day is known", examples=["2026-11-21T21:00:00Z"]
    )
    runtime: int | None = Field(description="Minutes, or null when unknown", examples=[55])
    still_path: str | None = Field(description="Path of the still at TMDB, or null without one", examples=[IMAGE])
    still: ImageSet | None = Field(description="A picture of the episode in four sizes, or null without one")


class CalendarDay(ResponseModel):
    """A day on which something airs."""

    day: date = Field(alias="date", description="The UTC day", examples=["2026-11-21"])
    episodes: list[CalendarEpisode] = Field(description="Its episodes, in the order in which they air")


class Calendar(ResponseModel):
    """What airs, by UTC day."""

    start_date: date = Field(description="The first day", examples=["2026-11-21"])
    end_date: date = Field(description="The first day after the calendar", examples=["2026-11-28"])
    days: list[CalendarDay] = Field(description="The days on which something airs, in order")


class NewEpisodeItem(ResponseModel):
    """The newest episode of a show."""

    show_id: UUID = Field(description="Id of the show", examples=[SHOW])
    slug: str = Field(description="Name of the show in URLs", examples=["breaking-bad"])
    title: str = Field(description="Name of the show", examples=["Breaking Bad"])
    poster_path: str | None = Field(description="Path of the poster at TMDB, or null without one", examples=[IMAGE])
    poster: ImageSet | None = Field(description="The show's poster in four sizes, or null without one")
    season_number: int = Field(description="Number of the season; 0 holds the specials", examples=[5])
    episode_number: int = Field(description="Number of the episode in its season", examples=[16])
    episode_title: str | None = Field(description="Name of the episode, or null when unknown", examples=["Felina"])
    air_date: date = Field(description="Local day of the airing, as on the page of the season", examples=["2026-11-20"])
    airs_at: datetime | None = Field(
        description="Instant of the airing, or null when only the day is known", examples=["2026-11-20T21:00:00Z"]
    )
