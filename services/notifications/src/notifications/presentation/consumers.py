"""Consumed events: each handler turns events into updates or occurrences and calls one use case."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.auth import UserChangedV1, UserContactChangedV1, UserDeletedV1, UserNoticeRequestedV1
from contracts.catalog import UserServicesChangedV1
from contracts.ingestion import ImportProgressedV1, SourceDegradedV1, SourceRecoveredV1
from contracts.library import SubscriptionTriggeredV1
from notifications.application import Application
from notifications.application.unit_of_work import UnitOfWork
from notifications.presentation.messages.consumers import IMPORT_TOPICS, import_routes
from notifications.presentation.messages.event_mapping import degraded, import_ended, recovered, triggered
from notifications.presentation.messages.people_consumers import PEOPLE_TOPICS, people_routes
from notifications.presentation.messages.source_consumers import MEDIA_SOURCE_TOPICS, media_source_routes
from notifications.presentation.notices.event_mapping import contact, rejecting, requested
from notifications.presentation.plans.consumers import PLAN_TOPICS, plan_routes
from notifications.presentation.upcoming.consumers import UPCOMING_TOPICS, upcoming_routes
from notifications.presentation.users.event_mapping import profile, services
from notifications.presentation.webhooks.consumers import WEBHOOK_TOPICS, webhook_routes
from notifications.presentation.webhooks.event_mapping import webhook_events

TOPICS: Final = (
    UserChangedV1.topic,
    UserDeletedV1.topic,
    UserContactChangedV1.topic,
    UserNoticeRequestedV1.topic,
    UserServicesChangedV1.topic,
    SubscriptionTriggeredV1.topic,
    SourceDegradedV1.topic,
    SourceRecoveredV1.topic,
    *IMPORT_TOPICS,
    *MEDIA_SOURCE_TOPICS,
    *PEOPLE_TOPICS,
    *PLAN_TOPICS,
    *UPCOMING_TOPICS,
    *WEBHOOK_TOPICS,
)


def routes(application: Application, work_in: Callable[[Transaction], UnitOfWork]) -> list[AnyRoute]:
    """Return the handler of each topic; `work_in` returns the unit of work within a transaction."""

    async def changed(transaction: Transaction, deliveries: Sequence[Delivery[UserChangedV1]]) -> None:
        updates = [profile(delivery.event) for delivery in deliveries]
        await application.users.update_profiles(work_in(transaction), updates)

    async def deleted(transaction: Transaction, deliveries: Sequence[Delivery[UserDeletedV1]]) -> None:
        user_ids = [delivery.event.user_id for delivery in deliveries]
        await application.users.erase(work_in(transaction), user_ids)

    async def subscribed(transaction: Transaction, deliveries: Sequence[Delivery[UserServicesChangedV1]]) -> None:
        updates = [services(delivery.event) for delivery in deliveries]
        await application.users.update_services(work_in(transaction), updates)

    async def happened(transaction: Transaction, deliveries: Sequence[Delivery[SubscriptionTriggeredV1]]) -> None:
        work = work_in(transaction)
        await application.record(work, [triggered(delivery.event) for delivery in deliveries])
        await application.webhooks.record(work, webhook_events(deliveries))

    async def published(transaction: Transaction, deliveries: Sequence[Delivery[Any]]) -> None:
        work = work_in(transaction)
        progress = [delivery.event for delivery in deliveries if isinstance(delivery.event, ImportProgressedV1)]
        await application.record(work, [item for event in progress for item in import_ended(event)])
        await application.webhooks.record(work, webhook_events(deliveries))

    async def failed(transaction: Transaction, deliveries: Sequence[Delivery[SourceDegradedV1]]) -> None:
        work = work_in(transaction)
        await application.record.for_administrators(work, [degraded(delivery.event) for delivery in deliveries])
        await application.webhooks.record(work, webhook_events(deliveries))

    async def available(transaction: Transaction, deliveries: Sequence[Delivery[SourceRecoveredV1]]) -> None:
        work = work_in(transaction)
        await application.record.for_administrators(work, [recovered(delivery.event) for delivery in deliveries])
        await application.webhooks.record(work, webhook_events(deliveries))

    async def addressed(transaction: Transaction, deliveries: Sequence[Delivery[UserContactChangedV1]]) -> None:
        with rejecting():
            contacts = [contact(delivery.event) for delivery in deliveries]
            await application.contacts(work_in(transaction), contacts)

    async def noticed(transaction: Transaction, deliveries: Sequence[Delivery[UserNoticeRequestedV1]]) -> None:
        with rejecting():
            notices = [requested(delivery.event) for delivery in deliveries]
            await application.notices(work_in(transaction), notices)

    return [
        Route(UserChangedV1.topic, UserChangedV1.type, UserChangedV1, changed),
        Route(UserDeletedV1.topic, UserDeletedV1.type, UserDeletedV1, deleted),
        Route(UserContactChangedV1.topic, UserContactChangedV1.type, UserContactChangedV1, addressed),
        Route(UserNoticeRequestedV1.topic, UserNoticeRequestedV1.type, UserNoticeRequestedV1, noticed),
        Route(UserServicesChangedV1.topic, UserServicesChangedV1.type, UserServicesChangedV1, subscribed),
        Route(SubscriptionTriggeredV1.topic, SubscriptionTriggeredV1.type, SubscriptionTriggeredV1, happened),
        Route(SourceDegradedV1.topic, SourceDegradedV1.type, SourceDegradedV1, failed),
        Route(SourceRecoveredV1.topic, SourceRecoveredV1.type, SourceRecoveredV1, available),
        *media_source_routes(application.record, work_in),
        *people_routes(application.record, work_in),
        *plan_routes(application.apply_plans, work_in),
        *upcoming_routes(application.store_upcoming, work_in),
        # One handler of imports and of what webhooks alone need: it records at once what a batch has for webhooks.
        *import_routes(application, published, work_in),
        *webhook_routes(published),
    ]
