"""Consumed events about imports: of titles, and of users' files."""

from collections.abc import Callable, Sequence
from typing import Final

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.ingestion import ImportProgressedV1
from contracts.library import LibraryImportEndedV1
from notifications.application import Application
from notifications.application.unit_of_work import UnitOfWork
from notifications.presentation.messages.event_mapping import file_import_ended, import_ended
from notifications.presentation.webhooks.event_mapping import webhook_events

IMPORT_TOPICS: Final = (ImportProgressedV1.topic, LibraryImportEndedV1.topic)


def import_routes(application: Application, work_in: Callable[[Transaction], UnitOfWork]) -> list[AnyRoute]:
    """Return the handler of each topic; `work_in` returns the unit of work within a transaction."""

    async def progressed(transaction: Transaction, deliveries: Sequence[Delivery[ImportProgressedV1]]) -> None:
        work = work_in(transaction)
        await application.record(work, [item for delivery in deliveries for item in import_ended(delivery.event)])
        await application.webhooks.record(work, webhook_events(deliveries))

    async def ended(transaction: Transaction, deliveries: Sequence[Delivery[LibraryImportEndedV1]]) -> None:
        await application.record(work_in(transaction), [file_import_ended(delivery.event) for delivery in deliveries])

    return [
        Route(ImportProgressedV1.topic, ImportProgressedV1.type, ImportProgressedV1, progressed),
        Route(LibraryImportEndedV1.topic, LibraryImportEndedV1.type, LibraryImportEndedV1, ended),
    ]
