"""The dispatcher: a background task of the worker that delivers what is due, on every channel by itself."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from notifications.application.deliveries.channels import Channel
from notifications.application.deliveries.lanes import LaneWorker


class Wakeups(Protocol):
    """Signals of deliveries that were committed, by this process or another."""

    async def listen(self, wake: Callable[[str | None], None]) -> None:
        """Call `wake` with the channel of deliveries that were committed, until cancelled.

        Null stands for every channel: some commits may not have been noticed.
        """
        ...


class Dispatcher:
    """Runs the lanes of all channels."""

    name = "deliveries"

    def __init__(self, lanes: Sequence[LaneWorker], wakeups: Wakeups, channels: Collection[Channel]) -> None:
        self._lanes = lanes
        self._wakeups = wakeups
        self._channels = channels

    async def run(self) -> None:
        """Deliver until stopped."""
        listening = asyncio.create_task(self._wakeups.listen(self._wake), name="deliveries-wakeups")
        try:
            await asyncio.gather(*(lane.run() for lane in self._lanes))
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            for channel in self._channels:
                await channel.close()

    async def stop(self) -> None:
        """Claim nothing more, and finish what is in hand."""
        for lane in self._lanes:
            lane.stop()

    def _wake(self, channel: str | None) -> None:
        for lane in self._lanes:
            if channel in (None, lane.lane.channel):
                lane.wake()
