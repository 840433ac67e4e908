"""Consumed events: each handler maps a batch of events to updates and calls one use case."""

from collections.abc import Callable, Sequence
from typing import Final

from auth.application.entitlements.applying import ApplyEntitlements
from auth.application.entitlements.ports import EntitlementUpdates
from auth.application.library.counting import CountLibraries
from auth.application.library.ports import LibraryEntries
from auth.presentation.entitlements.event_mapping import entitlement
from auth.presentation.library.event_mapping import library_entry
from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.billing import SubscriptionChangedV1
from contracts.library import LibraryEntryChangedV1

TOPICS: Final = (LibraryEntryChangedV1.topic, SubscriptionChangedV1.topic)


def routes(
    count: CountLibraries,
    library_in: Callable[[Transaction], LibraryEntries],
    apply: ApplyEntitlements,
    entitlements_in: Callable[[Transaction], EntitlementUpdates],
) -> list[AnyRoute]:
    """Return the handler of each topic; `…_in` return the stores within a transaction."""

    async def entry_changed(transaction: Transaction, deliveries: Sequence[Delivery[LibraryEntryChangedV1]]) -> None:
        await count(library_in(transaction), [library_entry(delivery.event) for delivery in deliveries])

    async def subscription_changed(
        transaction: Transaction, deliveries: Sequence[Delivery[SubscriptionChangedV1]]
    ) -> None:
        await apply(entitlements_in(transaction), [entitlement(delivery.event) for delivery in deliveries])

    return [
        Route(LibraryEntryChangedV1.topic, LibraryEntryChangedV1.type, LibraryEntryChangedV1, entry_changed),
        Route(SubscriptionChangedV1.topic, SubscriptionChangedV1.type, SubscriptionChangedV1, subscription_changed),
    ]
