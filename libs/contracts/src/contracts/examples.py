"""Typed examples of every event: what the documents show, and what today's producers are held to."""

from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID, uuid5

from contracts.auth import SessionRevokedV1, UserChangedV1, UserDeletedV1, UserRegisteredV1
from contracts.catalog import MediaPublishedV1
from contracts.changes import (
    AvailabilityChangedV1,
    DateChange,
    EpisodeAired,
    MediaChangedV1,
    OfferChange,
    RegionOffers,
    SeasonAdded,
    SourceDegradedV1,
    SourceRecoveredV1,
    StatusChange,
)
from contracts.event import Event, WireMessage, encode
from contracts.flows import FLOWS
from contracts.identity import NAMESPACE, episode_id, media_id, season_id
from contracts.ingestion import (
    CastMember,
    Credits,
    CrewMember,
    Episode,
    EpisodeMention,
    EpisodeNumbering,
    ExternalIds,
    Genre,
    ImportProgressedV1,
    ListItem,
    ListRefreshedV1,
    MediaImportedV1,
    Offers,
    PercentRating,
    Provider,
    Rating,
    Ratings,
    Release,
    SeasonSummary,
    SeasonSyncedV1,
    SignalsCollectedV1,
    SourceStatus,
    Translation,
    Video,
)
from contracts.library import LibraryEntryChangedV1, PlayRecordedV1, Progress
from contracts.stats import Scores, StatsUpdatedV1

_NOON: Final = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
_VIEWER: Final = UUID("0199a2f0-7c1e-7b52-9d3a-5d2f6c0e8a41")
_SESSION: Final = UUID("0199a2f1-02ab-7d10-8e44-9b1c7f3a6d55")
_MOVIE: Final = 438631
_SHOW: Final = 1396

_movie_imported = MediaImportedV1(
    version=3,
    media_id=media_id("movie", _MOVIE),
    kind="movie",
    tmdb_id=_MOVIE,
    external_ids=ExternalIds(imdb="tt1160419", trakt=287071, trakt_slug="dune-2021"),
    title="Dune",
    original_title="Dune",
    original_language="en",
    origin_countries=("US",),
    overview="A duke's son follows his family to a desert planet and loses everything but his future.",
    translations={"de-DE": Translation(title="Dune", overview="Ein Herzogssohn auf dem Wüstenplaneten.")},
    status="Released",
    release_date=date(2021, 9, 15),
    theatrical_release_date=date(2021, 10, 22),
    digital_release_date=date(2021, 12, 3),
    releases=(
        Release(region="US", type="theatrical", date=date(2021, 10, 22), certification="PG-13"),
        Release(region="US", type="digital", date=date(2021, 12, 3), note="HBO Max"),
    ),
    certifications={"US": "PG-13", "DE": "12"},
    runtime_minutes=155,
    budget=165_000_000,
    revenue=407_573_628,
    genres=(Genre(tmdb_id=878, name="Science Fiction"), Genre(tmdb_id=12, name="Adventure")),
    keywords=("desert planet", "prophecy"),
    poster_path="/poster-438631.jpg",
    backdrop_path="/backdrop-438631.jpg",
    videos=(Video(key="a1B2c3D4e5F", name="Trailer", site="YouTube", type="Trailer", official=True, language="en"),),
    credits=Credits(
        cast=(CastMember(tmdb_id=1190668, name="Timothée Chalamet", character="Paul Atreides", order=0),),
        crew=(CrewMember(tmdb_id=137427, name="Denis Villeneuve", job="Director", department="Directing"),),
    ),
    availability={
        "US": Offers(stream=(Provider(provider_id=1899, name="HBO Max", display_priority=4),)),
    },
    ratings=Ratings(
        tmdb=Rating(rating=7.8, votes=13_950),
        imdb=Rating(rating=8.0, votes=1_020_000),
        metacritic=PercentRating(rating=74),
        rotten_tomatoes=PercentRating(rating=83),
    ),
    popularity=48.7,
    sources={
        "tmdb": SourceStatus(fetched_at=_NOON, outcome="ok"),
        "omdb": SourceStatus(fetched_at=_NOON, outcome="ok"),
        "trakt": SourceStatus(outcome="not_configured"),
    },
    imported_at=_NOON,
)

_show_imported = MediaImportedV1(
    version=1,
    media_id=media_id("show", _SHOW),
    kind="show",
    tmdb_id=_SHOW,
    external_ids=ExternalIds(imdb="tt0903747", tvdb=81189, tvmaze=169),
    title="Breaking Bad",
    status="Ended",
    release_date=date(2008, 1, 20),
    total_seasons=5,
    total_episodes=62,
    last_air_date=date(2013, 9, 29),
    last_episode=EpisodeMention(season=5, number=16, name="Felina", air_date=date(2013, 9, 29)),
    seasons=(SeasonSummary(number=1, name="Season 1", episode_count=7, air_date=date(2008, 1, 20)),),
    sources={"tvmaze": SourceStatus(fetched_at=_NOON, outcome="ok")},
    imported_at=_NOON,
)

_season_synced = SeasonSyncedV1(
    version=2,
    season_id=season_id(_SHOW, 1),
    media_id=media_id("show", _SHOW),
    show_tmdb_id=_SHOW,
    number=1,
    name="Season 1",
    air_date=date(2008, 1, 20),
    episodes=(
        Episode(
            episode_id=episode_id(_SHOW, 1, 1),
            number=1,
            title="Pilot",
            air_date=date(2008, 1, 20),
            airs_at=datetime(2008, 1, 21, 3, 0, tzinfo=UTC),
            runtime_minutes=59,
            ratings={"tmdb": Rating(rating=8.3, votes=520)},
            numbering={"tvmaze": EpisodeNumbering(season=1, number=1, id=12192)},
        ),
    ),
    synced_at=_NOON,
)

_media_published = MediaPublishedV1(
    version=1,
    media_id=media_id("movie", _MOVIE),
    kind="movie",
    tmdb_id=_MOVIE,
    slug="dune",
    published_at=_NOON,
)

_signals_collected = SignalsCollectedV1(
    media_id=media_id("movie", _MOVIE),
    kind="movie",
    tmdb_id=_MOVIE,
    observed_at=_NOON,
    day=date(2026, 11, 2),
    live_watchers=37,
    total_watchers=412_300,
    total_plays=655_120,
    popularity=48.7,
)

_list_refreshed = ListRefreshedV1(
    version=1_793_620_800,
    list_id="trending.movie.day",
    kind="movie",
    taken_at=_NOON,
    items=(
        ListItem(media_id=media_id("movie", _MOVIE), kind="movie", tmdb_id=_MOVIE, rank=1, score=98.2),
        ListItem(media_id=media_id("movie", 550), kind="movie", tmdb_id=550, rank=2),
    ),
)

_import_progressed = ImportProgressedV1(
    job_id=UUID("0199a2f2-9d00-7f31-a6c5-0e1d2c3b4a59"),
    job_kind="sync-movie",
    status="ready",
    media_id=media_id("movie", _MOVIE),
    kind="movie",
    tmdb_id=_MOVIE,
    attempts=1,
    done=1,
    total=1,
    occurred_at=_NOON,
)

_media_changed = MediaChangedV1(
    media_id=media_id("show", _SHOW),
    kind="show",
    tmdb_id=_SHOW,
    media_version=2,
    observed_at=_NOON,
    status=StatusChange(before="In Production", after="Returning Series"),
    dates=(DateChange(name="next_air", before=date(2009, 3, 1), after=date(2009, 3, 8)),),
    seasons_added=(SeasonAdded(number=2, name="Season 2", air_date=date(2009, 3, 8), episode_count=13),),
    episodes_aired=(
        EpisodeAired(
            episode_id=episode_id(_SHOW, 1, 7),
            season=1,
            number=7,
            title="A No-Rough-Stuff-Type Deal",
            air_date=date(2008, 3, 9),
            airs_at=datetime(2008, 3, 10, 2, 0, tzinfo=UTC),
        ),
    ),
)

_availability_changed = AvailabilityChangedV1(
    media_id=media_id("movie", _MOVIE),
    kind="movie",
    tmdb_id=_MOVIE,
    media_version=3,
    observed_at=_NOON,
    regions={
        "US": RegionOffers(
            added=(OfferChange(way="stream", provider_id=1899, name="HBO Max"),),
            removed=(OfferChange(way="rent", provider_id=2, name="Apple TV"),),
        )
    },
)

_source_degraded = SourceDegradedV1(
    source="omdb",
    health="degraded",
    reason="Request limit reached!",
    since=_NOON,
    until=_NOON.replace(hour=23),
)

_source_recovered = SourceRecoveredV1(source="omdb", since=_NOON, recovered_at=_NOON.replace(hour=23))

_stats_updated = StatsUpdatedV1(
    version=5,
    media_id=media_id("movie", _MOVIE),
    kind="movie",
    tmdb_id=_MOVIE,
    scores=Scores(ratingo=78.4, quality=79.1, popularity=71.0, freshness=22.5),
    average_rating=7.92,
    total_votes=1_033_950,
    ratings=_movie_imported.ratings,
    source_popularity=48.7,
    live_watchers=37,
    total_watchers=412_300,
    computed_at=_NOON,
)

_user_registered = UserRegisteredV1(version=1, user_id=_VIEWER, registered_at=_NOON)

_user_changed = UserChangedV1(
    version=2,
    user_id=_VIEWER,
    roles=("user", "admin"),
    profile_public=False,
    preferred_language="de-DE",
    preferred_region="DE",
    changed_at=_NOON,
)

_user_deleted = UserDeletedV1(version=3, user_id=_VIEWER, deleted_at=_NOON)

_session_revoked = SessionRevokedV1(
    session_id=_SESSION,
    user_id=_VIEWER,
    reason="reuse",
    revoked_at=_NOON,
    expires_at=_NOON.replace(minute=15),
)

_entry_changed = LibraryEntryChangedV1(
    version=4,
    user_id=_VIEWER,
    media_id=media_id("show", _SHOW),
    kind="show",
    tmdb_id=_SHOW,
    state="watching",
    rating=90,
    progress=Progress(season=1, episode=1),
    seasons={0: 2, 1: 1},
    changed_at=_NOON,
)

_play_recorded = PlayRecordedV1(
    play_id=UUID("0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"),
    user_id=_VIEWER,
    media_id=media_id("show", _SHOW),
    kind="show",
    season=1,
    episode=1,
    watched_at=_NOON,
)

EXAMPLES: Final[tuple[Event, ...]] = (
    _movie_imported,
    _show_imported,
    _season_synced,
    _media_published,
    _signals_collected,
    _list_refreshed,
    _media_changed,
    _availability_changed,
    _source_degraded,
    _source_recovered,
    _import_progressed,
    _stats_updated,
    _user_registered,
    _user_changed,
    _user_deleted,
    _session_revoked,
    _entry_changed,
    _play_recorded,
)


def example_records(event: type[Event]) -> list[WireMessage]:
    """Give the examples of one event as records; ids and times are the same at every call."""
    examples = [example for example in EXAMPLES if type(example) is event]
    return [
        encode(
            example,
            FLOWS[event].publisher,
            time=_NOON,
            event_id=uuid5(NAMESPACE, f"example:{event.type}:{number}"),
        )
        for number, example in enumerate(examples)
    ]
