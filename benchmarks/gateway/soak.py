"""The gateway under a mixed load that lasts, and under crowds of slow clients.

    python benchmarks/gateway/soak.py [--minutes 10] [--rate 100] [--slow 500]

The load is bounded: `--rate` requests per second, whatever the gateway could do. It consists of pages that exceed the
cache, requests of 300 users with tokens, bodies of 100 KB, responses of 50 KB, rejected requests, clients that
disconnect before their response, and event streams that end and continue. Memory and file descriptors are those of the
gateway's process. The crowds are `--slow` clients from one and from 50 addresses; beside each, a well-behaved client
sends 50 requests per second.
"""

import argparse
import asyncio
import contextlib
import dataclasses
import itertools
import random
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Final

import aiohttp
from contestants import HOST, Field
from contestants import field as running_field
from probes import API, PAGES

from chassis.messaging.publishing.producer import Producer
from chassis.testing.kafka import outgoing
from contracts.event import encode
from contracts.examples.insights import EXAMPLES
from devstack.faults.clients.slow import IN_HEAD, Crowd

STREAMS: Final = 40
USERS: Final = 300
EVENTS: Final = "/api/v1/events"
ITEM: Final = f"{API}/items/512"
HEAD_SECONDS: Final = 5.0
"""The deadlines of the gateway: a slow client is disconnected after one of them."""
BODY_SECONDS: Final = 10.0


@dataclasses.dataclass(slots=True)
class Load:
    """Requests of many kinds, and their statuses."""

    field: Field
    http: aiohttp.ClientSession
    statuses: Counter[str] = dataclasses.field(default_factory=Counter)

    async def any(self) -> None:
        """Send a request of any kind, some kinds more often."""
        kinds = [self.page] * 10 + [self.of_user] * 6 + [self.large] * 2 + [self.body, self.rejected, self.abandoned]
        await random.choice(kinds)()

    async def page(self) -> None:
        """Request one of more pages than the cache holds."""
        await self._get(f"{API}/pages/{random.randrange(PAGES)}")

    async def of_user(self) -> None:
        """Request a page with the token of a user."""
        await self._get(ITEM, headers=self._user())

    async def large(self) -> None:
        """Request 50 KB past the cache."""
        await self._get(f"{API}/items/51200", headers=self._user())

    async def body(self) -> None:
        """Send 100 KB, which the gateway streams."""
        async with self.http.post(f"{API}/bodies", data=b"x" * 100_000, headers=self._user()) as response:
            await response.read()
            self.statuses[f"body {response.status}"] += 1

    async def rejected(self) -> None:
        """Send a request that the gateway rejects."""
        path, headers = random.choice(
            ((f"{API}/%2f", {}), ("/api/v1/nothing", {}), (ITEM, {"X-Api-Key": f"mq_{random.random()}"}))
        )
        await self._get(path, headers=headers)

    async def abandoned(self) -> None:
        """Disconnect before the response."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.05):
                await self._get(f"{API}/slow/{random.randrange(PAGES)}", headers=self._user())
        self.statuses["abandoned"] += 1

    async def stream(self, seconds: float) -> None:
        """Follow the public events, with a new connection after some of them."""
        after, until = "", time.monotonic() + seconds
        while time.monotonic() < until:
            headers = {"Accept": "text/event-stream", **({"Last-Event-ID": after} if after else {})}
            async with self.http.get(EVENTS, headers=headers) as response:
                self.statuses[f"stream {response.status}"] += 1
                if response.status != 200:
                    await asyncio.sleep(0.5)
                    continue
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(random.uniform(2, 20)):
                        async for line in response.content:
                            after = line[4:].decode().strip() if line.startswith(b"id: ") else after
                            self.statuses["events"] += line.startswith(b"event: ")

    async def _get(self, path: str, headers: dict[str, str] | None = None) -> None:
        async with self.http.get(path, headers=headers) as response:
            await response.read()
            self.statuses[str(response.status)] += 1

    def _user(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {random.choice(self.field.tokens)}"}


async def at_rate(rate: float, seconds: float, send: Callable[[], Awaitable[None]]) -> None:
    """Send requests at a rate; one that is late does not delay the others, and at most 64 are open."""
    places, begun = asyncio.Semaphore(64), time.monotonic()

    async def one() -> None:
        try:
            await send()
        finally:
            places.release()

    async with asyncio.TaskGroup() as group:
        for number in itertools.count():
            if (at := begun + number / rate) > begun + seconds:
                return
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            await places.acquire()
            group.create_task(one())


async def mixed(running: Field, seconds: float, rate: float) -> None:
    """Print memory and file descriptors of the gateway while the load lasts."""
    gateway = running.servers["gateway"]
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(f"http://{HOST}:{gateway.port}", connector=connector) as http:
        load = Load(running, http)
        tasks = [asyncio.create_task(load.stream(seconds)) for _ in range(STREAMS)]
        tasks.append(asyncio.create_task(at_rate(rate, seconds, load.any)))
        tasks.append(asyncio.create_task(events(running, seconds)))
        begun = time.monotonic()
        while (passed := time.monotonic() - begun) < seconds:
            print(f"{passed:>5.0f} s {gateway.memory():>7.1f} MB {gateway.descriptors():>5} descriptors", flush=True)
            await asyncio.sleep(seconds / 20)
        await asyncio.gather(*tasks)
    await asyncio.sleep(5)
    print(f"  end   {gateway.memory():>7.1f} MB {gateway.descriptors():>5} descriptors")
    print(f"responses: {dict(sorted(load.statuses.items()))}", flush=True)


async def events(running: Field, seconds: float) -> None:
    """Publish about five public events per second."""
    producer, until = Producer(running.kafka, client_id="benchmark"), time.monotonic() + seconds
    try:
        while time.monotonic() < until:
            await producer.publish([outgoing(encode(EXAMPLES[0], "insights"))])
            await asyncio.sleep(0.2)
    finally:
        await producer.close()


async def crowd(running: Field, number: int, addresses: int) -> None:
    """Print what slow clients change for a well-behaved one, when they are disconnected, and what they leave behind."""
    gateway = running.servers["gateway"]
    before = gateway.descriptors(), gateway.memory()
    async with aiohttp.ClientSession(f"http://{HOST}:{gateway.port}") as http:
        quiet = await waits(http, 15)
        slow = asyncio.create_task(Crowd(gateway.port, number, ITEM, f"{API}/bodies", addresses).run())
        beside = await waits(http, 15)
        outcomes = await slow
    await asyncio.sleep(5)
    after = gateway.descriptors(), gateway.memory()
    ended = sum(outcome.is_cut_off for outcome in outcomes)
    # A body at the least rate extends its deadline by a moment.
    late = sum(
        outcome.seconds > (HEAD_SECONDS if outcome.kind in IN_HEAD else BODY_SECONDS) + 1 for outcome in outcomes
    )
    print(f"{number} slow clients from {addresses} addresses: {ended} disconnected, {late} more than a second late")
    print(f"  well-behaved client: p50 {quiet[0]:.1f} -> {beside[0]:.1f} ms, p99 {quiet[1]:.1f} -> {beside[1]:.1f} ms")
    print(
        f"  {beside[2]} errors; descriptors {before[0]} -> {after[0]}, {before[1]:.0f} -> {after[1]:.0f} MB", flush=True
    )


async def waits(http: aiohttp.ClientSession, seconds: float) -> tuple[float, float, int]:
    """Return the median and the 99th percentile of response times in milliseconds, and the number of errors."""
    times: list[float] = []
    errors = 0

    async def get() -> None:
        nonlocal errors
        begun = time.perf_counter()
        async with http.get(ITEM) as response:
            await response.read()
            errors += response.status != 200
        times.append((time.perf_counter() - begun) * 1000)

    await at_rate(50, seconds, get)
    return statistics.median(times), statistics.quantiles(times, n=100)[98], errors


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--rate", type=float, default=100, help="requests per second")
    parser.add_argument("--slow", type=int, default=500)
    arguments = parser.parse_args()
    settings = {
        "WRITES_PER_MINUTE": "1000000",
        "STREAMS_PER_ADDRESS": str(STREAMS * 2),
        "CONNECTIONS_PER_ADDRESS": str(arguments.slow + 100),
        "HEAD_SECONDS": str(HEAD_SECONDS),
        "BODY_SECONDS": str(BODY_SECONDS),
    }
    async with running_field((), users=USERS, **settings) as running:
        await mixed(running, arguments.minutes * 60, arguments.rate)
        for addresses in (1, 50):
            await crowd(running, arguments.slow, addresses)


if __name__ == "__main__":
    asyncio.run(main())
