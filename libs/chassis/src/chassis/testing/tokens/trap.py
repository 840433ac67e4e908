"""A server whose address stands in forged tokens: a reader that believes them connects to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass
class Trap:
    """Counts connections."""

    url: str = ""
    connections: int = 0

    @classmethod
    @asynccontextmanager
    async def listening(cls) -> AsyncIterator["Trap"]:
        """Yield a trap that listens at a free port of this machine."""
        trap = cls()
        server = await asyncio.start_server(trap.accept, "127.0.0.1", 0)
        trap.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with server:
            yield trap

    async def accept(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Count a connection, and close it."""
        self.connections += 1
        writer.close()
