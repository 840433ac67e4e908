"""The floor: the calls of an import by a bare client, as many titles at a time; responses are read and discarded."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import aiohttp
import httpx2
from calls import Call
from service import Cost

Get = Callable[[Call], Awaitable[None]]
Client = Callable[[str, Mapping[str, Mapping[str, str]]], AbstractAsyncContextManager[Get]]


@asynccontextmanager
async def with_httpx2(simulator: str, headers: Mapping[str, Mapping[str, str]]) -> AsyncIterator[Get]:
    """httpx2, the library of ingestion: one client per provider, its default headers set."""
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
    clients = {
        provider: httpx2.AsyncClient(base_url=simulator, headers=dict(sent), limits=limits, timeout=60, trust_env=False)
        for provider, sent in headers.items()
    }

    async def get(call: Call) -> None:
        await clients[call.provider].get(call.target)

    try:
        yield get
    finally:
        for client in clients.values():
            await client.aclose()


@asynccontextmanager
async def with_aiohttp(simulator: str, headers: Mapping[str, Mapping[str, str]]) -> AsyncIterator[Get]:
    """aiohttp, the fastest of the clients in reach."""
    timeout = aiohttp.ClientTimeout(60)
    sessions = {
        provider: aiohttp.ClientSession(
            headers=dict(sent), connector=aiohttp.TCPConnector(limit=0), timeout=timeout, auto_decompress=False
        )
        for provider, sent in headers.items()
    }

    async def get(call: Call) -> None:
        async with sessions[call.provider].get(simulator + call.target, allow_redirects=False) as response:
            await response.read()

    try:
        yield get
    finally:
        for session in sessions.values():
            await session.close()


async def play(
    client: Client,
    simulator: str,
    headers: Mapping[str, Mapping[str, str]],
    titles: Sequence[Sequence[Call]],
    concurrency: int,
    seconds: float,
) -> Cost:
    """Make the calls of `titles`, `concurrency` titles at a time."""
    waiting = iter(titles)

    async def work() -> None:
        for calls in waiting:
            tasks: list[asyncio.Task[None]] = []
            for call in calls:
                tasks.append(asyncio.create_task(_after([tasks[at] for at in call.after], get, call)))
            await asyncio.gather(*tasks)

    async with client(simulator, headers) as get, asyncio.timeout(seconds):
        cpu, begun = time.process_time(), time.perf_counter()
        await asyncio.gather(*(work() for _ in range(concurrency)))
        return Cost(len(titles), time.perf_counter() - begun, {"client": time.process_time() - cpu})


async def _after(earlier: Sequence[asyncio.Task[None]], get: Get, call: Call) -> None:
    for task in earlier:
        await task
    await get(call)
