"""The feed beside its bare statement, and how long an event takes to a thousand open streams.

    python benchmarks/social [--connections 16] [--seconds 2] [--rounds 3] [--streams 1000] [--events 5]

Ten thousand people have a hundred friends each and thirty items each. The feed runs in turn with its floor, so that a
drift of the machine's speed meets both; the ratio is that of the processor time per response, of the process and of
Postgres, as rates depend on what else the machine does.
"""

import argparse
import asyncio
import statistics
import sys
from pathlib import Path

import aiohttp
import asyncpg

# The processes are those of the benchmark of the catalog.
sys.path.append(str(Path(__file__).resolve().parent.with_name("catalog")))

from apis import api_of, floor_of
from databases import ServiceDatabase, migrated
from processes import Server
from runs import Run, run_clients
from society import READER, fill
from streams import fan_out, shown

from chassis.testing.tokens import Tokens

FEED = "/api/v1/social/feed?limit=20"
HOUR = 3_600
HERE = Path(__file__).parent


async def feed(server: Server, data: ServiceDatabase, tokens: Tokens, arguments: argparse.Namespace) -> None:
    """Measure the feed in turn with its statement, and print the medians."""
    headers = {"Authorization": f"Bearer {tokens.issue(READER, lifetime=HOUR)}"}
    async with (
        aiohttp.ClientSession(f"http://127.0.0.1:{server.port}") as http,
        http.get(FEED, headers=headers) as first,
    ):
        body = await first.read()
        assert first.status == 200, body
    ours: list[Run] = []
    bare: list[Run] = []
    async with floor_of(HERE / "floor.py", data, body) as other:
        for number in range(arguments.rounds + 1):
            runs = [
                await run_clients(server, data, FEED, headers, arguments.connections, arguments.seconds),
                await run_clients(other, data, f"/{READER}", {}, arguments.connections, arguments.seconds),
            ]
            # The first round warms up.
            if number:
                ours.append(runs[0])
                bare.append(runs[1])
    print(f"{'':8}{'per second':>12}{'median ms':>11}{'99 % ms':>9}{'process µs':>12}{'Postgres µs':>12}")
    for name, runs in (("feed", ours), ("bare", bare)):
        rate, *others = (statistics.median(getattr(one, figure) for one in runs) for figure in Run.__slots__)
        median, slowest, process, postgres = others
        print(f"{name:8}{rate:12.0f}{median:11.1f}{slowest:9.1f}{process:12.0f}{postgres:12.0f}")
    pairs = list(zip(bare, ours, strict=True))
    by_processor = statistics.median(one.processor / other.processor for one, other in pairs)
    by_rate = statistics.median(other.rate / one.rate for one, other in pairs)
    print(f"the feed reaches {by_processor:.2f} of bare by processor time, {by_rate:.2f} by rate; {len(body)} bytes")


async def main() -> None:
    """Fill a database, and measure the feed and the streams."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--streams", type=int, default=1_000)
    parser.add_argument("--events", type=int, default=5)
    arguments = parser.parse_args()
    tokens = Tokens()
    async with migrated("social", ServiceDatabase) as data:
        connection = await asyncpg.connect(data.admin_url)
        count = await fill(connection, arguments.streams)
        print(f"{count:,} items of 10,000 people with 100 friends each")
        key = data.folder / "notice-key"
        key.write_text("AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=")
        async with api_of("social", data, tokens, {"NOTICE_KEY_FILES": str(key)}) as server:
            await feed(server, data, tokens, arguments)
            seconds, processor = await fan_out(server, data, connection, tokens, arguments.streams, arguments.events)
            print(f"an event to {arguments.streams:,} streams: {shown(seconds)}; {processor * 1e3:.0f} ms of processor")
        await connection.close()


if __name__ == "__main__":
    asyncio.run(main())
