"""Consumed events: each handler maps a batch of events to updates and calls one use case."""

from collections.abc import Callable, Sequence
from typing import Final

from auth.application.library.counting import CountLibraries
from auth.application.library.ports import LibraryEntries
from auth.presentation.library.event_mapping import library_entry
from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.library import LibraryEntryChangedV1

TOPICS: Final = (LibraryEntryChangedV1.topic,)


def routes(count: CountLibraries, library_in: Callable[[Transaction], LibraryEntries]) -> list[AnyRoute]:
    """Return the handler of each topic; `library_in` returns the library entries within a transaction."""

    async def entry_changed(transaction: Transaction, deliveries: Sequence[Delivery[LibraryEntryChangedV1]]) -> None:
        await count(library_in(transaction), [library_entry(delivery.event) for delivery in deliveries])

    return [Route(LibraryEntryChangedV1.topic, LibraryEntryChangedV1.type, LibraryEntryChangedV1, entry_changed)]
