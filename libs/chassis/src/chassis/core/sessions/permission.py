"""Permission to go on for what lasts, such as a stream: it is checked again at intervals."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Final

from chassis.core.clock import Clock

CHECK_INTERVAL: Final = timedelta(seconds=5)
"""How long something may go on after its permission has ended."""

MayContinue = Callable[[], Awaitable[bool]]


class NotPermitted(Exception):
    """Something may not go on."""


def at_intervals(check: MayContinue, clock: Clock, interval: timedelta = CHECK_INTERVAL) -> MayContinue:
    """Return a check that repeats another one at most once per interval, and permits in between.

    The first interval begins now: what begins has been checked.
    """
    checked_at = clock.now()

    async def may_continue() -> bool:
        nonlocal checked_at
        now = clock.now()
        if now - checked_at < interval:
            return True
        checked_at = now
        return await check()

    return may_continue


async def while_permitted(chunks: AsyncIterator[bytes], may_continue: MayContinue) -> AsyncIterator[bytes]:
    """Yield chunks; raise NotPermitted instead of one that may not be sent any more."""
    try:
        async for chunk in chunks:
            if not await may_continue():
                raise NotPermitted
            yield chunk
    finally:
        if isinstance(chunks, AsyncGenerator):
            await chunks.aclose()
