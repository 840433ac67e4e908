"""Events about what may be reviewed, and about the age of accounts."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final
from uuid import UUID

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.auth import UserRegisteredV1
from contracts.ingestion import MediaImportedV1, SeasonSyncedV1
from contracts.library import ListPublishedV1
from contracts.readers.social import MediaImported, SeasonSynced
from social.application.reviews.ports import ListUpdate, ReviewWork, SeasonUpdate, TitleUpdate
from social.application.reviews.use_cases import record_registrations, update_lists, update_seasons, update_titles

TOPICS: Final = (MediaImportedV1.topic, SeasonSyncedV1.topic, ListPublishedV1.topic, UserRegisteredV1.topic)


ListsPublished = Callable[[Transaction, Sequence[ListPublishedV1]], Awaitable[None]]
TitlesMerged = Callable[[Transaction, Mapping[UUID, UUID]], Awaitable[None]]


def review_routes(
    work_in: Callable[[Transaction], ReviewWork], lists_published: ListsPublished, titles_merged: TitlesMerged
) -> list[AnyRoute]:
    """Return the consumer of each topic; the other arguments are what another subject does about lists and titles."""

    async def imported(transaction: Transaction, deliveries: Sequence[Delivery[MediaImported]]) -> None:
        await update_titles(work_in(transaction), [_title(delivery.event) for delivery in deliveries])
        events = [delivery.event for delivery in deliveries]
        await titles_merged(transaction, {event.media_id: event.successor_id for event in events if event.successor_id})

    async def synced(transaction: Transaction, deliveries: Sequence[Delivery[SeasonSynced]]) -> None:
        await update_seasons(work_in(transaction), [_season(delivery.event) for delivery in deliveries])

    async def published(transaction: Transaction, deliveries: Sequence[Delivery[ListPublishedV1]]) -> None:
        await update_lists(work_in(transaction), [_list(delivery.event) for delivery in deliveries])
        await lists_published(transaction, [delivery.event for delivery in deliveries])

    async def registered(transaction: Transaction, deliveries: Sequence[Delivery[UserRegisteredV1]]) -> None:
        times = {delivery.event.user_id: delivery.event.registered_at for delivery in deliveries}
        await record_registrations(work_in(transaction), times)

    return [
        Route(MediaImportedV1.topic, MediaImportedV1.type, MediaImported, imported),
        Route(SeasonSyncedV1.topic, SeasonSyncedV1.type, SeasonSynced, synced),
        Route(ListPublishedV1.topic, ListPublishedV1.type, ListPublishedV1, published),
        Route(UserRegisteredV1.topic, UserRegisteredV1.type, UserRegisteredV1, registered),
    ]


def _title(event: MediaImported) -> TitleUpdate:
    return TitleUpdate(event.media_id, event.version, tuple(season.number for season in event.seasons))


def _season(event: SeasonSynced) -> SeasonUpdate:
    return SeasonUpdate(
        media_id=event.media_id,
        season=event.number,
        part=event.part,
        parts=event.parts,
        version=event.version,
        episodes=tuple(episode.number for episode in event.episodes),
    )


def _list(event: ListPublishedV1) -> ListUpdate:
    return ListUpdate(event.list_id, event.user_id, event.version, event.is_public, event.name)
