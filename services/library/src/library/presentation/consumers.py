"""Consumed events: each handler turns events into updates or commands and calls one use case."""

from collections.abc import Callable, Sequence
from typing import Final

from chassis.messaging.consumer import AnyDelivery, AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.auth import UserDeletedV1
from contracts.catalog import MediaPublishedV1
from contracts.ingestion import MediaImportedV1, SeasonSyncedV1
from contracts.readers.library import MediaImported, MediaPublished, SeasonSynced, StatsUpdated
from contracts.stats import StatsUpdatedV1
from library.application import Application
from library.application.titles.commands import UpdateSeasonPart
from library.application.unit_of_work import UnitOfWork
from library.domain.entries.progress import SPECIALS, EpisodeNumber
from library.domain.titles.title import Address, Facts, ScoreSnapshot, Title

ENDED_STATUSES: Final = frozenset({"Ended", "Canceled"})
"""Statuses of shows without further episodes, in TMDB's spelling."""
TOPICS: Final = (
    MediaImportedV1.topic,
    StatsUpdatedV1.topic,
    MediaPublishedV1.topic,
    SeasonSyncedV1.topic,
    UserDeletedV1.topic,
)


def routes(
    application: Application,
    work_in: Callable[[Transaction], UnitOfWork],
) -> list[AnyRoute]:
    """Return the handler of each topic; `work_in` returns the unit of work within a transaction."""

    async def changed(transaction: Transaction, deliveries: Sequence[AnyDelivery]) -> None:
        await application.update_titles(work_in(transaction), [_update(delivery.event) for delivery in deliveries])

    async def synced(transaction: Transaction, deliveries: Sequence[Delivery[SeasonSynced]]) -> None:
        await application.update_seasons(work_in(transaction), [_season(delivery.event) for delivery in deliveries])

    async def deleted(transaction: Transaction, deliveries: Sequence[Delivery[UserDeletedV1]]) -> None:
        await application.erase_users(work_in(transaction), [delivery.event.user_id for delivery in deliveries])

    # One handler of three topics: all parts of a title in a batch are one update.
    return [
        Route(MediaImportedV1.topic, MediaImportedV1.type, MediaImported, changed),
        Route(StatsUpdatedV1.topic, StatsUpdatedV1.type, StatsUpdated, changed),
        Route(MediaPublishedV1.topic, MediaPublishedV1.type, MediaPublished, changed),
        Route(SeasonSyncedV1.topic, SeasonSyncedV1.type, SeasonSynced, synced),
        Route(UserDeletedV1.topic, UserDeletedV1.type, UserDeletedV1, deleted),
    ]


def _update(event: MediaImported | StatsUpdated | MediaPublished) -> Title:
    if isinstance(event, MediaImported):
        return _imported(event)
    return _scored(event) if isinstance(event, StatsUpdated) else _published(event)


def _imported(event: MediaImported) -> Title:
    facts = Facts(
        version=event.version,
        name=event.title,
        poster_path=event.poster_path,
        release_date=event.release_date,
        deleted_at=event.gone_at,
        successor_id=event.successor_id if event.gone_at else None,
        ended=event.status in ENDED_STATUSES,
        listed_seasons=tuple(sorted({season.number for season in event.seasons})),
        last_listed=_last_listed(event),
    )
    return Title(event.media_id, event.kind, event.tmdb_id, facts=facts)


def _last_listed(event: MediaImported) -> EpisodeNumber | None:
    regular = [(season.number, season.episode_count) for season in event.seasons if season.number != SPECIALS]
    return max((EpisodeNumber(number, count) for number, count in regular if count), default=None)


def _season(event: SeasonSynced) -> UpdateSeasonPart:
    return UpdateSeasonPart(
        season_id=event.season_id,
        part=event.part,
        parts=event.parts,
        media_id=event.media_id,
        number=event.number,
        version=event.version,
        episodes=tuple(episode.number for episode in event.episodes),
    )


def _published(event: MediaPublished) -> Title:
    return Title(event.media_id, event.kind, event.tmdb_id, address=Address(event.version, event.slug))


def _scored(event: StatsUpdated) -> Title:
    score = ScoreSnapshot(event.version, event.scores.ratingo)
    return Title(event.media_id, event.kind, event.tmdb_id, score=score)
