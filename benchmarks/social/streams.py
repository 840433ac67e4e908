"""How long an event takes to open streams."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from uuid import UUID

import aiohttp
import asyncpg
from databases import ServiceDatabase
from processes import Server
from society import happen

from chassis.testing.tokens import Tokens

PATH = "/api/v1/social/stream"
HOUR = 3_600


class Streams:
    """Open streams of different users, and when each has received an event."""

    def __init__(self, count: int) -> None:
        self._received: list[float] = []
        self._count = count
        self._all = asyncio.Event()

    def begin(self) -> None:
        """Forget what was received."""
        self._received = []
        self._all.clear()

    async def all(self) -> Sequence[float]:
        """Return when each stream has received the event."""
        await self._all.wait()
        return self._received

    async def read(self, response: aiohttp.ClientResponse) -> None:
        """Note each event of a stream."""
        async for line in response.content:
            if line.startswith(b"data:"):
                self._received.append(time.monotonic())
                if len(self._received) == self._count:
                    self._all.set()


async def fan_out(
    server: Server, data: ServiceDatabase, connection: asyncpg.Connection, tokens: Tokens, count: int, events: int
) -> tuple[list[float], float]:
    """Return the seconds from the commit of each event until each stream has it, and the processor time of one.

    That is of the process and of Postgres, with the polls in between.
    """
    streams, seconds = Streams(count), []
    timeout = aiohttp.ClientTimeout(total=None)
    async with AsyncExitStack() as stack:
        connector = aiohttp.TCPConnector(limit=0)
        http = await stack.enter_async_context(
            aiohttp.ClientSession(f"http://127.0.0.1:{server.port}", connector=connector, timeout=timeout)
        )
        readers = []
        for number in range(1, count + 1):
            headers = {"Authorization": f"Bearer {tokens.issue(UUID(int=number), lifetime=HOUR)}"}
            response = await stack.enter_async_context(http.get(PATH, headers=headers))
            assert response.status == 200, await response.text()
            readers.append(asyncio.create_task(streams.read(response)))
        await asyncio.sleep(2)
        spent = server.cpu() + data.cpu()
        for number in range(events):
            streams.begin()
            await happen(connection, number)
            begun = time.monotonic()
            seconds += [at - begun for at in await asyncio.wait_for(streams.all(), 60)]
        spent = server.cpu() + data.cpu() - spent
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)
    return seconds, spent / events


def shown(seconds: Sequence[float]) -> str:
    """Return the median, the 99th of a hundred and the slowest."""
    hundredths = statistics.quantiles(seconds, n=100)
    return (
        f"median {hundredths[49] * 1e3:.0f} ms, 99 % {hundredths[98] * 1e3:.0f} ms, slowest {max(seconds) * 1e3:.0f} ms"
    )
