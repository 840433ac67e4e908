"""Consumed events: each handler turns events into updates or commands and calls one use case."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from chassis.messaging.consumer import AnyDelivery, AnyRoute, Delivery, InvalidEvent, Route
from chassis.messaging.transaction import Transaction
from contracts.catalog import MediaPublishedV1
from contracts.ingestion import (
    EXTERNAL_LISTS,
    AvailabilityChangedV1,
    ListRefreshedV1,
    MediaImportedV1,
    SeasonSyncedV1,
    SignalsCollectedV1,
    SourceDegradedV1,
    SourceRecoveredV1,
)
from contracts.readers.insights import (
    AvailabilityChanged,
    ListRefreshed,
    MediaImported,
    MediaPublished,
    SeasonSynced,
    SignalsCollected,
    SourceDegraded,
    SourceRecovered,
    StatsUpdated,
)
from contracts.stats import StatsUpdatedV1
from insights.application import Application
from insights.application.audiences.ports import AudienceWork
from insights.application.groups.names import record_service_names
from insights.application.groups.ports import ServiceNameWork
from insights.application.lists.ports import ListWork
from insights.application.plays.ports import PlayWork
from insights.application.reasons.ports import ReasonWork
from insights.application.reasons.projections import record_arrivals, record_facts, record_outages
from insights.application.signals.ports import SignalWork
from insights.application.titles.ports import TitleWork
from insights.domain.errors import DayOutOfRange
from insights.presentation.audiences import consumers as audiences
from insights.presentation.groups.event_mapping import to_service_names
from insights.presentation.lists.event_mapping import to_list
from insights.presentation.plays import consumers as plays
from insights.presentation.reasons.event_mapping import to_arrivals, to_outage, to_releases, to_season, to_trailers
from insights.presentation.signals.event_mapping import to_signals
from insights.presentation.titles.event_mapping import to_update

TOPICS: Final = (
    MediaImportedV1.topic,
    StatsUpdatedV1.topic,
    MediaPublishedV1.topic,
    SignalsCollectedV1.topic,
    ListRefreshedV1.topic,
    SeasonSyncedV1.topic,
    AvailabilityChangedV1.topic,
    SourceDegradedV1.topic,
    SourceRecoveredV1.topic,
    *plays.TOPICS,
    *audiences.TOPICS,
)


@dataclass(frozen=True, slots=True)
class Works:
    """The units of work of the handlers, each within the transaction of a batch."""

    titles: Callable[[Transaction], TitleWork]
    signals: Callable[[Transaction], SignalWork]
    lists: Callable[[Transaction], ListWork]
    reasons: Callable[[Transaction], ReasonWork]
    plays: Callable[[Transaction], PlayWork]
    services: Callable[[Transaction], ServiceNameWork]
    audiences: Callable[[Transaction], AudienceWork]


def routes(application: Application, works: Works) -> list[AnyRoute]:
    """Return the handler of each topic."""

    async def changed(transaction: Transaction, deliveries: Sequence[AnyDelivery]) -> None:
        await application.update_titles(
            works.titles(transaction), [to_update(delivery.event) for delivery in deliveries]
        )
        imports = [delivery.event for delivery in deliveries if isinstance(delivery.event, MediaImported)]
        facts = [fact for event in imports for fact in (*to_releases(event), *to_trailers(event))]
        await record_facts(works.reasons(transaction), facts)
        names = {name for event in imports for name in to_service_names(event)}
        await record_service_names(works.services(transaction), names)

    async def collected(transaction: Transaction, deliveries: Sequence[Delivery[SignalsCollected]]) -> None:
        commands = [to_signals(delivery.event) for delivery in deliveries]
        try:
            await application.record_observations(works.signals(transaction), commands)
        except DayOutOfRange as error:
            raise InvalidEvent("day_out_of_range", str(error)) from error

    async def refreshed(transaction: Transaction, deliveries: Sequence[Delivery[ListRefreshed]]) -> None:
        events = [delivery.event for delivery in deliveries if not delivery.event.list_id.startswith(EXTERNAL_LISTS)]
        lists = [to_list(event) for event in events]
        try:
            await application.record_lists(works.lists(transaction), lists)
        except DayOutOfRange as error:
            raise InvalidEvent("day_out_of_range", str(error)) from error

    async def synced(transaction: Transaction, deliveries: Sequence[Delivery[SeasonSynced]]) -> None:
        stated = [fact for delivery in deliveries for fact in to_season(delivery.event)]
        await record_facts(works.reasons(transaction), stated)

    async def offered(transaction: Transaction, deliveries: Sequence[Delivery[AvailabilityChanged]]) -> None:
        arrivals = [arrival for delivery in deliveries for arrival in to_arrivals(delivery.event)]
        await record_arrivals(works.reasons(transaction), arrivals)

    async def interrupted(transaction: Transaction, deliveries: Sequence[AnyDelivery]) -> None:
        await record_outages(works.reasons(transaction), [to_outage(delivery.event) for delivery in deliveries])

    # One handler of three topics: all parts of a title in a batch are one update.
    return [
        Route(MediaImportedV1.topic, MediaImportedV1.type, MediaImported, changed),
        Route(StatsUpdatedV1.topic, StatsUpdatedV1.type, StatsUpdated, changed),
        Route(MediaPublishedV1.topic, MediaPublishedV1.type, MediaPublished, changed),
        Route(SignalsCollectedV1.topic, SignalsCollectedV1.type, SignalsCollected, collected),
        Route(ListRefreshedV1.topic, ListRefreshedV1.type, ListRefreshed, refreshed),
        Route(SeasonSyncedV1.topic, SeasonSyncedV1.type, SeasonSynced, synced),
        Route(AvailabilityChangedV1.topic, AvailabilityChangedV1.type, AvailabilityChanged, offered),
        Route(SourceDegradedV1.topic, SourceDegradedV1.type, SourceDegraded, interrupted),
        Route(SourceRecoveredV1.topic, SourceRecoveredV1.type, SourceRecovered, interrupted),
        *plays.routes(application.record_plays, works.plays),
        *audiences.routes(works.audiences),
    ]
