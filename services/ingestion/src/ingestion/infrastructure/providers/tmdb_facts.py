"""What TMDB's answers mean, in no provider's words. Where it writes "" or 0 for unknown, nothing is said."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

from ingestion.domain.episodes import EpisodeFacts, Numbering, SeasonFacts
from ingestion.domain.facts import (
    CastMember,
    CrewMember,
    Facts,
    Genre,
    Offer,
    Offers,
    Rating,
    SeasonOutline,
    Text,
    Video,
)
from ingestion.infrastructure.providers.tmdb_models import (
    CountryReleases,
    Credit,
    MovieSaid,
    ProviderSaid,
    RegionOffers,
    SeasonRecord,
    ShowSaid,
    TitleSaid,
    TranslationSaid,
    VideoSaid,
    WatchProviders,
)

THEATRICAL: Final = 3
DIGITAL: Final = 4
MOST_CAST: Final = 20
MOST_VIDEOS: Final = 5
MOST_CREW: Final = 20
CREW_JOBS: Final = ("Creator", "Director", "Writer", "Screenplay", "Novel")


@dataclass(frozen=True, slots=True)
class Locale:
    """Which language texts are asked in, and which translations and regions are kept."""

    language: str = "en-US"
    languages: tuple[str, ...] = ("en", "uk")
    regions: tuple[str, ...] = ("US", "GB", "UA")


def movie_facts(said: MovieSaid, locale: Locale) -> Facts:
    """Give a film's facts."""
    title, overview = _texts(said, said.title, said.original_title)
    countries = tuple(country.iso_3166_1 for country in said.production_countries or () if country)
    return replace(
        _shared(said, locale),
        imdb_id=(said.external_ids.imdb_id if said.external_ids else None) or said.imdb_id,
        title=title,
        original_title=said.original_title,
        overview=overview,
        origin_countries=countries or _countries(said),
        release_date=said.release_date,
        theatrical_release_date=_first_release(said, THEATRICAL, locale.regions),
        digital_release_date=_first_release(said, DIGITAL, locale.regions),
        certifications=_film_certifications(said, locale.regions),
        runtime_minutes=said.runtime,
        budget=said.budget,
        revenue=said.revenue,
        cast=_cast(said.credits.cast) if said.credits else None,
        crew=_crew(said.credits.crew) if said.credits else None,
    )


def show_facts(said: ShowSaid, locale: Locale) -> Facts:
    """Give a show's facts."""
    title, overview = _texts(said, said.name, said.original_name)
    billed = said.aggregate_credits or said.credits
    creators = _creators(said.created_by)
    runtimes = [minutes for minutes in said.episode_run_time or () if minutes]
    return replace(
        _shared(said, locale),
        imdb_id=said.external_ids.imdb_id if said.external_ids else None,
        tvdb_id=said.external_ids.tvdb_id if said.external_ids else None,
        title=title,
        original_title=said.original_name,
        overview=overview,
        origin_countries=_countries(said),
        release_date=said.first_air_date,
        certifications=_show_certifications(said, locale.regions),
        runtime_minutes=runtimes[0] if runtimes else None,
        cast=_cast(billed.cast) if billed else None,
        crew=(*creators, *_crew(billed.crew if billed else None)) if billed or creators else None,
        total_seasons=said.number_of_seasons,
        total_episodes=said.number_of_episodes,
        last_air_date=said.last_air_date,
        next_air_date=said.next_episode_to_air.air_date if said.next_episode_to_air else None,
        seasons=_outlines(said),
    )


def season_facts(said: SeasonRecord) -> SeasonFacts:
    """Give a season's facts with its episodes."""
    return SeasonFacts(
        number=said.season_number,
        name=said.name,
        overview=said.overview,
        poster_path=said.poster_path,
        air_date=said.air_date,
        episodes=tuple(
            EpisodeFacts(
                numbering=Numbering(said.season_number, episode.episode_number, episode.id),
                title=episode.name,
                overview=episode.overview,
                air_date=episode.air_date,
                runtime_minutes=episode.runtime,
                still_path=episode.still_path,
                rating=_rating(episode.vote_average, episode.vote_count),
            )
            for episode in said.episodes or ()
            if episode
        ),
    )


def _shared(said: TitleSaid, locale: Locale) -> Facts:
    """What films and shows have in common."""
    rating = _rating(said.vote_average, said.vote_count)
    keywords = said.keywords and (said.keywords.keywords or said.keywords.results or ())
    return Facts(
        original_language=said.original_language,
        translations=_translations(said, locale),
        status=said.status,
        genres=None if said.genres is None else tuple(Genre(each.id, each.name) for each in said.genres if each),
        keywords=None if said.keywords is None else tuple(each.name for each in keywords or () if each),
        poster_path=said.poster_path,
        backdrop_path=said.backdrop_path,
        videos=_videos(said, locale),
        availability=offers_by_region(said.offers, locale.regions),
        ratings={"tmdb": rating} if rating else None,
        popularity=said.popularity,
    )


def _texts(said: TitleSaid, title: str | None, original: str | None) -> tuple[str | None, str | None]:
    """A localised text that is missing falls back to English, then to the original language's."""
    known: dict[str, TranslationSaid] = {}
    for each in (said.translations.translations if said.translations else None) or ():
        if each:
            known.setdefault(each.iso_639_1, each)
    fallbacks = [known[code].data for code in ("en", said.original_language) if code in known]
    titles = [title, original, *(each.title or each.name for each in fallbacks)]
    overviews = [said.overview, *(each.overview for each in fallbacks)]
    return next(filter(None, titles), None), next(filter(None, overviews), None)


def _translations(said: TitleSaid, locale: Locale) -> dict[str, Text] | None:
    if said.translations is None or said.translations.translations is None:
        return None
    texts: dict[str, Text] = {}
    for each in said.translations.translations:
        if each and each.iso_639_1 in locale.languages and (each.data.title or each.data.name or each.data.overview):
            tag = f"{each.iso_639_1}-{each.iso_3166_1}" if each.iso_639_1 in texts else each.iso_639_1
            texts[tag] = Text(each.data.title or each.data.name, each.data.overview)
    return texts


def _countries(said: TitleSaid) -> tuple[str, ...] | None:
    return None if said.origin_country is None else tuple(each for each in said.origin_country if each)


def _rating(average: float | None, votes: int | None) -> Rating | None:
    return Rating(average, votes) if average and votes and 0 < average <= 10 else None


def _outlines(said: ShowSaid) -> tuple[SeasonOutline, ...] | None:
    if said.seasons is None:
        return None
    return tuple(
        SeasonOutline(each.season_number, each.name, each.episode_count, each.air_date, each.poster_path)
        for each in said.seasons
        if each
    )


def _cast(billed: Iterable[Credit | None] | None) -> tuple[CastMember, ...]:
    people = sorted((each for each in billed or () if each), key=lambda each: (each.order is None, each.order or 0))
    return tuple(
        CastMember(
            each.id,
            each.name,
            order,
            each.character or next((role.character for role in each.roles or () if role), None),
            each.profile_path,
        )
        for order, each in enumerate(people[:MOST_CAST])
    )


def _crew(billed: Iterable[Credit | None] | None) -> tuple[CrewMember, ...]:
    found: list[CrewMember] = []
    for each in billed or ():
        if each is None:
            continue
        jobs = [each.job] if each.job else [job.job for job in each.jobs or () if job]
        found += [
            CrewMember(each.id, each.name, job, each.department, each.profile_path) for job in jobs if job in CREW_JOBS
        ]
    found.sort(key=lambda member: CREW_JOBS.index(member.job))
    return tuple(found[:MOST_CREW])


def _creators(people: Iterable[Credit | None] | None) -> tuple[CrewMember, ...]:
    return tuple(
        CrewMember(each.id, each.name, "Creator", "Writing", each.profile_path) for each in people or () if each
    )


def _videos(said: TitleSaid, locale: Locale) -> tuple[Video, ...] | None:
    if said.videos is None or said.videos.results is None:
        return None
    wanted = [
        each for each in said.videos.results if each and each.site == "YouTube" and each.type in ("Trailer", "Teaser")
    ]
    own = locale.language.partition("-")[0]

    def order(video: VideoSaid) -> tuple[bool, bool, bool]:
        return video.iso_639_1 != own, video.type != "Trailer", not video.official

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
        return tuple(
            Offer(each.provider_id, each.provider_name, each.logo_path, each.display_priority)
            for each in providers or ()
            if each
        )

    return Offers(
        said.link, listed(said.flatrate), listed(said.rent), listed(said.buy), listed(said.ads), listed(said.free)
    )


def _by_region(said: MovieSaid, regions: tuple[str, ...]) -> list[CountryReleases]:
    """A film's releases, those of the preferred regions first, in their order."""
    results = [each for each in (said.release_dates.results if said.release_dates else None) or () if each]
    rank = {region: at for at, region in enumerate(regions)}
    return sorted(results, key=lambda country: rank.get(country.iso_3166_1, len(rank)))


def _first_release(said: MovieSaid, kind: int, regions: tuple[str, ...]) -> date | None:
    """The first release of a type in the first region that has one; other regions only as a last resort."""
    for country in _by_region(said, regions):
        days = [
            day
            for release in country.release_dates or ()
            if release and release.type == kind and (day := _day(release.release_date)) is not None
        ]
        if days:
            return min(days)
    return None


def _day(text: str | None) -> date | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC).date() if text else None
    except ValueError:
        return None


def _film_certifications(said: MovieSaid, regions: tuple[str, ...]) -> dict[str, str] | None:
    if said.release_dates is None:
        return None
    found: dict[str, str] = {}
    for country in _by_region(said, regions):
        given = next((each.certification for each in country.release_dates or () if each and each.certification), None)
        if given and country.iso_3166_1 in regions:
            found[country.iso_3166_1] = given
    return found


def _show_certifications(said: ShowSaid, regions: tuple[str, ...]) -> dict[str, str] | None:
    if said.content_ratings is None:
        return None
    return {
        each.iso_3166_1: each.rating
        for each in said.content_ratings.results or ()
        if each and each.rating and each.iso_3166_1 in regions
    }
