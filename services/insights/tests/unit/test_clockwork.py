"""What happens by itself: at once, again and again, and not after the end."""

import asyncio

import pytest

from insights.presentation.clockwork import Repeating

pytestmark = pytest.mark.unit


async def test_work_is_done_at_once_and_again_until_stopped() -> None:
    done = asyncio.Queue[int]()
    repeating = Repeating("movements", lambda: done.put(1), seconds=0.001)

    running = asyncio.create_task(repeating.run())
    async with asyncio.timeout(5):
        for _ in range(3):
            await done.get()
        await repeating.stop()
        await running


async def test_stopping_does_not_wait_for_the_next_time() -> None:
    done = asyncio.Queue[int]()
    repeating = Repeating("movements", lambda: done.put(1), seconds=3600)

    running = asyncio.create_task(repeating.run())
    async with asyncio.timeout(5):
        await done.get()
        await repeating.stop()
        await running


async def test_a_failure_reaches_the_supervisor() -> None:
    async def fail() -> None:
        raise ConnectionError("away")

    with pytest.raises(ConnectionError):
        await Repeating("movements", fail, seconds=1).run()
