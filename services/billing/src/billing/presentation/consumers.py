"""Event consumers: each maps a contract to the input of one use case."""

from collections.abc import Callable, Sequence

from billing.application import Application
from billing.application.entitlements.users import NewUser
from billing.application.purchases.granting import PlayedTitle
from billing.application.unit_of_work import UnitOfWork
from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.auth import UserDeletedV1, UserRegisteredV1
from contracts.library import PlayRecordedV1
from contracts.playback import PlaybackProgressedV1
from contracts.readers.billing import PlaybackProgressed, PlayRecorded

TOPICS = (UserRegisteredV1.topic, UserDeletedV1.topic, PlayRecordedV1.topic, PlaybackProgressedV1.topic)


def routes(application: Application, work_in: Callable[[Transaction], UnitOfWork]) -> list[AnyRoute]:
    """Return the consumer of each topic."""

    async def registered(transaction: Transaction, deliveries: Sequence[Delivery[UserRegisteredV1]]) -> None:
        users = [NewUser(delivery.event.user_id, delivery.event.registered_at) for delivery in deliveries]
        await application.users.register(work_in(transaction), users)

    async def deleted(transaction: Transaction, deliveries: Sequence[Delivery[UserDeletedV1]]) -> None:
        await application.users.erase(work_in(transaction), {delivery.event.user_id for delivery in deliveries})

    async def played(transaction: Transaction, deliveries: Sequence[Delivery[PlayRecorded]]) -> None:
        plays = [to_play(delivery.event) for delivery in deliveries if _starts(delivery.event)]
        await application.grant_purchases.played(work_in(transaction), plays)

    async def progressed(transaction: Transaction, deliveries: Sequence[Delivery[PlaybackProgressed]]) -> None:
        events = [delivery.event for delivery in deliveries]
        # The first event of each session is enough: most events of a topic that has one each ten seconds are others.
        plays = [
            PlayedTitle(event.user_id, event.media_id, event.at)
            for event in events
            if event.state == "started" and not event.trailer
        ]
        await application.grant_purchases.played(work_in(transaction), plays)

    return [
        Route(UserRegisteredV1.topic, UserRegisteredV1.type, UserRegisteredV1, registered),
        Route(UserDeletedV1.topic, UserDeletedV1.type, UserDeletedV1, deleted),
        Route(PlayRecordedV1.topic, PlayRecordedV1.type, PlayRecorded, played),
        Route(PlaybackProgressedV1.topic, PlaybackProgressedV1.type, PlaybackProgressed, progressed),
    ]


def to_play(event: PlayRecorded) -> PlayedTitle:
    """Return what starts a rental."""
    return PlayedTitle(event.user_id, event.media_id, event.watched_at)


def _starts(event: PlayRecorded) -> bool:
    """Return whether a play can start a rental: it was at an exact time, and was not retracted."""
    return event.precision == "instant" and not event.retracted
