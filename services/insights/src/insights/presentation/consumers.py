"""Consumed events: each handler turns events into updates or commands and calls one use case."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from chassis.messaging.consumer import AnyDelivery, AnyRoute, Delivery, InvalidEvent, Route
from chassis.messaging.transaction import Transaction
from contracts.catalog import MediaPublishedV1
from contracts.ingestion import ListRefreshedV1, MediaImportedV1, SignalsCollectedV1
from contracts.readers.insights import ListRefreshed, MediaImported, MediaPublished, SignalsCollected, StatsUpdated
from contracts.stats import StatsUpdatedV1
from insights.application import Application
from insights.application.lists.ports import ListWork
from insights.application.signals.ports import SignalWork
from insights.application.titles.ports import TitleWork
from insights.domain.errors import DayOutOfRange
from insights.presentation.lists.event_mapping import to_list
from insights.presentation.signals.event_mapping import to_signals
from insights.presentation.titles.event_mapping import to_update

TOPICS: Final = (
    MediaImportedV1.topic,
    StatsUpdatedV1.topic,
    MediaPublishedV1.topic,
    SignalsCollectedV1.topic,
    ListRefreshedV1.topic,
)


@dataclass(frozen=True, slots=True)
class Works:
    """The units of work of the handlers, each within the transaction of a batch."""

    titles: Callable[[Transaction], TitleWork]
    signals: Callable[[Transaction], SignalWork]
    lists: Callable[[Transaction], ListWork]


def routes(application: Application, works: Works) -> list[AnyRoute]:
    """Return the handler of each topic."""

    async def changed(transaction: Transaction, deliveries: Sequence[AnyDelivery]) -> None:
        await application.update_titles(
            works.titles(transaction), [to_update(delivery.event) for delivery in deliveries]
        )

    async def collected(transaction: Transaction, deliveries: Sequence[Delivery[SignalsCollected]]) -> None:
        commands = [to_signals(delivery.event) for delivery in deliveries]
        try:
            await application.record_observations(works.signals(transaction), commands)
        except DayOutOfRange as error:
            raise InvalidEvent("day_out_of_range", str(error)) from error

    async def refreshed(transaction: Transaction, deliveries: Sequence[Delivery[ListRefreshed]]) -> None:
        lists = [to_list(delivery.event) for delivery in deliveries]
        try:
            await application.record_lists(works.lists(transaction), lists)
        except DayOutOfRange as error:
            raise InvalidEvent("day_out_of_range", str(error)) from error

    # One handler of three topics: all parts of a title in a batch are one update.
    return [
        Route(MediaImportedV1.topic, MediaImportedV1.type, MediaImported, changed),
        Route(StatsUpdatedV1.topic, StatsUpdatedV1.type, StatsUpdated, changed),
        Route(MediaPublishedV1.topic, MediaPublishedV1.type, MediaPublished, changed),
        Route(SignalsCollectedV1.topic, SignalsCollectedV1.type, SignalsCollected, collected),
        Route(ListRefreshedV1.topic, ListRefreshedV1.type, ListRefreshed, refreshed),
    ]
