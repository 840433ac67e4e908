"""Event consumers: each maps a contract to the input of one use case."""

from collections.abc import Callable, Sequence
from typing import Final

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.auth import SessionRevokedV1, UserDeletedV1
from contracts.billing import PurchaseChangedV1, SubscriptionChangedV1
from playback.application import Application
from playback.application.unit_of_work import UnitOfWork
from playback.domain.entitlements.entitlement import Entitlement, Purchase, SignedOut

TOPICS: Final = (
    SubscriptionChangedV1.topic,
    PurchaseChangedV1.topic,
    SessionRevokedV1.topic,
    UserDeletedV1.topic,
)


def routes(application: Application, work_in: Callable[[Transaction], UnitOfWork]) -> list[AnyRoute]:
    """Return the consumer of each topic."""
    entitlements = application.sessions.entitlements

    async def subscribed(transaction: Transaction, deliveries: Sequence[Delivery[SubscriptionChangedV1]]) -> None:
        await entitlements.subscribed(work_in(transaction), [_entitlement(delivery.event) for delivery in deliveries])

    async def purchased(transaction: Transaction, deliveries: Sequence[Delivery[PurchaseChangedV1]]) -> None:
        await entitlements.purchased(work_in(transaction), [_purchase(delivery.event) for delivery in deliveries])

    async def signed_out(transaction: Transaction, deliveries: Sequence[Delivery[SessionRevokedV1]]) -> None:
        revoked = [
            SignedOut(delivery.event.session_id, delivery.event.user_id, delivery.event.expires_at)
            for delivery in deliveries
        ]
        await entitlements.signed_out(work_in(transaction), revoked)

    async def deleted(transaction: Transaction, deliveries: Sequence[Delivery[UserDeletedV1]]) -> None:
        await entitlements.erased(work_in(transaction), {delivery.event.user_id for delivery in deliveries})

    return [
        Route(SubscriptionChangedV1.topic, SubscriptionChangedV1.type, SubscriptionChangedV1, subscribed),
        Route(PurchaseChangedV1.topic, PurchaseChangedV1.type, PurchaseChangedV1, purchased),
        Route(SessionRevokedV1.topic, SessionRevokedV1.type, SessionRevokedV1, signed_out),
        Route(UserDeletedV1.topic, UserDeletedV1.type, UserDeletedV1, deleted),
    ]


def _entitlement(event: SubscriptionChangedV1) -> Entitlement:
    return Entitlement(
        user_id=event.user_id,
        version=event.version,
        plan=event.plan,
        concurrent_streams=event.entitlements.concurrent_streams,
        valid_until=event.valid_until,
        changed_at=event.changed_at,
    )


def _purchase(event: PurchaseChangedV1) -> Purchase:
    return Purchase(
        id=event.purchase_id,
        user_id=event.user_id,
        media_id=event.media_id,
        version=event.version,
        is_started=event.first_played_at is not None,
        valid_until=event.valid_until,
        is_revoked=event.revoked,
        changed_at=event.changed_at,
    )
