"""Consumed events: measurements of playback."""

from collections.abc import Callable, Sequence
from typing import Final

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.playback import RetentionMeasuredV1
from contracts.readers.insights import RetentionMeasured
from insights.application.audiences.ports import AudienceWork
from insights.application.audiences.retention import record_retention
from insights.domain.audiences.retention import PartShare, Retention, Video

TOPICS: Final = (RetentionMeasuredV1.topic,)


def routes(work_in: Callable[[Transaction], AudienceWork]) -> list[AnyRoute]:
    """Return the routes of each topic; `work_in` returns the unit of work within a transaction."""

    async def measured(transaction: Transaction, deliveries: Sequence[Delivery[RetentionMeasured]]) -> None:
        await record_retention(work_in(transaction), [to_retention(delivery.event) for delivery in deliveries])

    return [Route(RetentionMeasuredV1.topic, RetentionMeasuredV1.type, RetentionMeasured, measured)]


def to_retention(event: RetentionMeasured) -> Retention:
    """Return the measurement of an event."""
    return Retention(
        asset_id=event.asset_id,
        asset_version=event.asset_version,
        version=event.version,
        media_id=event.media_id,
        video=Video(event.season, event.episode, event.trailer),
        duration_ms=event.duration_ms,
        users=event.users,
        parts=[PartShare(part.retention, part.low, part.high) for part in event.parts],
        measured_at=event.measured_at,
    )
