"""Consumed events about imports: of titles, and of users' files."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.ingestion import ImportProgressedV1
from contracts.library import LibraryImportEndedV1
from notifications.application import Application
from notifications.application.unit_of_work import UnitOfWork
from notifications.presentation.messages.event_mapping import file_import_ended

IMPORT_TOPICS: Final = (ImportProgressedV1.topic, LibraryImportEndedV1.topic)


def import_routes(
    application: Application,
    published: Callable[[Transaction, Sequence[Delivery[Any]]], Awaitable[None]],
    work_in: Callable[[Transaction], UnitOfWork],
) -> list[AnyRoute]:
    """Return the handler of each topic; imports of titles are applied by `published`, with other events."""

    async def ended(transaction: Transaction, deliveries: Sequence[Delivery[LibraryImportEndedV1]]) -> None:
        await application.record(work_in(transaction), [file_import_ended(delivery.event) for delivery in deliveries])

    return [
        Route(ImportProgressedV1.topic, ImportProgressedV1.type, ImportProgressedV1, published),
        Route(LibraryImportEndedV1.topic, LibraryImportEndedV1.type, LibraryImportEndedV1, ended),
    ]
