"""Generated titles with facts of a usual size: an item of a list has about 1 KB, a page 3 KB."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from contracts.event import Event
from contracts.identity import Kind, episode_id, media_id, season_id
from contracts.ingestion import (
    CastMember,
    Collection,
    Credits,
    CrewMember,
    Episode,
    ExternalIds,
    Genre,
    ListItem,
    ListRefreshedV1,
    MediaImportedV1,
    Offers,
    Provider,
    Rating,
    Ratings,
    Release,
    SeasonSummary,
    SeasonSyncedV1,
    Translation,
    Video,
)
from contracts.stats import Scores, StatsUpdatedV1

SHOWS_EVERY = 5
AIRING_SHOWS = 40
"""How many shows have an episode in each week."""
PEOPLE = 300
"""How many people a thousand titles have: 200 actors with about 30 titles each, and directors with ten."""
ACTORS = 200
COLLECTIONS = 100
"""How many collections a thousand titles have, of eight movies each."""
SERVICES = 41
FREQUENT = "frequent "
"""The beginning of the keywords that a fifth of all titles have, in a catalog of any size."""
REGIONS = ("US", "GB", "DE", "FR", "PL", "UA", "BR", "JP", "KR", "AU")
OVERVIEW = "A long way from home, a hero finds out that nothing was as it had seemed before. " * 4


def kind_of(number: int) -> Kind:
    """Return the kind of a title: every fifth is a show."""
    return "show" if number % SHOWS_EVERY == 0 else "movie"


def events(count: int, now: datetime) -> Iterator[list[Event]]:
    """Return the events of each title, and at last those of the trending lists."""
    for number in range(1, count + 1):
        yield [_title(number, now), _scores(number, now), *(_seasons(number, now) if number % SHOWS_EVERY == 0 else ())]
    for kind in ("movie", "show"):
        numbers = [number for number in range(1, count + 1) if kind_of(number) == kind][:100]
        items = tuple(
            ListItem(media_id=media_id(kind, number), kind=kind, tmdb_id=number, rank=rank)
            for rank, number in enumerate(numbers, 1)
        )
        yield [ListRefreshedV1(version=1, list_id=f"trending.{kind}.day", kind=kind, taken_at=now, items=items)]


def _title(number: int, now: datetime) -> MediaImportedV1:
    kind = kind_of(number)
    released = (now - timedelta(days=number % 9_000)).date()
    providers = tuple(
        Provider(provider_id=place + 1, name=f"Service {place}", logo_path=f"/logo{place}.jpg", display_priority=place)
        for place in sorted({0, number % SERVICES})
    )
    is_movie = kind == "movie"
    return MediaImportedV1(
        version=1,
        media_id=media_id(kind, number),
        kind=kind,
        tmdb_id=number,
        external_ids=ExternalIds(imdb=f"tt{number:07}", trakt=number, trakt_slug=f"title-{number}"),
        title=f"Title {number}",
        original_title=f"Original {number}",
        original_language=("en", "en", "ja", "fr", "ko")[number % 5],
        origin_countries=("US",) if number % 3 else ("GB", "US"),
        overview=OVERVIEW,
        translations={
            tag: Translation(title=f"Title {number}" if tag in ("de", "fr") else f"{tag} {number}", overview=OVERVIEW)
            for tag in ("de", "fr", "pl", "uk")
        },
        status="Released" if is_movie else "Returning Series",
        release_date=released,
        theatrical_release_date=released if is_movie else None,
        releases=_releases(released) if is_movie else None,
        certifications=dict.fromkeys(REGIONS, "12"),
        runtime_minutes=100,
        genres=(Genre(tmdb_id=18, name="Drama"), Genre(tmdb_id=number % 10 + 20, name=f"Genre {number % 10}")),
        keywords=(
            f"{FREQUENT}{number % 5}",
            f"{FREQUENT}{number % 7}",
            *(f"keyword {number % frequency} of {frequency}" for frequency in (50, 90, 130)),
        ),
        poster_path=f"/poster{number}.jpg",
        backdrop_path=f"/backdrop{number}.jpg",
        videos=(Video(key=f"key{number}", name="Trailer", site="YouTube", type="Trailer"),),
        credits=_credits(number),
        collection=Collection(tmdb_id=number % COLLECTIONS + 1, name=f"Collection {number % COLLECTIONS}")
        if is_movie
        else None,
        availability={region: Offers(link=f"https://x.test/{region}", stream=providers) for region in REGIONS},
        ratings=Ratings(tmdb=Rating(rating=7.1, votes=number), imdb=Rating(rating=7.3, votes=1_000)),
        popularity=float(number % 997),
        seasons=() if is_movie else tuple(SeasonSummary(number=place, name=f"Season {place}") for place in (1, 2)),
        imported_at=now,
    )


def _releases(released: date) -> tuple[Release, ...]:
    """Return the dates of a movie in each region: in theaters, and digital 60 days later."""
    return tuple(
        Release(region=region, type=kind, date=released + timedelta(days=days))
        for region in REGIONS
        for kind, days in (("theatrical", 0), ("digital", 60))
    )


def _credits(number: int) -> Credits:
    actors = random.Random(number).sample(range(1, ACTORS + 1), 6)
    director = ACTORS + 1 + number % (PEOPLE - ACTORS)
    return Credits(
        cast=tuple(
            CastMember(tmdb_id=actor, name=f"Actor {actor}", character=f"Role {place}", order=place)
            for place, actor in enumerate(actors)
        ),
        crew=(CrewMember(tmdb_id=director, name=f"Director {director}", job="Director", department="Directing"),),
    )


def _scores(number: int, now: datetime) -> StatsUpdatedV1:
    kind, score = kind_of(number), float(number * 7_919 % 10_007) / 101
    return StatsUpdatedV1(
        version=1,
        media_id=media_id(kind, number),
        kind=kind,
        tmdb_id=number,
        scores=Scores(ratingo=score, quality=score, popularity=score, freshness=score),
        live_watchers=number % 50,
        total_watchers=number,
        total_votes=1_000,
        computed_at=now,
    )


def _seasons(number: int, now: datetime) -> Iterator[SeasonSyncedV1]:
    airs_now = number // SHOWS_EVERY <= AIRING_SHOWS
    for season in (1, 2):
        begin = now - timedelta(days=400 - 370 * (season - 1)) if airs_now else now - timedelta(days=2_000 - season)
        days = [(begin + timedelta(weeks=place, days=number % 7)).date() for place in range(8)]
        yield SeasonSyncedV1(
            version=1,
            season_id=season_id(number, season),
            media_id=media_id("show", number),
            show_tmdb_id=number,
            number=season,
            name=f"Season {season}",
            air_date=days[0],
            episodes=tuple(
                Episode(
                    episode_id=episode_id(number, season, place),
                    number=place,
                    title=f"Episode {place}",
                    overview="An episode.",
                    air_date=day,
                    airs_at=datetime(day.year, day.month, day.day, 20, tzinfo=UTC),
                    runtime_minutes=45,
                )
                for place, day in enumerate(days, 1)
            ),
            synced_at=now,
        )
