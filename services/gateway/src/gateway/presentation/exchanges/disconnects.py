"""Clients that disconnect while a service works on their request: the work is cancelled."""

import asyncio
from typing import Final

from starlette.types import Receive

GRACE_SECONDS: Final = 0.05
"""Most responses begin before: waiting for a disconnection costs them nothing."""


async def disconnected(receive: Receive) -> None:
    """Return when the client has disconnected."""
    while (await receive())["type"] != "http.disconnect":
        continue


class DisconnectWatch:
    """Cancels the current task when its client disconnects, from `start` to `stop`.

    While it runs, nothing else may receive: a body has to be complete before.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._task = asyncio.current_task()
        self._timer: asyncio.TimerHandle | None = None
        self._waiting: asyncio.Task[None] | None = None
        self.has_disconnected = False

    def start(self) -> None:
        """Watch from a short time later."""
        self._timer = asyncio.get_running_loop().call_later(GRACE_SECONDS, self._wait)

    def stop(self) -> None:
        """Stop watching."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _wait(self) -> None:
        self._waiting = asyncio.create_task(disconnected(self._receive))
        self._waiting.add_done_callback(self._cancel)

    def _cancel(self, waiting: "asyncio.Task[None]") -> None:
        if not waiting.cancelled() and waiting is self._waiting and self._task is not None:
            self.has_disconnected = True
            self._task.cancel()
