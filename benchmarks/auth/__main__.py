"""Auth beside its floors: sign-ins and the bare hash, `auth/me` and refresh and their statements; memory of a flood.

    python benchmarks/auth [--rounds 5] [--seconds 2] [--clients 8] [--only me refresh sign-in memory]

All of a kind run in turn, round by round, so that a drift of the machine's speed meets each. A ratio is that of the
processor time per response, of the process and of Postgres: rates depend on what else the machine does.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from argon2 import PasswordHasher

sys.path.append(str(Path(__file__).resolve().parent.with_name("catalog")))

from load import PASSWORD, Http, Run, client_of, floor_me, floor_refresh, me, post, refresh, register, run, sign_in
from processes import Server
from servers import Database, database, floor, service

ACCOUNTS = 2_000
HASHES = 20
THREADS = 2
FLOOD = 200


def bare_hash_seconds() -> float:
    """Return the processor time of one verification with the default parameters and as many threads as the service."""
    hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
    stored = hasher.hash(PASSWORD)
    begun = time.process_time()
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda _: hasher.verify(stored, PASSWORD), range(HASHES)))
    return (time.process_time() - begun) / HASHES


async def hot_paths(server: Server, data: Database, arguments: argparse.Namespace) -> None:
    """Measure `auth/me` and refresh, each beside its statements."""
    async with client_of(server) as http:
        clients = [await sign_in(http, f"user_{number + 1}") for number in range(arguments.clients)]
        async with http.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {clients[0].access_token}"}) as own:
            body = await own.read()
    async with floor(data, body) as bare:
        kinds = {
            "me": (server, me(clients)),
            "me, statement": (bare, floor_me(clients)),
            "refresh": (server, refresh(clients)),
            "refresh, statements": (bare, floor_refresh(clients)),
        }
        chosen = {name: kind for name, kind in kinds.items() if name.split(",")[0] in arguments.only}
        runs: dict[str, list[Run]] = defaultdict(list)
        for number in range(arguments.rounds + 1):
            for name, (target, request) in chosen.items():
                measured = await run(target, data, request, arguments.clients, arguments.seconds)
                # The first round warms up.
                if number:
                    runs[name].append(measured)
    print(f"{'':22}{'per second':>12}{'process µs':>12}{'Postgres µs':>12}")
    for name, of in runs.items():
        rate, process, postgres = (statistics.median(getattr(one, figure) for one in of) for figure in Run.__slots__)
        print(f"{name:22}{rate:12.0f}{process:12.0f}{postgres:12.0f}")
    for name in ("me", "refresh"):
        if name in runs:
            bare_name = next(other for other in runs if other.startswith(f"{name},"))
            pairs = zip(runs[bare_name], runs[name], strict=True)
            ratio = statistics.median(one.processor / other.processor for one, other in pairs)
            print(f"{name}: {ratio:.2f} of its floor")


async def sign_ins(server: Server, data: Database, arguments: argparse.Namespace) -> None:
    """Measure sign-ins beside the bare hash."""
    used = iter(range(1, ACCOUNTS))

    async def request(http: Http, _: int) -> None:
        await sign_in(http, f"user_{next(used)}")

    ratios, hashes, runs = [], [], []
    for number in range(arguments.rounds + 1):
        bare = bare_hash_seconds() * 1e6
        measured = await run(server, data, request, 4, arguments.seconds)
        if number:
            hashes.append(bare)
            runs.append(measured)
            ratios.append(bare / measured.processor)
    print(f"bare hash          {statistics.median(hashes):8.0f} µs")
    print(f"sign-in, process   {statistics.median(one.process for one in runs):8.0f} µs")
    print(f"sign-in, Postgres  {statistics.median(one.postgres for one in runs):8.0f} µs")
    print(f"sign-ins per second{statistics.median(one.rate for one in runs):8.1f}")
    print(f"sign-in: {statistics.median(ratios):.2f} of the bare hash")


async def memory(data: Database) -> None:
    """Measure the memory of a new process while many sign in at once."""
    async with service(data) as server, client_of(server) as http:
        await sign_in(http, "user_1")
        before = peak = server.own_memory()

        async def watch() -> None:
            nonlocal peak
            while True:
                peak = max(peak, server.own_memory())
                await asyncio.sleep(0.002)

        watching = asyncio.create_task(watch())
        requests = (
            post(http, "login", {"username": f"user_{number}", "password": PASSWORD}) for number in range(1, FLOOD + 1)
        )
        statuses = Counter(status for status, _ in await asyncio.gather(*requests))
        watching.cancel()
    print(f"{FLOOD} parallel sign-ins: {dict(sorted(statuses.items()))}")
    print(f"memory: {before:.0f} MB before, {peak:.0f} MB at most, +{peak - before:.0f} MB")


async def main() -> None:
    """Run what is chosen."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--clients", type=int, default=8)
    kinds = ("me", "refresh", "sign-in", "memory")
    parser.add_argument("--only", nargs="+", choices=kinds, default=kinds)
    arguments = parser.parse_args()
    async with database() as data:
        async with service(data) as server:
            await register(server, data, ACCOUNTS)
            if {"me", "refresh"} & set(arguments.only):
                await hot_paths(server, data, arguments)
            if "sign-in" in arguments.only:
                await sign_ins(server, data, arguments)
        if "memory" in arguments.only:
            await memory(data)


if __name__ == "__main__":
    asyncio.run(main())
