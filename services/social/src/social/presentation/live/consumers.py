"""Events about where users are in titles."""

from collections.abc import Callable, Sequence
from typing import Final

from chassis.core.clock import Clock
from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.playback import PlaybackProgressedV1
from social.application.live.ports import Position
from social.application.unit_of_work import UnitOfWork
from social.domain.live.event import PlayState

LIVE_TOPICS: Final = (PlaybackProgressedV1.topic,)
_STATES: Final = {"paused": PlayState.PAUSED, "ended": PlayState.ENDED}


def live_routes(work_in: Callable[[Transaction], UnitOfWork], clock: Clock) -> list[AnyRoute]:
    """Return the consumer of each topic."""

    async def progressed(transaction: Transaction, deliveries: Sequence[Delivery[PlaybackProgressedV1]]) -> None:
        work = work_in(transaction)
        events = [delivery.event for delivery in deliveries if not delivery.event.trailer]
        erased = await work.people.erased_among({event.user_id for event in events})
        positions = [_position(event) for event in events if event.user_id not in erased]
        await work.live.watch(positions, clock.now())

    return [Route(PlaybackProgressedV1.topic, PlaybackProgressedV1.type, PlaybackProgressedV1, progressed)]


def _position(event: PlaybackProgressedV1) -> Position:
    state = _STATES.get(event.state, PlayState.PLAYING)
    return Position(event.session_id, event.user_id, event.media_id, event.season, event.episode, state, event.at)
