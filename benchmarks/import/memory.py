"""How much memory the service takes while it imports many titles, beside what it takes when it has nothing to do."""

import asyncio
import contextlib
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from servers import Servers
from service import Ingestion, Title
from simulator import FIRST, simulator

from devstack.processes.process import Child

SAMPLE_SECONDS = 0.25
SETTLE_SECONDS = 3.0
SLOWEST = 10.0
"""Titles a second, below which the measure gives up."""
MIB = 2**20

Start = Callable[[Servers, str, Child], AbstractAsyncContextManager[Ingestion]]


async def measure_memory(servers: Servers, count: int, start: Start) -> str:
    """Import `count` titles, a fifth of them shows, in a process of its own, and give the line about it."""
    titles: list[Title] = [("show" if place % 5 == 4 else "movie", FIRST + place) for place in range(count)]
    await servers.forget_titles()
    async with (
        simulator(servers.folder, latency_ms=0, scale=count) as providers,
        start(servers, providers.url, providers.child) as service,
    ):
        await asyncio.sleep(SETTLE_SECONDS)
        idle = service.memory()
        peak = list(idle)

        async def watch() -> None:
            while True:
                peak[:] = map(max, peak, service.memory())
                await asyncio.sleep(SAMPLE_SECONDS)

        watcher = asyncio.create_task(watch())
        try:
            spent = await service.import_all(titles, max(60.0, count / SLOWEST))
        finally:
            watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watcher
        await asyncio.sleep(SETTLE_SECONDS)
        after = service.memory()
    return (
        f"memory over {count} titles ({spent.items / spent.seconds:.0f} a second), RSS / PSS in MiB: "
        f"idle {_mib(idle)}, peak {_mib(peak)}, afterwards {_mib(after)}"
    )


def _mib(memory: tuple[int, int] | list[int]) -> str:
    return f"{memory[0] / MIB:.0f} / {memory[1] / MIB:.0f}"
