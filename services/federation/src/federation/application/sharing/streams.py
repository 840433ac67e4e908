"""Streams that end when what permits them does."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.sessions.ended import save_ended
from chassis.core.sessions.permission import at_intervals, while_permitted
from federation.application.unit_of_work import UnitOfWork, Units
from federation.domain.peers.errors import BudgetExhausted
from federation.domain.peers.peer import Peer

CHECK_INTERVAL: Final = timedelta(seconds=1)
"""How long a stream is sent on at most after its permission has ended."""
STREAM_LIFE: Final = timedelta(hours=6)
"""How long a stream is sent at most: the gateway ends it then."""
PORTION: Final = 1_048_576
"""Bytes that are counted at once."""


def while_it_may(
    chunks: AsyncIterator[bytes], check: Callable[[], Awaitable[bool]], clock: Clock
) -> AsyncIterator[bytes]:
    """Return chunks; raise NotPermitted at most some seconds after they may not be sent any more."""
    return while_permitted(chunks, at_intervals(check, clock, CHECK_INTERVAL))


async def metered(chunks: AsyncIterator[bytes], units: Units, clock: Clock, peer: Peer) -> AsyncIterator[bytes]:
    """Yield chunks that the budget of a peer permits; raise BudgetExhausted before the first one beyond it."""
    counted = 0
    async for chunk in chunks:
        while counted < len(chunk):
            async with units.begin() as work:
                today = clock.now().date()
                if not await work.guards.take_bytes(peer.id, today, PORTION, peer.budget.bytes):
                    raise BudgetExhausted
            counted += PORTION
        counted -= len(chunk)
        yield chunk


@dataclass(frozen=True, slots=True)
class EndSessions:
    """Stores that sign-in sessions have ended, so that the streams of their users end."""

    clock: Clock

    async def __call__(self, work: UnitOfWork, sessions: Mapping[UUID, datetime]) -> None:
        """Store sessions with the expiry of their last access token, by which a stream may begin until then."""
        now = self.clock.now()
        await save_ended(work.ended_sessions, sessions, STREAM_LIFE, now)
        await work.ended_sessions.forget(now)
