"""Contract events to commands."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from catalog.application.commands import (
    ApplyDropOff,
    ApplyEntry,
    ApplyList,
    ApplyScores,
    ApplySeason,
    ApplyTitle,
    ApplyTrend,
    Genre,
    LastEpisode,
    SeasonEpisode,
    StoreSeasonPart,
)
from catalog.domain.airing import aired_at
from catalog.domain.cards import is_hit
from catalog.domain.merge_chain import Successor
from catalog.domain.policy.facts import RatingSource, TitleFacts, VoteSource
from catalog.domain.release import RegionDates, region_dates
from catalog.presentation import projection_documents
from catalog.presentation.discovery.event_mapping import discovery_facts, origin_countries, original_language, services
from catalog.presentation.drop_off_document import drop_off
from catalog.presentation.seasons.episode_texts import episode_texts
from chassis.http.images import Images
from contracts.identity import Kind, media_id
from contracts.ingestion import (
    EpisodeMention,
    ListRefreshedV1,
    MediaImportedV1,
    PercentRating,
    Rating,
    Ratings,
    SeasonSyncedV1,
)
from contracts.insights import TrendChangedV1
from contracts.library import LibraryEntryChangedV1
from contracts.stats import DropoffAnalyzedV1, StatsUpdatedV1

KINDS: Final[tuple[Kind, ...]] = ("movie", "show")
ENDED_STATUSES: Final = frozenset({"Ended", "Canceled"})
"""Statuses, as TMDB spells them, of shows that get no further episode."""


def apply_title(event: MediaImportedV1, images: Images, home_region: str) -> ApplyTitle:
    """Return the command of an import. `home_region` has the dates of events without releases per region."""
    return ApplyTitle(
        media_id=event.media_id,
        kind=event.kind,
        tmdb_id=event.tmdb_id,
        version=event.version,
        title=event.title,
        release_date=event.release_date,
        theatrical_release_date=event.theatrical_release_date,
        digital_release_date=event.digital_release_date,
        releases=_releases(event, home_region),
        last_air_date=event.last_air_date,
        next_air_date=event.next_air_date,
        last_episode=_last_episode(event.last_episode),
        popularity=event.popularity,
        votes_tmdb=_votes(event.ratings.tmdb),
        votes_trakt=_votes(event.ratings.trakt),
        ended=event.kind == "show" and event.status in ENDED_STATUSES,
        imdb_id=event.external_ids.imdb,
        hit=is_hit(user_ratings(event.ratings)),
        artwork=event.poster_path is not None and event.backdrop_path is not None,
        deleted_at=event.gone_at,
        successor=_successor(event),
        genres=tuple(
            Genre(genre.tmdb_id, projection_documents.genre_slug(genre.name, genre.tmdb_id), genre.name, genre.names)
            for genre in event.genres
        ),
        discovery=discovery_facts(event),
        documents=projection_documents.title_documents(event, images),
        policy_facts=policy_facts(event),
    )


def policy_facts(event: MediaImportedV1) -> TitleFacts:
    """Return what the policy reads; a source without votes does not rate a title."""
    ratings = event.ratings
    named: dict[RatingSource, Rating | PercentRating | None] = {
        "imdb": ratings.imdb,
        "metacritic": ratings.metacritic,
        "rt": ratings.rotten_tomatoes,
        "trakt": ratings.trakt,
    }
    votes: dict[VoteSource, int | None] = {"imdb": _votes(ratings.imdb), "trakt": _votes(ratings.trakt)}
    return TitleFacts(
        media_id=event.media_id,
        countries=origin_countries(event),
        language=original_language(event),
        ratings=frozenset(
            source
            for source, rating in named.items()
            if rating is not None and not (isinstance(rating, Rating) and rating.votes == 0)
        ),
        votes={source: count for source, count in votes.items() if count is not None},
        providers=frozenset(
            [provider.name for offers in event.availability.values() for _, provider in services(offers)]
        ),
    )


def apply_season(event: SeasonSyncedV1, images: Images) -> ApplySeason:
    """Return the command of a whole season."""
    return ApplySeason(
        season_id=event.season_id,
        media_id=event.media_id,
        number=event.number,
        version=event.version,
        summary=projection_documents.season_summary(event, images),
        detail=projection_documents.season_detail(event, images),
        episode_texts=episode_texts(event.episodes),
        episodes=tuple(
            SeasonEpisode(
                number=episode.number,
                title=episode.title,
                starts_at=projection_documents.starts_at(episode),
                aired_at=aired_at(episode.air_date, episode.airs_at),
                air_date=episode.air_date,
                calendar_entry=projection_documents.calendar_entry(event, episode, images),
            )
            for episode in event.episodes
        ),
        withdrawn_at=event.withdrawn_at,
    )


def store_season_part(event: SeasonSyncedV1) -> StoreSeasonPart:
    """Return the command of one part of a season."""
    return StoreSeasonPart(event.season_id, event.part, event.parts, event.version, event.to_json())


def assemble(bodies: Sequence[bytes]) -> SeasonSyncedV1:
    """Return a season from its parts, in order."""
    parts = [SeasonSyncedV1.model_validate_json(body) for body in bodies]
    episodes = tuple(episode for part in parts for episode in part.episodes)
    return parts[0].model_copy(update={"episodes": episodes, "part": 1, "parts": 1})


def apply_scores(event: StatsUpdatedV1) -> ApplyScores:
    """Return the command of scores."""
    return ApplyScores(
        media_id=event.media_id,
        kind=event.kind,
        tmdb_id=event.tmdb_id,
        version=event.version,
        ratingo=event.scores.ratingo,
        popularity=event.scores.popularity,
        quality=event.scores.quality,
        freshness=event.scores.freshness,
        total_watchers=event.total_watchers,
        source_popularity=event.source_popularity,
        stats=projection_documents.stats(event),
        computed_at=event.computed_at,
    )


def apply_drop_off(event: DropoffAnalyzedV1) -> ApplyDropOff:
    """Return the command of a drop-off; without enough data it states none."""
    document = None if event.reason is not None else drop_off(event)
    return ApplyDropOff(event.media_id, event.kind, event.tmdb_id, event.version, document)


def apply_trend(event: TrendChangedV1) -> ApplyTrend:
    """Return the command of a trend."""
    return ApplyTrend(event.media_id, event.kind, event.tmdb_id, event.version, event.direction)


def apply_list(event: ListRefreshedV1) -> ApplyList:
    """Return the command of a list; a title that occurs twice has its best rank."""
    ranks: dict[UUID, int] = {}
    for item in event.items:
        ranks[item.media_id] = min(item.rank, ranks.get(item.media_id, item.rank))
    return ApplyList(event.list_id, event.kind, event.region, event.version, event.taken_at, ranks)


def apply_entry(event: LibraryEntryChangedV1) -> ApplyEntry:
    """Return the command of a user's entry."""
    seasons = event.seasons
    if not seasons and event.progress is not None:
        seasons = {event.progress.season: event.progress.episode}
    furthest = max(((season, episode) for season, episode in seasons.items() if season > 0), default=None)
    return ApplyEntry(
        user_id=event.user_id,
        media_id=event.media_id,
        version=event.version,
        state=event.state,
        rating=event.rating,
        season=furthest[0] if furthest else None,
        episode=furthest[1] if furthest else None,
        seasons=seasons,
        removed=event.removed,
        changed_at=event.changed_at,
    )


def user_ratings(ratings: Ratings) -> list[tuple[float, int | None]]:
    """Return rating and number of votes of IMDb, TMDB and Trakt, without sources that have no votes."""
    sources = (ratings.imdb, ratings.tmdb, ratings.trakt)
    return [(rating.rating, rating.votes) for rating in sources if rating is not None and rating.votes != 0]


def _releases(event: MediaImportedV1, home_region: str) -> tuple[RegionDates, ...]:
    if event.kind == "show":
        return ()
    if event.releases is not None:
        return region_dates((release.region, release.type, release.date) for release in event.releases)
    theatrical, digital = event.theatrical_release_date, event.digital_release_date
    return (RegionDates(home_region, theatrical, digital),) if theatrical or digital else ()


def _last_episode(episode: EpisodeMention | None) -> LastEpisode | None:
    """Return a regular episode with a day; a special does not show how far a show has aired."""
    if episode is None or episode.air_date is None or episode.season == 0:
        return None
    return LastEpisode(episode.season, episode.number, episode.air_date)


def _successor(event: MediaImportedV1) -> Successor | None:
    """Return the successor. The event does not name its kind, but its id is derived from the kind."""
    number = event.successor_tmdb_id
    if event.gone_at is None or event.successor_id is None:
        return None
    kind = next((kind for kind in KINDS if number and media_id(kind, number) == event.successor_id), None)
    return Successor(event.successor_id, kind, number)


def _votes(rating: Rating | None) -> int | None:
    return None if rating is None else rating.votes
