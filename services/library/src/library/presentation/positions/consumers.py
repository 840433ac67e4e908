"""Consumed events about what users play."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.playback import PlaybackProgressedV1
from library.application import Application
from library.application.positions.commands import Heartbeat
from library.application.unit_of_work import UnitOfWork
from library.domain.positions.position import Device, PlayState

TOPICS: Final = (PlaybackProgressedV1.topic,)
STATES: Final[Mapping[str, PlayState]] = {
    "started": "playing",
    "playing": "playing",
    "paused": "paused",
    "ended": "stopped",
}


def position_routes(application: Application, work_in: Callable[[Transaction], UnitOfWork]) -> list[AnyRoute]:
    """Return the handler of each topic; `work_in` returns the unit of work within a transaction."""

    async def progressed(transaction: Transaction, deliveries: Sequence[Delivery[PlaybackProgressedV1]]) -> None:
        # A trailer is neither resumed nor a play of its title.
        reports = [_report(delivery.event) for delivery in deliveries if not delivery.event.trailer]
        await application.positions.progress(work_in(transaction), reports)

    return [Route(PlaybackProgressedV1.topic, PlaybackProgressedV1.type, PlaybackProgressedV1, progressed)]


def _report(event: PlaybackProgressedV1) -> Heartbeat:
    return Heartbeat(
        user_id=event.user_id,
        media_id=event.media_id,
        season=event.season,
        episodes=() if event.episode is None else (event.episode,),
        position_seconds=event.position_ms // 1000,
        duration_seconds=None if event.duration_ms is None else event.duration_ms // 1000 or None,
        device=Device(str(event.device_id)),
        state=STATES[event.state],
        at=event.at,
        session_id=str(event.session_id),
    )
