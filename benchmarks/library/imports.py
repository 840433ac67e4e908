"""An import of many rows from the upload to the commit and its reversal, beside a bare insert of the same plays.

    python benchmarks/library/imports.py [--rows 50000] [--titles 20000]

The catalog holds `--titles` movies and a tenth as many shows with two seasons of ten episodes. The file is a table of
the generic format: three rows of four are plays of movies, a fifth of these with a rating, the others plays of
episodes. Rows name titles by IMDb id or by name and year, in equal parts.

- upload: parts are sent to the use case and stored.
- match: the file is read, and its rows are matched and stored.
- commit: rows are appended to the journal in batches of 500; entries are folded, events are in the outbox.
- repeat: the same file again, of which every row is a duplicate.
- revert: all of it is retracted.
- bare: the same plays, inserted into a table of the same columns and indexes in batches of 500, each committed.
"""

import argparse
import asyncio
import logging
import secrets
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import asyncpg

sys.path.append(str(Path(__file__).resolve().parent.with_name("events")))

from chassis.core.lists.pages import Slice
from chassis.runtime.clock import SystemClock
from chassis.storage import migrations
from chassis.testing.records import feed
from contracts.event import encode
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import Episode, ExternalIds, MediaImportedV1, SeasonSummary, SeasonSyncedV1
from devstack.servers.schemas import provision
from devstack.services import owner_of, roles_of
from jobs.model import Job
from jobs.run import Handler, Run
from library.application.imports.jobs import COMMIT, MATCH, REGISTRY, REVERT
from library.application.imports.processing.receiving import NewImport
from library.bootstrap import Container, build
from library.domain.imports.limits import LARGEST_PART
from library.domain.imports.options import ImportOptions
from library.infrastructure.imports.work import SqlImportUnits
from library.infrastructure.unit_of_work import SqlUnitOfWork
from library.presentation.consumers import routes
from library.settings import Settings
from parts import started

BATCH: Final = 500
SEASONS: Final = 2
EPISODES: Final = 10
SHOWS: Final = 10
"""One title in so many is a show."""
NOW: Final = SystemClock().now()
_TABLE: Final = """
create table bare (
  play_id uuid primary key, user_id uuid not null, media_id uuid not null, season integer, episode integer,
  watched_at timestamptz, precision text not null, origin text not null, key text, batch_id uuid,
  at timestamptz not null, recorded_at timestamptz not null
);
create index on bare (user_id, media_id);
create index on bare (media_id);
create unique index on bare (user_id, key);
create index on bare (batch_id);
create index on bare (user_id, at desc);
"""
_INSERT: Final = """
insert into bare
select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::int[], $6::timestamptz[], $7::text[],
  $8::text[], $9::text[], $10::uuid[], $11::timestamptz[], $12::timestamptz[])
"""


def titles(count: int) -> list[MediaImportedV1 | SeasonSyncedV1]:
    """Return the events of a catalog."""
    events: list[MediaImportedV1 | SeasonSyncedV1] = []
    for number in range(1, count + 1):
        events.append(
            MediaImportedV1(
                version=1,
                media_id=media_id("movie", number),
                kind="movie",
                tmdb_id=number,
                title=f"Movie {number}",
                release_date=date(1950 + number % 70, 1, 1),
                external_ids=ExternalIds(imdb=f"tt{number:07}"),
                imported_at=NOW,
            )
        )
    for number in range(1, count // SHOWS + 1):
        seasons = [SeasonSummary(number=season, episode_count=EPISODES) for season in range(1, SEASONS + 1)]
        events.append(
            MediaImportedV1(
                version=1,
                media_id=media_id("show", number),
                kind="show",
                tmdb_id=number,
                title=f"Show {number}",
                seasons=seasons,
                imported_at=NOW,
            )
        )
        events += [_season(number, season) for season in range(1, SEASONS + 1)]
    return events


def _season(show: int, season: int) -> SeasonSyncedV1:
    return SeasonSyncedV1(
        version=1,
        season_id=season_id(show, season),
        show_tmdb_id=show,
        media_id=media_id("show", show),
        number=season,
        episodes=[
            Episode(episode_id=episode_id(show, season, number), number=number, title=f"Episode {number}")
            for number in range(1, EPISODES + 1)
        ],
        synced_at=NOW,
    )


def file_of(rows: int, count: int) -> bytes:
    """Return a table of the generic format."""
    lines = ["title,year,type,imdb_id,season,episode,watched_at,rating"]
    for number in range(rows):
        day = (date(2005, 1, 1) + timedelta(days=number % 7000)).isoformat()
        if number % 4 == 3:
            show = number // 4 // (SEASONS * EPISODES) % (count // SHOWS) + 1
            place = number // 4 % (SEASONS * EPISODES)
            lines.append(f"Show {show},,show,,{place // EPISODES + 1},{place % EPISODES + 1},{day},")
        else:
            movie = number * 7919 % count + 1
            rating = "80" if number % 5 == 0 else ""
            named = f",{1950 + movie % 70},movie," if number % 2 else f",,movie,tt{movie:07}"
            lines.append(f"Movie {movie}{named},,,{day},{rating}")
    return "\n".join(lines).encode()


@asynccontextmanager
async def library(server: str, count: int) -> AsyncIterator[Container]:
    """Create a library with a filled catalog in a database of its own."""
    password = secrets.token_urlsafe(12)
    await provision(
        lambda which: f"{server}/{which}", "imports", ["library"], dict.fromkeys(roles_of("library"), password)
    )
    url = f"postgresql://{owner_of('library')}:{password}@{server.rpartition('@')[2]}/imports"
    await asyncio.to_thread(migrations.upgrade, "library", url)
    container = build(
        Settings(database_url=url.replace("postgresql:", "postgresql+asyncpg:"), kafka_bootstrap="127.0.0.1:1")
    )
    consumed = routes(container.application, SqlUnitOfWork)
    events = titles(count)
    for start in range(0, len(events), BATCH):
        batch = events[start : start + BATCH]
        await feed(consumed, container.runtime.transactions, *(encode(event, "benchmark") for event in batch))
    # As autovacuum does a minute later: it merges new entries into the index of names.
    connection = await asyncpg.connect(url)
    await connection.execute("vacuum analyze library.titles, library.season_parts")
    await connection.close()
    yield container
    await container.runtime.engine.dispose()


class Worker:
    """Runs the jobs of imports in this process."""

    def __init__(self, container: Container) -> None:
        self._cases = container.application.imports
        self._clock = SystemClock()
        self._units = SqlImportUnits(container.runtime.transactions, self._clock)

    async def upload(self, user: UUID, content: bytes) -> UUID:
        """Return the import of an upload."""
        parts = [content[start : start + LARGEST_PART] for start in range(0, len(content), LARGEST_PART)]
        new = NewImport(user, "rows.csv", None, ImportOptions(), is_complete=False)
        run = await self._cases.receive.begin(new, parts[0])
        for number, part in enumerate(parts[1:], 1):
            await self._cases.receive.add_part(user, run.import_id, number, part)
        await self._cases.receive.complete(user, run.import_id)
        return run.import_id

    async def work(self) -> None:
        """Run what is queued."""
        handlers: Mapping[str, Handler[Job]] = {
            MATCH: self._cases.match,
            COMMIT: self._cases.commit,
            REVERT: self._cases.revert,
        }
        while True:
            async with self._units.begin() as work:
                jobs = await work.jobs.claim(1, timedelta(minutes=10))
            if not jobs:
                return
            run = Run(jobs[0], self._clock, REGISTRY)
            await handlers[jobs[0].kind](run)
            if not run.finished:
                async with self._units.begin() as work:
                    await run.finish(work)


async def measured(name: str, rows: int, step: Awaitable[object], floor: float | None = None) -> float:
    """Print how long a step takes, and return its rows per second."""
    started_at, cpu = time.perf_counter(), time.process_time()
    await step
    seconds = time.perf_counter() - started_at
    rate = rows / seconds
    share = f"{rate / floor:>8.2f}" if floor else ""
    print(f"{name:<10}{seconds:>9.1f}{time.process_time() - cpu:>9.1f}{rate:>10,.0f}{share}", flush=True)
    return rate


async def bare(url: str, rows: int) -> None:
    """Insert rows of plays, in the batches of a commit."""
    connection = await asyncpg.connect(url)
    await connection.execute(_TABLE)
    user, batch_id = uuid4(), uuid4()
    for start in range(0, rows, BATCH):
        numbers = range(start, min(start + BATCH, rows))
        count = len(numbers)
        values: Sequence[list[object]] = (
            [uuid4() for _ in numbers],
            [user] * count,
            [UUID(int=number % 20_000) for number in numbers],
            [None] * count,
            [None] * count,
            [NOW] * count,
            ["day"] * count,
            ["import:generic"] * count,
            [f"{number:032x}" for number in numbers],
            [batch_id] * count,
            [NOW - timedelta(days=number % 7000) for number in numbers],
            [NOW] * count,
        )
        async with connection.transaction():
            await connection.execute(_INSERT, *values)
    await connection.close()


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--titles", type=int, default=20_000)
    parser.add_argument("--profile", action="store_true")
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    rows, user = arguments.rows, uuid4()
    content = file_of(rows, arguments.titles)
    async with started() as parts, library(parts.server_url, arguments.titles) as container:
        worker, cases = Worker(container), container.application.imports
        print(f"{rows:,} rows, {len(content):,} bytes, {arguments.titles:,} movies")
        print(f"{'':<10}{'seconds':>9}{'CPU':>9}{'rows/s':>10}{'of bare':>8}")
        floor = await measured("bare", rows, bare(f"{parts.server_url}/postgres", rows))
        began = time.perf_counter()
        await measured("upload", rows, worker.upload(user, content), floor)
        await measured("match", rows, worker.work(), floor)
        [run] = (await cases.read.page(user, Slice(1))).items
        print(f"{'':<10}{dict(run.counts)} {run.error or ''}")
        await cases.commit.start(user, run.import_id, 0.8)
        await measured("commit", rows, worker.work(), floor)
        print(f"upload to commit: {time.perf_counter() - began:.1f} s (goal 60)")
        again = await worker.upload(user, content)
        await measured("repeat", rows, worker.work(), floor)
        print(f"{'':<10}{dict((await cases.read.one(user, again)).counts)}")
        await cases.revert.start(user, run.import_id)
        await measured("revert", rows, worker.work(), floor)


if __name__ == "__main__":
    asyncio.run(main())
