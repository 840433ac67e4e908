"""Reads of music beside their statements, in one run: why responses of music need no cache.

Each read runs in turn with a bare ASGI app that runs its statements and returns the stored body. The service is the
real process with its default settings; each request has a token. The library is scanned from generated files; copies of
its rows make it larger. Ratios of rates and of the processor time of the process with Postgres depend little on what
else the machine does; rates and milliseconds do.
"""

import argparse
import asyncio
import base64
import json
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.request import Request, urlopen

import asyncpg
from apis import api_of, floor_of
from databases import ServiceDatabase, migrated
from generated import HERE, write_music
from processes import Server, median_of
from read_floor import path_of
from read_rows import USER, describe, multiply
from runs import Run, run_load
from scan import scanner_of

from chassis.testing.tokens import Tokens
from devstack.folders import temporary_data_folder

API: Final = "/api/v1/music"
COMMON: Final = "morning"
RARE: Final = "0417"
TOKEN_SECONDS: Final = 7200


@dataclass(frozen=True, slots=True)
class Read:
    """The path of a read, and the values of its statements besides the user."""

    path: str
    values: Sequence[str] = ()


def _service(database: ServiceDatabase, tokens: Tokens, root: Path) -> AbstractAsyncContextManager[Server]:
    """Return the context of the process of music, and of the keys that it trusts."""
    key = database.folder / "encryption-key"
    key.write_bytes(base64.b64encode(bytes(32)))
    settings = {
        "ENCRYPTION_KEY_FILES": str(key),
        "FOLDERS": str(root),
        "TRANSCODE_FOLDER": str(database.folder / "encoded"),
    }
    return api_of("music", database, tokens, settings)


def _floor(
    database: ServiceDatabase, bodies: Mapping[str, str], reads: Mapping[str, Read]
) -> AbstractAsyncContextManager[Server]:
    values = {name: [str(USER), *read.values] for name, read in reads.items()}
    return floor_of(HERE / "read_floor.py", database, *(json.dumps(content).encode() for content in (bodies, values)))


async def _body(server: Server, path: str, token: str) -> str:
    request = Request(f"http://127.0.0.1:{server.port}{path}", headers={"Authorization": f"Bearer {token}"})

    def read() -> str:
        with urlopen(request, timeout=60) as response:
            return bytes(response.read()).decode()

    return await asyncio.to_thread(read)


async def _reads(connection: asyncpg.Connection, server: Server, token: str) -> dict[str, Read]:
    """Return each read; the deep page is behind nine tenths of the albums."""
    album = await connection.fetchrow("select id, sort_name from albums order by sort_name, id offset 400 limit 1")
    track = await connection.fetchval("select id from tracks where album_id = $1 order by id limit 1", album["id"])
    number = await connection.fetchval("select count(*) * 9 / 10 from albums")
    page = json.loads(await _body(server, f"{API}/albums?limit=1&offset={number}", token))
    [last], cursor = page["data"], page["meta"]["nextCursor"]
    place = await connection.fetchval("select sort_name from albums where id = $1::text::uuid", last["id"])
    return {
        "album": Read(f"/albums/{album['id']}", (str(album["id"]),)),
        "track": Read(f"/tracks/{track}", (str(track),)),
        "albums": Read("/albums"),
        "albums, deep": Read(f"/albums?cursor={cursor}", (place, last["id"])),
        "common word": Read(f"/search?q={COMMON}", (COMMON,)),
        "rare word": Read(f"/search?q={RARE}", (RARE,)),
        "genres": Read("/genres"),
        "recent albums": Read("/albums/recent"),
        "top tracks": Read("/me/top/tracks"),
        "top, 30 days": Read("/me/top/tracks?days=30"),
        "summary": Read("/me/summary"),
    }


async def _measure(
    connection: asyncpg.Connection,
    database: ServiceDatabase,
    root: Path,
    options: argparse.Namespace,
) -> None:
    """Measure every read in turn with its statements, and print the medians of the rounds."""
    tokens = Tokens()
    token = tokens.issue(USER, lifetime=TOKEN_SECONDS)
    authorization = f"Authorization: Bearer {token}"
    async with _service(database, tokens, root) as server:
        reads = await _reads(connection, server, token)
        bodies = {name: await _body(server, API + read.path, token) for name, read in reads.items()}
        async with _floor(database, bodies, reads) as floor:
            for connections in (1, 16):
                runs: dict[str, list[Run]] = defaultdict(list)
                bare: dict[str, list[Run]] = defaultdict(list)
                for round_ in range(options.rounds + 1):
                    # The first round warms up.
                    seconds = options.seconds if round_ else 1
                    for name, read in reads.items():
                        path = API + read.path
                        ours = await run_load(server, database, [path], connections, seconds, authorization)
                        other = await run_load(floor, database, [path_of(name)], connections, seconds, "")
                        if round_:
                            runs[name].append(ours)
                            bare[name].append(other)
                _print(connections, bodies, runs, bare)


def _print(
    connections: int,
    bodies: Mapping[str, str],
    runs: Mapping[str, Sequence[Run]],
    bare: Mapping[str, Sequence[Run]],
) -> None:
    print(f"{connections} connections: per second, milliseconds, processor time in microseconds")
    print(f"{'':<15}{'rate':>7}{'50 %':>8}{'99 %':>8}{'process':>9}{'Postgres':>9}", end="")
    print(f"{'bare':>8}{'50 %':>8}{'CPU':>8}{'of bare':>9}{'by CPU':>8}{'bytes':>8}")
    for name, own in runs.items():
        ours = {figure: median_of(own, figure) for figure in Run.__slots__}
        floor = {figure: median_of(bare[name], figure) for figure in Run.__slots__}
        cpu, floor_cpu = ours["process"] + ours["postgres"], floor["process"] + floor["postgres"]
        print(f"{name:<15}{ours['rate']:>7.0f}{ours['median']:>8.2f}{ours['slowest']:>8.2f}", end="")
        print(f"{ours['process']:>9.0f}{ours['postgres']:>9.0f}{floor['rate']:>8.0f}{floor['median']:>8.2f}", end="")
        print(f"{floor_cpu:>8.0f}{ours['rate'] / floor['rate']:>9.2f}{floor_cpu / cpu:>8.2f}", end="")
        print(f"{len(bodies[name]):>8}", flush=True)


async def main(arguments: Sequence[str]) -> None:
    """Measure a library of generated files, and one with copies of its rows."""
    parser = argparse.ArgumentParser(prog="reads", description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--copies", type=int, default=4, help="of every row, for a larger library; 0 for none")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1, help="per round of a read")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=temporary_data_folder()) as folder:
        root = Path(folder) / "music"
        await write_music(root, options.files)
        async with migrated("music", ServiceDatabase) as database:
            async with scanner_of(database, root, 2) as worker:
                assert (await worker.scanned())["counts"]["added"] == options.files
            connection = await asyncpg.connect(database.admin_url)
            await describe(connection)
            print(f"{options.files:,} tracks")
            await _measure(connection, database, root, options)
            if options.copies:
                await multiply(connection, options.copies)
                print(f"{options.files * (options.copies + 1):,} tracks")
                await _measure(connection, database, root, options)
            await connection.close()
