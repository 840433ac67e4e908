"""Consumed events: episodes with their votes, and how far users have come."""

from collections.abc import Callable, Sequence
from typing import Final

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.auth import UserDeletedV1
from contracts.ingestion import SeasonSyncedV1
from contracts.library import LibraryEntryChangedV1, PlayRecordedV1
from contracts.readers.stats import LibraryEntryChanged, SeasonSynced
from stats.application.drop_off.updates import (
    DropOffWork,
    EntryOfShow,
    EpisodePlay,
    SeasonPart,
    erase_viewings,
    store_entries,
    store_plays,
    store_seasons,
)
from stats.domain.drop_off.episodes import Place, RatedEpisode

TOPICS: Final = (
    SeasonSyncedV1.topic,
    LibraryEntryChangedV1.topic,
    PlayRecordedV1.topic,
    UserDeletedV1.topic,
)


def routes(work_in: Callable[[Transaction], DropOffWork]) -> list[AnyRoute]:
    """Return the routes of each topic; `work_in` returns the unit of work within a transaction."""

    async def season_synced(transaction: Transaction, deliveries: Sequence[Delivery[SeasonSynced]]) -> None:
        await store_seasons(work_in(transaction), [_part(delivery.event) for delivery in deliveries])

    async def entry_changed(transaction: Transaction, deliveries: Sequence[Delivery[LibraryEntryChanged]]) -> None:
        shows = [delivery.event for delivery in deliveries if delivery.event.kind == "show"]
        await store_entries(work_in(transaction), [_entry(event) for event in shows])

    async def play_recorded(transaction: Transaction, deliveries: Sequence[Delivery[PlayRecordedV1]]) -> None:
        plays = [play for delivery in deliveries if (play := _play(delivery.event)) is not None]
        await store_plays(work_in(transaction), plays)

    async def user_deleted(transaction: Transaction, deliveries: Sequence[Delivery[UserDeletedV1]]) -> None:
        await erase_viewings(work_in(transaction), [delivery.event.user_id for delivery in deliveries])

    return [
        Route(SeasonSyncedV1.topic, SeasonSyncedV1.type, SeasonSynced, season_synced),
        Route(LibraryEntryChangedV1.topic, LibraryEntryChangedV1.type, LibraryEntryChanged, entry_changed),
        Route(PlayRecordedV1.topic, PlayRecordedV1.type, PlayRecordedV1, play_recorded),
        Route(UserDeletedV1.topic, UserDeletedV1.type, UserDeletedV1, user_deleted),
    ]


def _part(event: SeasonSynced) -> SeasonPart:
    episodes = tuple(
        RatedEpisode(
            place=Place(event.number, episode.number),
            title=episode.title,
            air_date=episode.air_date,
            ratings={source: (rating.rating, rating.votes) for source, rating in episode.ratings.items()},
        )
        for episode in event.episodes
    )
    return SeasonPart(
        season_id=event.season_id,
        part=event.part,
        parts=event.parts,
        media_id=event.media_id,
        tmdb_id=event.show_tmdb_id,
        number=event.number,
        version=event.version,
        synced_at=event.synced_at,
        episodes=episodes,
    )


def _entry(event: LibraryEntryChanged) -> EntryOfShow:
    progress = None if event.removed else event.progress
    furthest = Place(progress.season, progress.episode) if progress and progress.season > 0 else None
    return EntryOfShow(
        user_id=event.user_id,
        media_id=event.media_id,
        version=event.version,
        state=None if event.removed else event.state,
        furthest=furthest,
        changed_at=event.changed_at,
    )


def _play(event: PlayRecordedV1) -> EpisodePlay | None:
    """Return the play of a regular episode that was seen to its end and is not retracted; no other leads on."""
    if event.kind != "show" or not event.completed or event.retracted or not event.season or event.episode is None:
        return None
    return EpisodePlay(event.user_id, event.media_id, Place(event.season, event.episode), event.watched_at)
