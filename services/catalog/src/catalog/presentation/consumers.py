"""Event consumers: each maps a batch of events to commands and calls one use case."""

from collections.abc import Callable, Sequence
from typing import Final

from catalog.application.change_keys import KEYS
from catalog.application.erasure import ErasureWork, erase_users
from catalog.application.ports import CatalogWork
from catalog.application.projections import CatalogProjection
from catalog.presentation import event_mapping
from chassis.http.images import Images
from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.auth import UserDeletedV1
from contracts.ingestion import EXTERNAL_LISTS, ListRefreshedV1, MediaImportedV1, SeasonSyncedV1
from contracts.insights import TrendChangedV1
from contracts.library import LibraryEntryChangedV1
from contracts.stats import DropoffAnalyzedV1, StatsUpdatedV1

TOPICS: Final = (
    MediaImportedV1.topic,
    SeasonSyncedV1.topic,
    StatsUpdatedV1.topic,
    TrendChangedV1.topic,
    DropoffAnalyzedV1.topic,
    ListRefreshedV1.topic,
    LibraryEntryChangedV1.topic,
    UserDeletedV1.topic,
)


def routes(
    projection: CatalogProjection,
    work_in: Callable[[Transaction], CatalogWork],
    erasure_in: Callable[[Transaction], ErasureWork],
    images: Images,
    *,
    home_region: str,
) -> list[AnyRoute]:
    """Return the consumer of each topic. `home_region` has the dates of events without releases per region."""

    async def media_imported(transaction: Transaction, deliveries: Sequence[Delivery[MediaImportedV1]]) -> None:
        titles = [event_mapping.apply_title(delivery.event, images, home_region) for delivery in deliveries]
        transaction.changed(*KEYS.of_titles(delivery.event.media_id for delivery in deliveries))
        await projection.apply_titles(work_in(transaction), titles)

    async def season_synced(transaction: Transaction, deliveries: Sequence[Delivery[SeasonSyncedV1]]) -> None:
        work, events = work_in(transaction), [delivery.event for delivery in deliveries]
        whole = [event_mapping.apply_season(event, images) for event in events if event.parts == 1]
        parts = [event_mapping.store_season_part(event) for event in events if event.parts > 1]
        await projection.apply_seasons(work, whole)
        await projection.apply_season_parts(
            work, parts, lambda bodies: event_mapping.apply_season(event_mapping.assemble(bodies), images)
        )
        transaction.changed(*KEYS.of_titles(event.media_id for event in events))

    async def stats_updated(transaction: Transaction, deliveries: Sequence[Delivery[StatsUpdatedV1]]) -> None:
        scores = [event_mapping.apply_scores(delivery.event) for delivery in deliveries]
        await projection.apply_scores(work_in(transaction), scores)
        transaction.changed(*KEYS.of_titles(delivery.event.media_id for delivery in deliveries))

    async def trend_changed(transaction: Transaction, deliveries: Sequence[Delivery[TrendChangedV1]]) -> None:
        trends = [event_mapping.apply_trend(delivery.event) for delivery in deliveries]
        await projection.apply_trends(work_in(transaction), trends)
        transaction.changed(*KEYS.of_titles(delivery.event.media_id for delivery in deliveries))

    async def drop_off_analyzed(transaction: Transaction, deliveries: Sequence[Delivery[DropoffAnalyzedV1]]) -> None:
        drop_offs = [event_mapping.apply_drop_off(delivery.event) for delivery in deliveries]
        await projection.apply_drop_offs(work_in(transaction), drop_offs)
        transaction.changed(*KEYS.of_titles(delivery.event.media_id for delivery in deliveries))

    async def list_refreshed(transaction: Transaction, deliveries: Sequence[Delivery[ListRefreshedV1]]) -> None:
        events = [delivery.event for delivery in deliveries if not delivery.event.list_id.startswith(EXTERNAL_LISTS)]
        if events:
            lists = [event_mapping.apply_list(event) for event in events]
            await projection.apply_lists(work_in(transaction), lists)
            transaction.changed(KEYS.titles)

    async def entry_changed(transaction: Transaction, deliveries: Sequence[Delivery[LibraryEntryChangedV1]]) -> None:
        erased = await erasure_in(transaction).erased({delivery.event.user_id for delivery in deliveries})
        events = [delivery.event for delivery in deliveries if delivery.event.user_id not in erased]
        entries = [event_mapping.apply_entry(event) for event in events]
        await projection.apply_entries(work_in(transaction), entries)

    async def user_deleted(transaction: Transaction, deliveries: Sequence[Delivery[UserDeletedV1]]) -> None:
        user_ids = [delivery.event.user_id for delivery in deliveries]
        await erase_users(erasure_in(transaction), user_ids)

    return [
        Route(MediaImportedV1.topic, MediaImportedV1.type, MediaImportedV1, media_imported),
        Route(SeasonSyncedV1.topic, SeasonSyncedV1.type, SeasonSyncedV1, season_synced),
        Route(StatsUpdatedV1.topic, StatsUpdatedV1.type, StatsUpdatedV1, stats_updated),
        Route(TrendChangedV1.topic, TrendChangedV1.type, TrendChangedV1, trend_changed),
        Route(DropoffAnalyzedV1.topic, DropoffAnalyzedV1.type, DropoffAnalyzedV1, drop_off_analyzed),
        Route(ListRefreshedV1.topic, ListRefreshedV1.type, ListRefreshedV1, list_refreshed),
        Route(LibraryEntryChangedV1.topic, LibraryEntryChangedV1.type, LibraryEntryChangedV1, entry_changed),
        Route(UserDeletedV1.topic, UserDeletedV1.type, UserDeletedV1, user_deleted),
    ]
