"""Users watch while each part of a stack is killed and paused: plays go on, positions are neither lost nor doubled."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

import psutil
import pytest
import pytest_asyncio
from tests.faults.playback.editor import API, WORKER, Editor, editing, make_movie
from tests.faults.playback.viewers import Viewer

from chassis.testing.kafka import produce, wait_until
from contracts.event import encode
from contracts.identity import media_id
from contracts.ingestion import MediaImportedV1
from devstack.faults.log import Anomaly, FaultLog
from devstack.faults.stack import FaultStack, Process, running
from devstack.processes.process import Child
from devstack.servers.artifacts import Installed

GATEWAY: Final = Process("gateway")
LIBRARY: Final = Process("library")
POSTGRES, STORAGE = "Postgres", "object storage"
VICTIMS: Final = (GATEWAY, API, POSTGRES, STORAGE)
VIEWERS: Final = 4
QUIET_SECONDS: Final = 1.0
PAUSE_SECONDS: Final = 5.0
RECOVERY_SECONDS: Final = 60.0
TMDB_ID: Final = 603
MOVIE_SECONDS: Final = 120
ENDED_MS: Final = 118_000
"""A position at which the video counts as watched."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shown(
    devstack_parts: Installed, media_tools: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Editor]:
    """Yield a stack in which a movie can be played."""
    environment = {"PLAYBACK_TOOLS_FOLDER": str(media_tools), "PLAYBACK_ENCODE_PRESET": "ultrafast"}
    movie = make_movie(media_tools, tmp_path_factory.mktemp("movie") / "movie.mkv", MOVIE_SECONDS)
    async with running(devstack_parts, Process("auth"), LIBRARY, environment=environment) as stack:
        await stack.storage.start()
        await asyncio.gather(*map(stack.start, (API, WORKER, GATEWAY)))
        title = MediaImportedV1(
            version=1,
            media_id=media_id("movie", TMDB_ID),
            kind="movie",
            tmdb_id=TMDB_ID,
            title="A movie",
            imported_at=datetime.now(UTC),
        )
        await produce(stack.bootstrap, [encode(title, "faults")])
        async with editing(stack) as editor:
            asset = await editor.add_asset(str(title.media_id))
            await editor.upload(asset, movie.read_bytes())
            await editor.ready(asset)
            yield editor


async def test_plays_go_on_while_parts_are_killed_and_paused(faults: FaultLog, shown: Editor) -> None:
    stack = shown.stack
    subject = str(media_id("movie", TMDB_ID))
    viewers = [await Viewer.register(faults, stack.url(GATEWAY), subject) for _ in range(VIEWERS)]
    await asyncio.gather(*(viewer.start() for viewer in viewers))
    async with asyncio.TaskGroup() as group:
        for viewer in viewers:
            group.create_task(viewer.watch())
        try:
            await _disturb(faults, stack, viewers)
        finally:
            for viewer in viewers:
                viewer.stop()
    await _resume(faults, viewers)
    await _compare(faults, stack, viewers)
    statuses = sum((viewer.statuses for viewer in viewers), Counter[int]())
    faults.note("requests by status", str(dict(sorted(statuses.items()))))
    faults.note("files, heartbeats", f"{sum(one.files for one in viewers)}, {sum(one.beats for one in viewers)}")
    for viewer in viewers:
        await viewer.http.aclose()


async def _disturb(faults: FaultLog, stack: FaultStack, viewers: Sequence[Viewer]) -> None:
    clock = asyncio.get_running_loop().time
    todo = [(victim, how) for victim in VICTIMS for how in ("kill", "pause")]
    for victim, how in faults.random.sample(todo, len(todo)):
        await asyncio.sleep(QUIET_SECONDS)
        if how == "kill":
            await _restart(stack, victim)
        else:
            async with stack.paused(*_pids(stack, victim)):
                await asyncio.sleep(PAUSE_SECONDS)
        name = getattr(victim, "service", victim)
        faults.injected(f"{how} {name}")
        began = clock()
        go_on = [viewer.advanced() for viewer in viewers]
        try:
            await wait_until(partial(_all_hold, go_on), seconds=RECOVERY_SECONDS)
            faults.recovered(clock() - began)
        except AssertionError:
            stuck = [dict(viewer.statuses) for viewer, one in zip(viewers, go_on, strict=True) if not one()]
            faults.anomaly(Anomaly.NOT_RECOVERED, f"{how} {name}: plays of {len(stuck)} viewers do not go on: {stuck}")


def _all_hold(conditions: Sequence[Callable[[], bool]]) -> bool:
    return all(holds() for holds in conditions)


async def _restart(stack: FaultStack, victim: str | Process) -> None:
    if isinstance(victim, Process):
        await stack.restart(victim)
    elif victim == POSTGRES:
        await stack.postgres.kill()
        await stack.start_postgres()
    else:
        await stack.storage.kill()
        await stack.storage.start()


def _pids(stack: FaultStack, victim: str | Process) -> Sequence[int]:
    """Return the processes that belong together, the one that starts the others first."""
    if isinstance(victim, Process):
        return [stack.pid(victim)]
    child = stack.postgres.child if victim == POSTGRES else stack.storage.child
    assert isinstance(child, Child)
    return [child.pid, *(process.pid for process in psutil.Process(child.pid).children(recursive=True))]


async def _resume(faults: FaultLog, viewers: Sequence[Viewer]) -> None:
    """End every session, begin again where it ended, and watch to the end."""
    for viewer in viewers:
        position = viewer.position
        await viewer.end(position)
        # With one stream, the next session begins only if the place of the first is free.
        await viewer.start()
        resumed = viewer.session["resumePositionMs"]
        faults.expect(resumed == position, Anomaly.LOST, f"resumes at {resumed}, ended at {position}")
        faults.expect(await viewer.active() == 1, Anomaly.WRONG_STATE, "the user has not exactly one stream")
        await viewer.end(ENDED_MS)
        faults.expect(await viewer.active() == 0, Anomaly.WRONG_STATE, "an ended session holds a stream")


async def _compare(faults: FaultLog, stack: FaultStack, viewers: Sequence[Viewer]) -> None:
    """Compare what is stored with what was acknowledged."""
    for viewer in viewers:
        rows = await stack.fetch(
            "select position_ms, end_reason from playback.sessions where user_id = $1 order by started_at",
            viewer.user_id,
        )
        faults.expect(len(rows) == viewer.sessions, Anomaly.DUPLICATED, f"{len(rows)} sessions of {viewer.sessions}")
        last = rows[-1]["position_ms"]
        faults.expect(last == viewer.position, Anomaly.LOST, f"position {last}, acknowledged {viewer.position}")
        reasons = {row["end_reason"] for row in rows}
        faults.expect(reasons == {"user"}, Anomaly.DISTURBED, f"sessions ended by {reasons}")
        await _check_plays(faults, stack, viewer)


async def _check_plays(faults: FaultLog, stack: FaultStack, viewer: Viewer) -> None:
    """Check that the viewing became one play, in place of positions."""

    async def count(table: str) -> int:
        rows = await stack.fetch(f"select count(*) from library.{table} where user_id = $1", viewer.user_id)
        return int(rows[0][0])

    async def is_played() -> bool:
        return await count("plays") > 0

    try:
        await wait_until(is_played, seconds=RECOVERY_SECONDS, every=0.2)
    except AssertionError:
        faults.anomaly(Anomaly.LOST, "a video that was watched to its end is no play")
    plays, positions = await count("plays"), await count("positions")
    faults.expect(plays <= 1, Anomaly.DUPLICATED, f"{plays} plays of one viewing")
    faults.expect(positions == 0, Anomaly.WRONG_STATE, f"{positions} positions in a video that was watched")
