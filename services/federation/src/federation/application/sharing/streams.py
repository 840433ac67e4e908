"""Streams that end when what permits them does."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Final

from chassis.core.clock import Clock
from chassis.core.sessions.permission import at_intervals, while_permitted
from federation.application.unit_of_work import Units
from federation.domain.peers.errors import BudgetExhausted
from federation.domain.peers.peer import Peer

CHECK_INTERVAL: Final = timedelta(seconds=1)
"""How long a stream is sent on at most after its permission has ended."""
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
