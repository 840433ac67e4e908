"""Notifications beside the floor: an episode airs, and every subscriber gets one mail; the worker is killed meanwhile.

    python benchmarks/notifications [--subscribers 10000] [--connections 8] [--only deliver kill statements]

The mail server, the worker and the floor are processes of their own; the floor sends messages that are ready with
aiosmtplib over as many connections. Compare ratios: rates depend on what else the machine does.
"""

import argparse
import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

# The database is that of the benchmark of the catalog.
sys.path.append(str(Path(__file__).resolve().parent.with_name("catalog")))

import psutil
from databases import ServiceDatabase, migrated
from processes import cpu_of
from subscribers import Service

from devstack.ports import free_ports
from devstack.servers.schemas import connected

HERE = Path(__file__).resolve().parent
SIZE = 6_000
"""Bytes of a message of the floor: about as many as the mail of an episode has."""
WARM_UP = 50
AHEAD = 200
"""Seconds by which a worker is ahead of the one before, so that the claims of that one have ended."""
SHARES = (0.2, 0.5, 0.8)
LONGEST = 900


class Catcher:
    """The mail server, and what it has received."""

    def __init__(self, port: int, path: Path) -> None:
        self.port = port
        self.path = path

    def recipients(self) -> list[str]:
        """Return the recipient of every message."""
        return self.path.read_text().split() if self.path.exists() else []

    async def received(self, count: int) -> None:
        """Return once there are as many messages."""
        async with asyncio.timeout(LONGEST):
            while True:
                if len(self.recipients()) >= count:
                    return
                await asyncio.sleep(0.05)


@asynccontextmanager
async def catcher(folder: Path) -> AsyncIterator[Catcher]:
    """Yield a mail server."""
    [port] = free_ports(1)
    path = folder / f"recipients-{port}"
    process = await asyncio.create_subprocess_exec(sys.executable, HERE / "catcher.py", str(port), path, stdout=PIPE)
    assert process.stdout is not None
    await process.stdout.readline()
    try:
        yield Catcher(port, path)
    finally:
        process.kill()
        await process.wait()


async def floor(folder: Path, arguments: argparse.Namespace) -> dict[str, float]:
    """Return the figures of the floor."""
    async with catcher(folder) as mail:
        numbers = (mail.port, arguments.subscribers, arguments.connections, SIZE)
        process = await asyncio.create_subprocess_exec(
            sys.executable, HERE / "floor.py", *map(str, numbers), stdout=PIPE
        )
        output, _ = await process.communicate()
        assert len(mail.recipients()) == arguments.subscribers
    figures: dict[str, float] = json.loads(output)
    return figures


async def worker(
    data: ServiceDatabase, service: Service, mail: Catcher, arguments: argparse.Namespace, *more: str
) -> Process:
    """Return a worker that delivers."""
    words = (data.url(), str(service.key), str(mail.port), str(arguments.connections), *more)
    return await asyncio.create_subprocess_exec(sys.executable, HERE / "worker.py", *words, stdout=PIPE)


async def ended(data: ServiceDatabase) -> Counter[str]:
    """Return the deliveries by state, once all have ended."""
    query = "select state, count(*) from notifications.deliveries group by state"
    async with asyncio.timeout(LONGEST), connected(data.admin_url) as connection:
        while True:
            states = Counter({row["state"]: row["count"] for row in await connection.fetch(query)})
            if not states["pending"] + states["sending"]:
                return states
            await asyncio.sleep(0.1)


async def stopped(process: Process) -> dict[str, Any]:
    """Return the figures of a worker after a graceful stop."""
    process.terminate()
    output, _ = await process.communicate()
    figures: dict[str, Any] = json.loads(output)
    return figures


async def warmed_up(data: ServiceDatabase, service: Service, mail: Catcher) -> None:
    """Return once a few messages have been delivered, and are forgotten."""
    await service.air(WARM_UP, 99)
    await mail.received(WARM_UP)
    await ended(data)
    await forget(data)


async def forget(data: ServiceDatabase) -> None:
    """Empty what the dispatcher has written."""
    tables = ("deliveries", "delivery_attempts", "delivery_rates", "outbox")
    async with connected(data.admin_url) as connection:
        await connection.execute("truncate " + ", ".join(f"notifications.{table}" for table in tables))


async def deliver(data: ServiceDatabase, service: Service, arguments: argparse.Namespace) -> None:
    """Measure the time to the last delivery, the memory, and the rate beside the floor."""
    bare = await floor(data.folder, arguments)
    async with catcher(data.folder) as mail:
        process = await worker(data, service, mail, arguments)
        await warmed_up(data, service, mail)
        started = psutil.Process(process.pid)
        postgres, own_before, begun = data.cpu(), cpu_of(started), time.perf_counter()
        await service.air(arguments.subscribers, 1)
        recorded = time.perf_counter() - begun
        await mail.received(arguments.subscribers + WARM_UP)
        seconds = time.perf_counter() - begun
        states = await ended(data)
        postgres, processor = data.cpu() - postgres, cpu_of(started) - own_before
        own = await stopped(process)
        once = Counter(Counter(mail.recipients()[WARM_UP:]).values())
    count = arguments.subscribers
    print(f"{count} subscribers, {arguments.connections} connections: {dict(states)}, messages per user: {dict(once)}")
    print(f"recorded after {recorded:.1f} s, the last mail after {seconds:.1f} s")
    print(f"memory of the worker: {own['peak_mb']:.0f} MB at most")
    print(f"{'':10}{'mails per second':>18}{'processor µs per mail':>24}")
    print(f"{'floor':10}{count / bare['seconds']:18.0f}{bare['processor'] / count * 1e6:24.0f}")
    print(f"{'worker':10}{count / seconds:18.0f}{processor / count * 1e6:24.0f}")
    print(f"{'Postgres':10}{'':18}{postgres / count * 1e6:24.0f}")
    print(f"rate: {bare['seconds'] / seconds:.2f} of the floor, with the recording of the occurrences")
    print(f"processor: {bare['processor'] / processor:.2f} of the floor, without Postgres and the mail server")


async def kill(data: ServiceDatabase, service: Service, arguments: argparse.Namespace) -> None:
    """Kill the worker three times, and count the messages of each user."""
    async with catcher(data.folder) as mail:
        await service.air(arguments.subscribers, 2)
        for life, share in enumerate(SHARES):
            process = await worker(data, service, mail, arguments, "--ahead", str(AHEAD * life))
            await mail.received(int(share * arguments.subscribers))
            process.kill()
            await process.wait()
        process = await worker(data, service, mail, arguments, "--ahead", str(AHEAD * len(SHARES)))
        states = await ended(data)
        await stopped(process)
        of_users = Counter(mail.recipients())
    print(f"killed {len(SHARES)} times: {dict(states)}")
    print(f"messages per user: {dict(Counter(of_users.values()))}, {arguments.subscribers - len(of_users)} without one")


async def count_statements(data: ServiceDatabase, service: Service, arguments: argparse.Namespace) -> None:
    """Count the statements of the worker, with the begin and the end of each transaction."""
    async with catcher(data.folder) as mail:
        await service.air(arguments.subscribers, 3)
        process = await worker(data, service, mail, arguments, "--count")
        await mail.received(arguments.subscribers)
        await ended(data)
        own = await stopped(process)
    print(f"statements per delivery: {own['statements'] / arguments.subscribers:.2f}")


async def main() -> None:
    """Run what is chosen."""
    kinds = {"deliver": deliver, "kill": kill, "statements": count_statements}
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--subscribers", type=int, default=10_000)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--only", nargs="+", choices=list(kinds), default=list(kinds))
    arguments = parser.parse_args()
    async with migrated("notifications", ServiceDatabase) as data:
        service = Service(data.url(), data.folder)
        await service.add_subscribers(arguments.subscribers)
        for name in arguments.only:
            await kinds[name](data, service, arguments)
            await forget(data)
        await service.close()


if __name__ == "__main__":
    asyncio.run(main())
