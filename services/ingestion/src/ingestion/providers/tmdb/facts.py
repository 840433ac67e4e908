"""Conversion of TMDB responses to facts. An empty text or a 0 that stands for unknown becomes null.

A block that is absent, null or empty has nothing to say; one that is an error was not read (`without_failed_blocks`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, TypeVar

from ingestion.domain.seasons.episodes import EpisodeFacts, Numbering, SeasonFacts
from ingestion.domain.titles.facts import (
    Collection,
    EpisodeMention,
    Facts,
    Genre,
    Offer,
    Offers,
    Rating,
    SeasonOutline,
    Video,
)
from ingestion.providers.locale import Locale
from ingestion.providers.parsing.markup import line, plain
from ingestion.providers.parsing.unique import unique, unique_by
from ingestion.providers.tmdb.credits import cast, crew
from ingestion.providers.tmdb.models import (
    Block,
    MovieCollection,
    Named,
    RegionOffers,
    TmdbEpisodeMention,
    TmdbMovie,
    TmdbSeason,
    TmdbShow,
    TmdbTitle,
    TmdbVideo,
    TmdbWatchProvider,
    WatchProviders,
)
from ingestion.providers.tmdb.releases import home_dates, releases
from ingestion.providers.tmdb.texts import by_language, texts, translations

THEATRICAL: Final = 3
DIGITAL: Final = 4
MOST_VIDEOS: Final = 5

_IDS: Final = ("imdb_id", "tvdb_id")
_CREDITS: Final = ("cast", "crew")
_RELEASES: Final = ("releases", "theatrical_release_date", "digital_release_date", "certifications")
_BLOCKS: Final[Mapping[str, tuple[str, ...]]] = {
    "credits": _CREDITS,
    "aggregate_credits": _CREDITS,
    "videos": ("videos",),
    "release_dates": _RELEASES,
    "content_ratings": ("certifications",),
    "translations": ("translations", "original_overview"),
    "keywords": ("keywords",),
    "external_ids": _IDS,
    "offers": ("availability",),
}
FACTS_BY_FIELD: Final[Mapping[str, tuple[str, ...]]] = {
    **_BLOCKS,
    **{name: (name,) for name in ("original_language", "overview", "status", "genres", "poster_path", "backdrop_path")},
    **{name: (name,) for name in ("popularity", "imdb_id", "tvdb_id", "budget", "revenue", "last_air_date", "seasons")},
    "original_title": ("original_title",),
    "original_name": ("original_title",),
    "origin_country": ("origin_countries",),
    "production_countries": ("origin_countries",),
    "vote_average": ("ratings.tmdb",),
    "vote_count": ("ratings.tmdb",),
    "runtime": ("runtime_minutes",),
    "episode_run_time": ("runtime_minutes",),
    "release_date": ("release_date", *_RELEASES),
    "first_air_date": ("release_date",),
    "last_episode_to_air": ("last_episode",),
    "next_episode_to_air": ("next_air_date", "next_episode"),
    "air_date": ("next_air_date", "last_episode", "next_episode"),
    "season_number": ("last_episode", "next_episode"),
    "episode_number": ("last_episode", "next_episode"),
    "number_of_seasons": ("total_seasons",),
    "number_of_episodes": ("total_episodes",),
    "created_by": ("crew",),
    "belongs_to_collection": ("collection",),
    "cast": ("cast",),
    "crew": ("crew",),
    "results": ("videos", "keywords", "availability", *_RELEASES),
    **dict.fromkeys(("flatrate", "rent", "buy", "ads", "free"), ("availability",)),
}
"""The facts that are missing when a field of the response could not be read."""


AnyTitle = TypeVar("AnyTitle", TmdbMovie, TmdbShow)


def without_failed_blocks(title: AnyTitle) -> tuple[AnyTitle, frozenset[str]]:
    """Return a title without the blocks that TMDB could not fill, and the facts that those would have had."""
    failed = [name for name in _BLOCKS if isinstance(block := getattr(title, name, None), Block) and block.failed]
    if not failed:
        return title, frozenset()
    return title.model_copy(update=dict.fromkeys(failed)), frozenset(fact for name in failed for fact in _BLOCKS[name])


def movie_facts(movie: TmdbMovie, locale: Locale) -> Facts:
    """Return a movie's facts."""
    names = texts(movie, movie.title, movie.original_title, locale.language)
    countries = unique(country.iso_3166_1 for country in movie.production_countries or () if country)
    released = releases(movie.release_dates)
    theatrical, digital = home_dates(released or (), locale.regions)
    return replace(
        _shared(movie, locale),
        title=names.title,
        original_title=names.original_title,
        overview=names.overview,
        original_overview=names.original_overview,
        translations=translations(movie, locale.languages, names.own, locale.language),
        imdb_id=(movie.external_ids.imdb_id if movie.external_ids else None) or movie.imdb_id,
        origin_countries=countries or _countries(movie),
        release_date=movie.release_date,
        theatrical_release_date=theatrical,
        digital_release_date=digital,
        releases=released,
        certifications=_movie_certifications(movie, locale.regions),
        runtime_minutes=movie.runtime,
        budget=movie.budget,
        collection=_collection(movie.belongs_to_collection),
        revenue=movie.revenue,
        cast=cast(movie.credits.cast if movie.credits else None),
        crew=crew(movie.credits.crew if movie.credits else None),
    )


def show_facts(show: TmdbShow, locale: Locale) -> Facts:
    """Return a show's facts."""
    names = texts(show, show.name, show.original_name, locale.language)
    billed = show.aggregate_credits or show.credits
    runtimes = [minutes for minutes in show.episode_run_time or () if minutes]
    return replace(
        _shared(show, locale),
        title=names.title,
        original_title=names.original_title,
        overview=names.overview,
        original_overview=names.original_overview,
        translations=translations(show, locale.languages, names.own, locale.language),
        imdb_id=show.external_ids.imdb_id if show.external_ids else None,
        tvdb_id=show.external_ids.tvdb_id if show.external_ids else None,
        origin_countries=_countries(show),
        release_date=show.first_air_date,
        certifications=_show_certifications(show, locale.regions),
        runtime_minutes=runtimes[0] if runtimes else None,
        cast=cast(billed.cast if billed else None),
        crew=crew(billed.crew if billed else None, show.created_by),
        total_seasons=show.number_of_seasons,
        total_episodes=show.number_of_episodes,
        last_air_date=show.last_air_date,
        next_air_date=show.next_episode_to_air.air_date if show.next_episode_to_air else None,
        last_episode=_mention(show.last_episode_to_air),
        next_episode=_mention(show.next_episode_to_air),
        seasons=_outlines(show),
    )


def season_facts(season: TmdbSeason, locale: Locale) -> SeasonFacts:
    """Return a season's facts with its episodes."""
    return SeasonFacts(
        number=season.season_number,
        name=line(season.name),
        overview=plain(season.overview),
        poster_path=season.poster_path,
        air_date=season.air_date,
        translations=by_language(season.translations, locale.languages),
        episodes=tuple(
            EpisodeFacts(
                numbering=Numbering(season.season_number, episode.episode_number, episode.id),
                title=line(episode.name),
                overview=plain(episode.overview),
                air_date=episode.air_date,
                runtime_minutes=episode.runtime,
                still_path=episode.still_path,
                rating=rating_of(episode.vote_average, episode.vote_count),
            )
            for episode in season.episodes or ()
            if episode
        ),
    )


def _collection(collection: MovieCollection | None) -> Collection | None:
    name = None if collection is None else line(collection.name)
    if collection is None or not name:
        return None
    return Collection(collection.id, name, collection.poster_path, collection.backdrop_path)


def _mention(mention: TmdbEpisodeMention | None) -> EpisodeMention | None:
    if mention is None or mention.season_number is None or mention.episode_number is None:
        return None
    return EpisodeMention(mention.season_number, mention.episode_number, mention.name, mention.air_date)


def _shared(title: TmdbTitle, locale: Locale) -> Facts:
    """Return what movies and shows have in common."""
    rating = rating_of(title.vote_average, title.vote_count)
    keywords = (title.keywords.keywords or title.keywords.results) if title.keywords is not None else None
    return Facts(
        original_language=title.original_language,
        status=title.status,
        genres=None if title.genres is None else _genres(title.genres),
        keywords=None if keywords is None else unique(item.name for item in keywords if item),
        poster_path=title.poster_path,
        backdrop_path=title.backdrop_path,
        videos=_videos(title, locale),
        availability=offers_by_region(title.offers, locale.regions),
        ratings={"tmdb": rating} if rating else None,
        popularity=title.popularity,
    )


def _genres(genres: Iterable[Named | None]) -> tuple[Genre, ...]:
    return unique_by((Genre(item.id, item.name) for item in genres if item), lambda genre: genre.tmdb_id)


def _countries(title: TmdbTitle) -> tuple[str, ...] | None:
    return None if title.origin_country is None else unique(item for item in title.origin_country if item)


def rating_of(average: float | None, votes: int | None) -> Rating | None:
    """Return a rating; null when no user has voted, or the average is no rating."""
    return Rating(average, votes) if average and votes and 0 < average <= 10 else None


def _outlines(show: TmdbShow) -> tuple[SeasonOutline, ...] | None:
    if show.seasons is None:
        return None
    outlines = (
        SeasonOutline(item.season_number, line(item.name), item.episode_count, item.air_date, item.poster_path)
        for item in show.seasons
        if item
    )
    return unique_by(outlines, lambda outline: outline.number)


def _videos(title: TmdbTitle, locale: Locale) -> tuple[Video, ...] | None:
    if title.videos is None or title.videos.results is None:
        return None
    selected = [
        item for item in title.videos.results if item and item.site == "YouTube" and item.type in ("Trailer", "Teaser")
    ]
    own = locale.language.partition("-")[0]

    def order(video: TmdbVideo) -> tuple[bool, bool, bool]:
        return video.iso_639_1 != own, video.type != "Trailer", not video.official

    selected = list(unique_by(selected, lambda video: video.key))
    newest_first = sorted(selected, key=lambda video: video.published_at or "", reverse=True)
    return tuple(
        Video(
            key=item.key,
            name=item.name,
            site=item.site,
            type=item.type,
            official=bool(item.official),
            language=item.iso_639_1,
            country=item.iso_3166_1,
            published_at=_instant(item.published_at),
        )
        for item in sorted(newest_first, key=order)[:MOST_VIDEOS]
    )


def _instant(text: str | None) -> datetime | None:
    """Return the time of a text with an offset, in UTC; None for any other text."""
    try:
        instant = datetime.fromisoformat(text) if text else None
        return instant.astimezone(UTC) if instant and instant.tzinfo else None
    except (ValueError, OverflowError):
        return None


def offers_by_region(watch_providers: WatchProviders | None, regions: tuple[str, ...]) -> dict[str, Offers] | None:
    """Return the offers per region of `regions` that the response has; None when it has none at all."""
    if watch_providers is None or watch_providers.results is None:
        return None
    return {
        region: _offers(offers) for region in regions if (offers := watch_providers.results.get(region)) is not None
    }


def _offers(region: RegionOffers) -> Offers:
    def listed(providers: list[TmdbWatchProvider | None] | None) -> tuple[Offer, ...]:
        offers = (
            Offer(item.provider_id, item.provider_name, item.logo_path, item.display_priority)
            for item in providers or ()
            if item
        )
        return unique_by(offers, lambda offer: offer.provider_id)

    return Offers(
        region.link,
        listed(region.flatrate),
        listed(region.rent),
        listed(region.buy),
        listed(region.ads),
        listed(region.free),
    )


def _movie_certifications(movie: TmdbMovie, regions: tuple[str, ...]) -> dict[str, str] | None:
    if movie.release_dates is None or movie.release_dates.results is None:
        return None
    by_region: dict[str, str] = {}
    for country in movie.release_dates.results:
        if country and country.iso_3166_1 in regions:
            for item in country.release_dates or ():
                if item and item.certification:
                    by_region.setdefault(country.iso_3166_1, item.certification)
    return {region: by_region[region] for region in regions if region in by_region}


def _show_certifications(show: TmdbShow, regions: tuple[str, ...]) -> dict[str, str] | None:
    if show.content_ratings is None:
        return None
    return {
        item.iso_3166_1: item.rating
        for item in show.content_ratings.results or ()
        if item and item.rating and item.iso_3166_1 in regions
    }
