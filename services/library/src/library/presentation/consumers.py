"""Consumed events: each handler turns events into updates or commands and calls one use case."""

from collections.abc import Callable, Sequence
from typing import Final

from chassis.messaging.consumer import AnyDelivery, AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.auth import UserChangedV1, UserDeletedV1
from contracts.catalog import MediaPublishedV1, UserServicesChangedV1
from contracts.ingestion import MediaImportedV1, SeasonSyncedV1
from contracts.readers.library import MediaImported, MediaPublished, SeasonSynced, StatsUpdated
from contracts.stats import StatsUpdatedV1
from library.application import Application
from library.application.external_lists.following import ExternalWork
from library.presentation.external_lists.consumers import TOPICS as LIST_TOPICS
from library.presentation.external_lists.consumers import list_routes
from library.presentation.positions.consumers import TOPICS as POSITION_TOPICS
from library.presentation.positions.consumers import position_routes
from library.presentation.subscriptions.consumers import TOPICS as SUBSCRIPTION_TOPICS
from library.presentation.subscriptions.consumers import subscription_routes
from library.presentation.subscriptions.event_mapping import upcoming_airings, upcoming_releases
from library.presentation.titles.event_mapping import season_update, title_update
from library.presentation.users.event_mapping import preferences, services

TOPICS: Final = (
    MediaImportedV1.topic,
    StatsUpdatedV1.topic,
    MediaPublishedV1.topic,
    SeasonSyncedV1.topic,
    UserChangedV1.topic,
    UserServicesChangedV1.topic,
    UserDeletedV1.topic,
    *SUBSCRIPTION_TOPICS,
    *POSITION_TOPICS,
    *LIST_TOPICS,
)


def routes(
    application: Application,
    work_in: Callable[[Transaction], ExternalWork],
) -> list[AnyRoute]:
    """Return the handler of each topic; `work_in` returns the unit of work within a transaction."""

    async def changed(transaction: Transaction, deliveries: Sequence[AnyDelivery]) -> None:
        work = work_in(transaction)
        await application.update_titles(work, [title_update(delivery.event) for delivery in deliveries])
        imports = [delivery for delivery in deliveries if isinstance(delivery.event, MediaImported)]
        await application.subscriptions.record_upcoming(
            work, [upcoming_releases(delivery.event, delivery.event_id) for delivery in imports]
        )

    async def synced(transaction: Transaction, deliveries: Sequence[Delivery[SeasonSynced]]) -> None:
        work = work_in(transaction)
        await application.update_seasons(work, [season_update(delivery.event) for delivery in deliveries])
        await application.subscriptions.record_upcoming(
            work, [upcoming_airings(delivery.event, delivery.event_id) for delivery in deliveries]
        )

    async def preferred(transaction: Transaction, deliveries: Sequence[Delivery[UserChangedV1]]) -> None:
        await application.update_preferences(
            work_in(transaction), [preferences(delivery.event) for delivery in deliveries]
        )

    async def subscribed(transaction: Transaction, deliveries: Sequence[Delivery[UserServicesChangedV1]]) -> None:
        await application.update_services(work_in(transaction), [services(delivery.event) for delivery in deliveries])

    async def deleted(transaction: Transaction, deliveries: Sequence[Delivery[UserDeletedV1]]) -> None:
        await application.erase_users(work_in(transaction), [delivery.event.user_id for delivery in deliveries])

    # One handler of three topics: all parts of a title in a batch are one update.
    return [
        Route(MediaImportedV1.topic, MediaImportedV1.type, MediaImported, changed),
        Route(StatsUpdatedV1.topic, StatsUpdatedV1.type, StatsUpdated, changed),
        Route(MediaPublishedV1.topic, MediaPublishedV1.type, MediaPublished, changed),
        Route(SeasonSyncedV1.topic, SeasonSyncedV1.type, SeasonSynced, synced),
        Route(UserChangedV1.topic, UserChangedV1.type, UserChangedV1, preferred),
        Route(UserServicesChangedV1.topic, UserServicesChangedV1.type, UserServicesChangedV1, subscribed),
        Route(UserDeletedV1.topic, UserDeletedV1.type, UserDeletedV1, deleted),
        *subscription_routes(application, work_in),
        *position_routes(application, work_in),
        *list_routes(application, work_in),
    ]
