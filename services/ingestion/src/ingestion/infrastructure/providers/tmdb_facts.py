"""What TMDB's responses mean, in no provider's words. Where it writes "" or 0 for unknown, nothing is said.

A block that is absent, null or empty has nothing to say; one that is an error was not read (`without_failed_blocks`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from ingestion.domain.seasons.episodes import EpisodeFacts, Numbering, SeasonFacts
from ingestion.domain.titles.facts import EpisodeMention, Facts, Genre, Offer, Offers, Rating, SeasonOutline, Video
from ingestion.infrastructure.providers.markup import line, plain
from ingestion.infrastructure.providers.tmdb_credits import cast, crew
from ingestion.infrastructure.providers.tmdb_models import (
    Block,
    EpisodeAired,
    MovieSaid,
    Named,
    ProviderSaid,
    RegionOffers,
    SeasonRecord,
    ShowSaid,
    TitleSaid,
    VideoSaid,
    WatchProviders,
)
from ingestion.infrastructure.providers.tmdb_releases import home_dates, releases
from ingestion.infrastructure.providers.tmdb_texts import texts, translations
from ingestion.infrastructure.providers.unique import unique, unique_by

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
UNREAD: Final[Mapping[str, tuple[str, ...]]] = {
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
    "cast": ("cast",),
    "crew": ("crew",),
    "results": ("videos", "keywords", "availability", *_RELEASES),
    **dict.fromkeys(("flatrate", "rent", "buy", "ads", "free"), ("availability",)),
}
"""The facts that are missing when a field of the response could not be read."""


@dataclass(frozen=True, slots=True)
class Locale:
    """Which language texts are asked in, and which translations and regions are kept."""

    language: str = "en-US"
    languages: tuple[str, ...] = ("en", "uk")
    regions: tuple[str, ...] = ("US", "GB", "UA")


Said = TypeVar("Said", MovieSaid, ShowSaid)


def without_failed_blocks(said: Said) -> tuple[Said, frozenset[str]]:
    """Return a title without the blocks that TMDB answered with an error, and the facts that those would have had."""
    failed = [name for name in _BLOCKS if isinstance(block := getattr(said, name, None), Block) and block.failed]
    if not failed:
        return said, frozenset()
    return said.model_copy(update=dict.fromkeys(failed)), frozenset(fact for name in failed for fact in _BLOCKS[name])


def movie_facts(said: MovieSaid, locale: Locale) -> Facts:
    """Return a movie's facts."""
    names = texts(said, said.title, said.original_title, locale.language)
    countries = unique(country.iso_3166_1 for country in said.production_countries or () if country)
    released = releases(said.release_dates)
    theatrical, digital = home_dates(released or (), locale.regions)
    return replace(
        _shared(said, locale),
        title=names.title,
        original_title=names.original_title,
        overview=names.overview,
        original_overview=names.original_overview,
        translations=translations(said, locale.languages, names.own, locale.language),
        imdb_id=(said.external_ids.imdb_id if said.external_ids else None) or said.imdb_id,
        origin_countries=countries or _countries(said),
        release_date=said.release_date,
        theatrical_release_date=theatrical,
        digital_release_date=digital,
        releases=released,
        certifications=_movie_certifications(said, locale.regions),
        runtime_minutes=said.runtime,
        budget=said.budget,
        revenue=said.revenue,
        cast=cast(said.credits.cast if said.credits else None),
        crew=crew(said.credits.crew if said.credits else None),
    )


def show_facts(said: ShowSaid, locale: Locale) -> Facts:
    """Return a show's facts."""
    names = texts(said, said.name, said.original_name, locale.language)
    billed = said.aggregate_credits or said.credits
    runtimes = [minutes for minutes in said.episode_run_time or () if minutes]
    return replace(
        _shared(said, locale),
        title=names.title,
        original_title=names.original_title,
        overview=names.overview,
        original_overview=names.original_overview,
        translations=translations(said, locale.languages, names.own, locale.language),
        imdb_id=said.external_ids.imdb_id if said.external_ids else None,
        tvdb_id=said.external_ids.tvdb_id if said.external_ids else None,
        origin_countries=_countries(said),
        release_date=said.first_air_date,
        certifications=_show_certifications(said, locale.regions),
        runtime_minutes=runtimes[0] if runtimes else None,
        cast=cast(billed.cast if billed else None),
        crew=crew(billed.crew if billed else None, said.created_by),
        total_seasons=said.number_of_seasons,
        total_episodes=said.number_of_episodes,
        last_air_date=said.last_air_date,
        next_air_date=said.next_episode_to_air.air_date if said.next_episode_to_air else None,
        last_episode=_mention(said.last_episode_to_air),
        next_episode=_mention(said.next_episode_to_air),
        seasons=_outlines(said),
    )


def season_facts(said: SeasonRecord) -> SeasonFacts:
    """Give a season's facts with its episodes."""
    return SeasonFacts(
        number=said.season_number,
        name=line(said.name),
        overview=plain(said.overview),
        poster_path=said.poster_path,
        air_date=said.air_date,
        episodes=tuple(
            EpisodeFacts(
                numbering=Numbering(said.season_number, episode.episode_number, episode.id),
                title=line(episode.name),
                overview=plain(episode.overview),
                air_date=episode.air_date,
                runtime_minutes=episode.runtime,
                still_path=episode.still_path,
                rating=_rating(episode.vote_average, episode.vote_count),
            )
            for episode in said.episodes or ()
            if episode
        ),
    )


def _mention(said: EpisodeAired | None) -> EpisodeMention | None:
    if said is None or said.season_number is None or said.episode_number is None:
        return None
    return EpisodeMention(said.season_number, said.episode_number, said.name, said.air_date)


def _shared(said: TitleSaid, locale: Locale) -> Facts:
    """What movies and shows have in common."""
    rating = _rating(said.vote_average, said.vote_count)
    keywords = (said.keywords.keywords or said.keywords.results) if said.keywords is not None else None
    return Facts(
        original_language=said.original_language,
        status=said.status,
        genres=None if said.genres is None else _genres(said.genres),
        keywords=None if keywords is None else unique(each.name for each in keywords if each),
        poster_path=said.poster_path,
        backdrop_path=said.backdrop_path,
        videos=_videos(said, locale),
        availability=offers_by_region(said.offers, locale.regions),
        ratings={"tmdb": rating} if rating else None,
        popularity=said.popularity,
    )


def _genres(said: Iterable[Named | None]) -> tuple[Genre, ...]:
    return unique_by((Genre(each.id, each.name) for each in said if each), lambda genre: genre.tmdb_id)


def _countries(said: TitleSaid) -> tuple[str, ...] | None:
    return None if said.origin_country is None else unique(each for each in said.origin_country if each)


def _rating(average: float | None, votes: int | None) -> Rating | None:
    return Rating(average, votes) if average and votes and 0 < average <= 10 else None


def _outlines(said: ShowSaid) -> tuple[SeasonOutline, ...] | None:
    if said.seasons is None:
        return None
    outlines = (
        SeasonOutline(each.season_number, line(each.name), each.episode_count, each.air_date, each.poster_path)
        for each in said.seasons
        if each
    )
    return unique_by(outlines, lambda outline: outline.number)


def _videos(said: TitleSaid, locale: Locale) -> tuple[Video, ...] | None:
    if said.videos is None or said.videos.results is None:
        return None
    wanted = [
        each for each in said.videos.results if each and each.site == "YouTube" and each.type in ("Trailer", "Teaser")
    ]
    own = locale.language.partition("-")[0]

    def order(video: VideoSaid) -> tuple[bool, bool, bool]:
        return video.iso_639_1 != own, video.type != "Trailer", not video.official

    wanted = list(unique_by(wanted, lambda video: video.key))
    newest_first = sorted(wanted, key=lambda video: video.published_at or "", reverse=True)
    return tuple(
        Video(each.key, each.name, each.site, each.type, bool(each.official), each.iso_639_1, each.iso_3166_1)
        for each in sorted(newest_first, key=order)[:MOST_VIDEOS]
    )


def offers_by_region(said: WatchProviders | None, regions: tuple[str, ...]) -> dict[str, Offers] | None:
    """Give where a title can be watched in those of `regions` that were told of; None when nothing was said."""
    if said is None or said.results is None:
        return None
    return {region: _offers(offers) for region in regions if (offers := said.results.get(region)) is not None}


def _offers(said: RegionOffers) -> Offers:
    def listed(providers: list[ProviderSaid | None] | None) -> tuple[Offer, ...]:
        offers = (
            Offer(each.provider_id, each.provider_name, each.logo_path, each.display_priority)
            for each in providers or ()
            if each
        )
        return unique_by(offers, lambda offer: offer.provider_id)

    return Offers(
        said.link, listed(said.flatrate), listed(said.rent), listed(said.buy), listed(said.ads), listed(said.free)
    )


def _movie_certifications(said: MovieSaid, regions: tuple[str, ...]) -> dict[str, str] | None:
    if said.release_dates is None or said.release_dates.results is None:
        return None
    found: dict[str, str] = {}
    for country in said.release_dates.results:
        if country and country.iso_3166_1 in regions:
            for each in country.release_dates or ():
                if each and each.certification:
                    found.setdefault(country.iso_3166_1, each.certification)
    return {region: found[region] for region in regions if region in found}


def _show_certifications(said: ShowSaid, regions: tuple[str, ...]) -> dict[str, str] | None:
    if said.content_ratings is None:
        return None
    return {
        each.iso_3166_1: each.rating
        for each in said.content_ratings.results or ()
        if each and each.rating and each.iso_3166_1 in regions
    }
