"""Events in: each consumer turns contracts into commands and calls one use case."""

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from catalog.application.commands import (
    ApplyEntry,
    ApplyList,
    ApplyScores,
    ApplySeason,
    ApplyTitle,
    Genre,
    LastEpisode,
    SeasonEpisode,
    StoreSeasonPart,
)
from catalog.application.ports import UnitOfWork
from catalog.application.projections import CatalogProjection
from catalog.domain.airing import aired_at
from catalog.domain.cards import is_hit
from catalog.domain.merge_chain import Successor
from catalog.domain.release import RegionDates, region_dates
from catalog.presentation import projection_documents as documents
from catalog.presentation.images import Images
from catalog.presentation.romanization import romanize
from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.identity import Kind, media_id
from contracts.ingestion import EpisodeMention, ListRefreshedV1, MediaImportedV1, Rating, SeasonSyncedV1
from contracts.library import LibraryEntryChangedV1
from contracts.stats import StatsUpdatedV1

KINDS: Final[tuple[Kind, ...]] = ("movie", "show")
MOST_CHARACTERS: Final = 400
"""Of a name for search: an index entry holds 2,704 bytes at most, and a folded character may take up to six."""
ENDED_STATUSES: Final = frozenset({"Ended", "Canceled"})
"""Statuses, as TMDB spells them, of shows that get no further episode."""
TOPICS: Final = (
    MediaImportedV1.topic,
    SeasonSyncedV1.topic,
    StatsUpdatedV1.topic,
    ListRefreshedV1.topic,
    LibraryEntryChangedV1.topic,
)


def routes(
    recording: CatalogProjection, work: Callable[[Transaction], UnitOfWork], images: Images, *, home_region: str
) -> list[AnyRoute]:
    """Return what each topic does here; `home_region` is that of dates in events without releases per region."""

    async def imported(transaction: Transaction, deliveries: Sequence[Delivery[MediaImportedV1]]) -> None:
        await recording.titles(
            work(transaction), [_title(delivery.event, images, home_region) for delivery in deliveries]
        )

    async def synced(transaction: Transaction, deliveries: Sequence[Delivery[SeasonSyncedV1]]) -> None:
        events = [delivery.event for delivery in deliveries]
        await recording.seasons(work(transaction), [_season(event, images) for event in events if event.parts == 1])
        parts = [_part(event) for event in events if event.parts > 1]
        await recording.season_parts(work(transaction), parts, lambda bodies: _season(_joined(bodies), images))

    async def scored(transaction: Transaction, deliveries: Sequence[Delivery[StatsUpdatedV1]]) -> None:
        await recording.scores(work(transaction), [_score(delivery.event) for delivery in deliveries])

    async def ranked(transaction: Transaction, deliveries: Sequence[Delivery[ListRefreshedV1]]) -> None:
        await recording.lists(work(transaction), [_list(delivery.event) for delivery in deliveries])

    async def said(transaction: Transaction, deliveries: Sequence[Delivery[LibraryEntryChangedV1]]) -> None:
        await recording.entries(work(transaction), [_entry(delivery.event) for delivery in deliveries])

    return [
        Route(MediaImportedV1.topic, MediaImportedV1.type, MediaImportedV1, imported),
        Route(SeasonSyncedV1.topic, SeasonSyncedV1.type, SeasonSyncedV1, synced),
        Route(StatsUpdatedV1.topic, StatsUpdatedV1.type, StatsUpdatedV1, scored),
        Route(ListRefreshedV1.topic, ListRefreshedV1.type, ListRefreshedV1, ranked),
        Route(LibraryEntryChangedV1.topic, LibraryEntryChangedV1.type, LibraryEntryChangedV1, said),
    ]


def _title(event: MediaImportedV1, images: Images, home_region: str) -> ApplyTitle:
    return ApplyTitle(
        media_id=event.media_id,
        kind=event.kind,
        tmdb_id=event.tmdb_id,
        version=event.version,
        title=event.title,
        latin_title=romanize(event.title),
        release_date=event.release_date,
        theatrical_release_date=event.theatrical_release_date,
        digital_release_date=event.digital_release_date,
        releases=_releases(event, home_region),
        last_air_date=event.last_air_date,
        next_air_date=event.next_air_date,
        last_episode=_recorded(event.last_episode),
        popularity=event.popularity,
        votes_tmdb=_votes(event.ratings.tmdb),
        votes_trakt=_votes(event.ratings.trakt),
        ended=event.kind == "show" and event.status in ENDED_STATUSES,
        imdb_id=event.external_ids.imdb,
        hit=is_hit(documents.ratings_of_viewers(event.ratings)),
        deleted_at=event.gone_at,
        successor=_successor(event),
        genres=tuple(
            Genre(genre.tmdb_id, documents.genre_slug(genre.name, genre.tmdb_id), genre.name) for genre in event.genres
        ),
        names=_names(event),
        card=documents.card(event, images),
        detail=documents.detail(event, images),
        found=documents.found(event, images),
        texts=documents.texts(event),
        billing=documents.billing(event, images),
        offers=documents.offers(event),
        certifications=documents.certifications(event),
        seasons=documents.seasons(event, images),
    )


def _releases(event: MediaImportedV1, home_region: str) -> tuple[RegionDates, ...]:
    if event.kind == "show":
        return ()
    if event.releases is not None:
        return region_dates((release.region, release.type, release.date) for release in event.releases)
    theatrical, digital = event.theatrical_release_date, event.digital_release_date
    return (RegionDates(home_region, theatrical, digital),) if theatrical or digital else ()


def _recorded(episode: EpisodeMention | None) -> LastEpisode | None:
    """Return a regular episode whose day is known; a special says nothing of how far a show has aired."""
    if episode is None or episode.air_date is None or episode.season == 0:
        return None
    return LastEpisode(episode.season, episode.number, episode.air_date)


def _successor(event: MediaImportedV1) -> Successor | None:
    """The event does not say of which kind the successor is, but its id does."""
    number = event.successor_tmdb_id
    if event.gone_at is None or event.successor_id is None:
        return None
    kind = next((kind for kind in KINDS if number and media_id(kind, number) == event.successor_id), None)
    return Successor(event.successor_id, kind, number)


def _names(event: MediaImportedV1) -> tuple[str, ...]:
    given = [event.title, event.original_title, *(translation.title for translation in event.translations.values())]
    spelled = {" ".join(name.split())[:MOST_CHARACTERS].rstrip() for name in given if name}
    return tuple(sorted(name for name in spelled if name))


def _season(event: SeasonSyncedV1, images: Images) -> ApplySeason:
    return ApplySeason(
        season_id=event.season_id,
        media_id=event.media_id,
        number=event.number,
        version=event.version,
        summary=documents.season_summary(event, images),
        detail=documents.season_detail(event, images),
        episodes=tuple(
            SeasonEpisode(
                number=episode.number,
                title=episode.title,
                starts_at=documents.starts_at(episode),
                aired_at=aired_at(episode.air_date, episode.airs_at),
                air_date=episode.air_date,
                scheduled=documents.scheduled(event, episode, images),
            )
            for episode in event.episodes
        ),
        withdrawn_at=event.withdrawn_at,
    )


def _part(event: SeasonSyncedV1) -> StoreSeasonPart:
    return StoreSeasonPart(event.season_id, event.part, event.parts, event.version, event.to_json())


def _joined(bodies: Sequence[bytes]) -> SeasonSyncedV1:
    """Return a season from its parts, in order."""
    parts = [SeasonSyncedV1.model_validate_json(body) for body in bodies]
    episodes = tuple(episode for part in parts for episode in part.episodes)
    return parts[0].model_copy(update={"episodes": episodes, "part": 1, "parts": 1})


def _score(event: StatsUpdatedV1) -> ApplyScores:
    return ApplyScores(
        media_id=event.media_id,
        kind=event.kind,
        tmdb_id=event.tmdb_id,
        version=event.version,
        ratingo=event.scores.ratingo,
        popularity=event.scores.popularity,
        total_watchers=event.total_watchers,
        source_popularity=event.source_popularity,
        stats=documents.stats(event),
    )


def _list(event: ListRefreshedV1) -> ApplyList:
    ranks: dict[UUID, int] = {}
    for item in event.items:
        ranks[item.media_id] = min(item.rank, ranks.get(item.media_id, item.rank))
    return ApplyList(event.list_id, event.kind, event.region, event.version, event.taken_at, ranks)


def _entry(event: LibraryEntryChangedV1) -> ApplyEntry:
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


def _votes(rating: Rating | None) -> int | None:
    return None if rating is None else rating.votes
