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
from library.application.unit_of_work import UnitOfWork
from library.presentation.titles.event_mapping import season_update, title_update

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
        await application.update_titles(work_in(transaction), [title_update(delivery.event) for delivery in deliveries])

    async def synced(transaction: Transaction, deliveries: Sequence[Delivery[SeasonSynced]]) -> None:
        await application.update_seasons(
            work_in(transaction), [season_update(delivery.event) for delivery in deliveries]
        )

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
