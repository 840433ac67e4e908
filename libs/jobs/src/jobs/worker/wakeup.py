"""The signal from use cases that queue jobs to the runner of the same process."""

import asyncio


class Wakeup:
    """A signal that is given to both sides, so that neither needs to know the other."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def notify(self) -> None:
        """Make the runner look for jobs at once."""
        self._event.set()

    def clear(self) -> None:
        """Forget earlier notifications."""
        self._event.clear()

    async def wait(self) -> None:
        """Return as soon as there was a notification since the last `clear`."""
        await self._event.wait()
