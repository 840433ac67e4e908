"""What several of the devstack's tests use."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

Until = Callable[[Callable[[], bool]], Awaitable[None]]


@pytest.fixture
def until() -> Until:
    """Return a function: `await until(reached)` waits for a condition, for at most 15 s."""

    async def wait(reached: Callable[[], bool]) -> None:
        async with asyncio.timeout(15):
            while True:
                if reached():
                    return
                await asyncio.sleep(0.01)

    return wait
