"""The parts of TMDB v3 responses that we read. https://developer.themoviedb.org/reference/"""

from typing import Annotated

from pydantic import Field

from ingestion.providers.parsing.lenient import (
    LENIENT,
    Day,
    Flag,
    Id,
    Items,
    Money,
    Number,
    OptionalId,
    Positive,
    ProviderModel,
    Real,
    Score,
    Text,
    Whole,
)


class Named(ProviderModel):
    """A thing with a number and a name."""

    id: Id
    name: str


class TmdbGenre(ProviderModel):
    """A genre in a list; its name is null in a language that has none."""

    id: Id
    name: Text = None


class TmdbGenreList(ProviderModel):
    """`/genre/{kind}/list`."""

    genres: Items[TmdbGenre] = None


class MovieCollection(ProviderModel):
    """The collection that a movie belongs to."""

    id: Id
    name: str
    poster_path: Text = None
    backdrop_path: Text = None


class Country(ProviderModel):
    """A production country."""

    iso_3166_1: str


class Credit(ProviderModel):
    """A person in `credits` or `aggregate_credits`, or a creator."""

    id: Id
    name: str
    order: Whole = None
    character: Text = None
    job: Text = None
    department: Text = None
    profile_path: Text = None
    roles: Items["Role"] = None
    jobs: Items["Role"] = None


class Role(ProviderModel):
    """A role or job of a person over the episodes of a show."""

    character: Text = None
    job: Text = None


class Block(ProviderModel):
    """A block of an appended response; one that TMDB could not fill carries an error in its place."""

    success: Flag = None
    status_code: Whole = None

    @property
    def failed(self) -> bool:
        """Return whether the block is an error."""
        return self.success is False or self.status_code is not None


class Credits(Block):
    """Cast and crew."""

    cast: Items[Credit] = None
    crew: Items[Credit] = None


class TmdbVideo(ProviderModel):
    """A video on another site."""

    key: str
    name: str
    site: str
    type: str
    official: Flag = None
    published_at: Text = None
    iso_639_1: Text = None
    iso_3166_1: Text = None


class Videos(Block):
    """The block `videos`."""

    results: Items[TmdbVideo] = None


class Release(ProviderModel):
    """One release of a movie: 1 premiere, 2 limited, 3 theatrical, 4 digital, 5 physical, 6 on television."""

    type: int
    release_date: Text = None
    certification: Text = None
    note: Text = None


class CountryReleases(ProviderModel):
    """A country's releases."""

    iso_3166_1: str
    release_dates: Items[Release] = None


class ReleaseDates(Block):
    """The block `release_dates`."""

    results: Items[CountryReleases] = None


class ContentRating(ProviderModel):
    """A show's certification in a country."""

    iso_3166_1: str
    rating: Text = None


class ContentRatings(Block):
    """The block `content_ratings`."""

    results: Items[ContentRating] = None


class TmdbWatchProvider(ProviderModel):
    """A service in `watch/providers`."""

    provider_id: Id
    provider_name: str
    logo_path: Text = None
    display_priority: Whole = None


class RegionOffers(ProviderModel):
    """Offers in one region."""

    link: Text = None
    flatrate: Items[TmdbWatchProvider] = None
    rent: Items[TmdbWatchProvider] = None
    buy: Items[TmdbWatchProvider] = None
    ads: Items[TmdbWatchProvider] = None
    free: Items[TmdbWatchProvider] = None


class WatchProviders(Block):
    """The block `watch/providers`."""

    results: Annotated[dict[str, Annotated[RegionOffers | None, LENIENT]] | None, LENIENT] = None


class TranslationData(ProviderModel):
    """Texts of a translation; movies have a title, shows a name."""

    title: Text = None
    name: Text = None
    overview: Text = None


class TmdbTranslation(ProviderModel):
    """One translation."""

    iso_639_1: str
    iso_3166_1: Text = None
    data: TranslationData


class Translations(Block):
    """The block `translations`."""

    translations: Items[TmdbTranslation] = None


class Keywords(Block):
    """The block `keywords`: movies list them under `keywords`, shows under `results`."""

    keywords: Items[Named] = None
    results: Items[Named] = None


class ExternalIds(Block):
    """The block `external_ids`."""

    imdb_id: Text = None
    tvdb_id: OptionalId = None


class TmdbSeasonSummary(ProviderModel):
    """A season in a show's record."""

    season_number: Number
    name: Text = None
    episode_count: Whole = None
    air_date: Day = None
    poster_path: Text = None


class TmdbEpisodeMention(ProviderModel):
    """The last episode that aired, or the next to air; its numbers may be missing."""

    season_number: Whole = None
    episode_number: Whole = None
    name: Text = None
    air_date: Day = None


class TmdbTitle(ProviderModel):
    """What movies and shows have in common."""

    id: Id
    original_language: Text = None
    origin_country: Items[str] = None
    production_countries: Items[Country] = None
    overview: Text = None
    status: Text = None
    genres: Items[Named] = None
    poster_path: Text = None
    backdrop_path: Text = None
    popularity: Real = None
    vote_average: Score = None
    vote_count: Whole = None
    videos: Annotated[Videos | None, LENIENT] = None
    translations: Annotated[Translations | None, LENIENT] = None
    keywords: Annotated[Keywords | None, LENIENT] = None
    external_ids: Annotated[ExternalIds | None, LENIENT] = None
    offers: Annotated[WatchProviders | None, LENIENT] = Field(default=None, alias="watch/providers")


class TmdbMovie(TmdbTitle):
    """`/movie/{id}` with its appended blocks."""

    title: Text = None
    original_title: Text = None
    imdb_id: Text = None
    release_date: Day = None
    runtime: Positive = None
    budget: Money = None
    belongs_to_collection: Annotated[MovieCollection | None, LENIENT] = None
    revenue: Money = None
    credits: Annotated[Credits | None, LENIENT] = None
    release_dates: Annotated[ReleaseDates | None, LENIENT] = None


class TmdbShow(TmdbTitle):
    """`/tv/{id}` with its appended blocks."""

    name: Text = None
    original_name: Text = None
    first_air_date: Day = None
    last_air_date: Day = None
    last_episode_to_air: Annotated[TmdbEpisodeMention | None, LENIENT] = None
    next_episode_to_air: Annotated[TmdbEpisodeMention | None, LENIENT] = None
    episode_run_time: Items[Number] = None
    number_of_seasons: Positive = None
    number_of_episodes: Positive = None
    created_by: Items[Credit] = None
    seasons: Items[TmdbSeasonSummary] = None
    credits: Annotated[Credits | None, LENIENT] = None
    aggregate_credits: Annotated[Credits | None, LENIENT] = None
    content_ratings: Annotated[ContentRatings | None, LENIENT] = None


class TmdbEpisode(ProviderModel):
    """An episode in `/tv/{id}/season/{n}`."""

    id: Id
    episode_number: Number
    season_number: Whole = None
    name: Text = None
    overview: Text = None
    air_date: Day = None
    runtime: Positive = None
    still_path: Text = None
    vote_average: Score = None
    vote_count: Whole = None


class TmdbSeason(ProviderModel):
    """`/tv/{id}/season/{n}`."""

    season_number: Number
    name: Text = None
    overview: Text = None
    air_date: Day = None
    poster_path: Text = None
    translations: Annotated[Translations | None, LENIENT] = None
    episodes: Items[TmdbEpisode] = None
