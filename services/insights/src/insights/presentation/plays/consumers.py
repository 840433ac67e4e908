"""Consumed events: plays, and users who were deleted."""

from collections.abc import Callable, Sequence
from typing import Final

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.auth import UserDeletedV1
from contracts.library import PlayRecordedV1
from contracts.readers.insights import PlayRecorded, UserDeleted
from insights.application.plays.ports import PlayWork
from insights.application.plays.recording import RecordPlays, erase_plays
from insights.presentation.plays.event_mapping import to_play

TOPICS: Final = (PlayRecordedV1.topic, UserDeletedV1.topic)


def routes(record_plays: RecordPlays, work_in: Callable[[Transaction], PlayWork]) -> list[AnyRoute]:
    """Return the routes of each topic; `work_in` returns the unit of work within a transaction."""

    async def play_recorded(transaction: Transaction, deliveries: Sequence[Delivery[PlayRecorded]]) -> None:
        await record_plays(work_in(transaction), [to_play(delivery.event) for delivery in deliveries])

    async def user_deleted(transaction: Transaction, deliveries: Sequence[Delivery[UserDeleted]]) -> None:
        await erase_plays(work_in(transaction), [delivery.event.user_id for delivery in deliveries])

    return [
        Route(PlayRecordedV1.topic, PlayRecordedV1.type, PlayRecorded, play_recorded),
        Route(UserDeletedV1.topic, UserDeletedV1.type, UserDeleted, user_deleted),
    ]
