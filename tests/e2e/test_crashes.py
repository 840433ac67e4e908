"""Every service and the broker are killed while the demo catalog is imported: nothing is lost, nothing twice."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Iterator

import asyncpg
import pytest

from chassis.testing.kafka import read_all
from contracts.event_catalog import DEAD_LETTER_TOPICS
from contracts.identity import media_id
from devstack.options import DATABASE
from devstack.ports import plan
from devstack.secret_files import load_secrets
from provider_simulator.titles.demo import demo_titles
from stacks import MARQUEE, Stack, running
from stats.presentation.consumers import TOPICS

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

VICTIMS = ("ingestion", "kafka", "catalog", "stats", "insights", "library", "ingestion", "auth", "gateway")
TIMEOUT_SECONDS = 240.0


@pytest.fixture(scope="module")
def shaken() -> Iterator[Stack]:
    """Return a stack of its own: it is going to be mistreated."""
    with running() as started:
        yield started


def test_kills_during_an_import_lose_nothing_and_double_nothing(
    shaken: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    target = {media_id("movie" if kind == "movie" else "show", number) for kind, number in demo_titles()}
    importing = subprocess.Popen(
        [str(MARQUEE), "import", "--demo", "--data", str(shaken.data)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    for victim in VICTIMS:
        time.sleep(3)
        _kill(shaken, victim)
    # The client may have been cut off by the gateway's death; the jobs go on without it.
    importing.communicate(timeout=TIMEOUT_SECONDS)
    shaken.settle(TIMEOUT_SECONDS)
    again = shaken.marquee("import", "--demo")
    assert again.returncode == 0, again.stdout + again.stderr

    counts = asyncio.run(_settled_counts(shaken, len(target)))
    with capsys.disabled():
        print(f"\nafter {len(VICTIMS)} kills: {counts}")
    for table in ("ingestion.titles", "catalog.media", "stats.titles"):
        assert counts[table] == len(target)
    assert counts["dead letters"] == 0
    assert counts["waiting in outboxes"] == 0
    assert counts["claimed by stats"] == counts["events for stats"]


def _kill(stack: Stack, name: str) -> None:
    process = stack.status()[name]
    pid = process["pid"]
    if isinstance(pid, int):
        os.kill(pid, signal.SIGKILL)


async def _settled_counts(stack: Stack, titles: int) -> dict[str, int]:
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while True:
        counts = await _counts(stack)
        quiet = counts["waiting in outboxes"] == 0 and counts["claimed by stats"] == counts["events for stats"]
        if (quiet and counts["catalog.media"] == titles) or time.monotonic() > deadline:
            return counts
        await asyncio.sleep(1)


async def _counts(stack: Stack) -> dict[str, int]:
    ports = plan(stack.base)
    password = load_secrets(stack.data, ()).postgres
    bootstrap = f"127.0.0.1:{ports['kafka']}"
    connection = await asyncpg.connect(f"postgresql://postgres:{password}@127.0.0.1:{ports['postgres']}/{DATABASE}")
    try:
        counts = {
            table: await connection.fetchval(f"select count(*) from {table}")
            for table in ("ingestion.titles", "catalog.media", "stats.titles")
        }
        counts["waiting in outboxes"] = sum(
            [
                await connection.fetchval(f"select count(*) from {service}.outbox")
                for service in ("auth", "ingestion", "stats", "library")
            ]
        )
        counts["claimed by stats"] = await connection.fetchval("select count(*) from stats.inbox")
    finally:
        await connection.close()
    # Kafka may hold a record twice after a kill; what counts is how many different events there are.
    events = await read_all(bootstrap, *TOPICS)
    counts["events for stats"] = len({record.headers["ce_id"] for record in events})
    counts["dead letters"] = len(await read_all(bootstrap, *(topic.name for topic in DEAD_LETTER_TOPICS)))
    return counts
