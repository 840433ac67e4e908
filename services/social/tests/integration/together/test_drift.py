"""How far members of a session are apart, whose clocks are wrong by seconds."""

import asyncio
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from services.social.tests.integration.together.party import begin, join
from services.social.tests.integration.together.watchers import Watcher
from services.social.tests.society import ADA, BEN, CLEO, DAN, opened

from chassis.testing.clients import serving
from chassis.testing.clock import FixedClock
from devstack.testing.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration

SKEWS_MS = {ADA: 0.0, BEN: 7_300.0, CLEO: -4_100.0, DAN: 86_400_000.0}
ROUNDING_MS = 0.01


class RunningClock(FixedClock):
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


async def test_clients_with_wrong_clocks_are_at_the_same_position(
    create_database: CreateDatabase, tmp_path: Path
) -> None:
    urls = await create_database("social")
    async with opened(urls.app, tmp_path, RunningClock()) as society, AsyncExitStack() as leaving:
        await society.apply(*(society.changed(user_id) for user_id in SKEWS_MS))
        session = await begin(society, ADA, item={"mediaItemId": str(ADA)})
        for user_id in (BEN, CLEO, DAN):
            await join(society, user_id, session["code"])
        base = await leaving.enter_async_context(serving(society.app))
        http = await leaving.enter_async_context(aiohttp.ClientSession(base))
        path = f"/api/v1/social/stream/sessions/{session['id']}/socket"
        watchers = [
            Watcher(await leaving.enter_async_context(http.ws_connect(path, headers=society.bearer(user_id))), skew_ms)
            for user_id, skew_ms in SKEWS_MS.items()
        ]
        await asyncio.gather(*(watcher.compare_clocks() for watcher in watchers))
        play = {"action": "play", "positionMs": 61_000, "rate": 1.25}
        await society.request(ADA, "PUT", f"/sessions/{session['id']}/playback", json=play, expect=200)
        await asyncio.gather(*(watcher.until_playing() for watcher in watchers))
        instant = time.time()
        positions = [watcher.position_ms(instant) for watcher in watchers]

    # The offset cannot be wrong by more than half of the time on the way: it is exact if both ways take as long.
    for watcher in watchers:
        assert 0 <= watcher.error_ms <= watcher.way_ms / 2 + ROUNDING_MS
    bound = 1.25 * max(watcher.way_ms for watcher in watchers) + 2 * ROUNDING_MS
    drift = max(positions) - min(positions)
    assert drift <= bound
    assert min(positions) >= 61_000 - bound
    errors = ", ".join(f"{watcher.error_ms:.2f}" for watcher in watchers)
    print(f"\ndrift {drift:.2f} ms (goal 150), bound {bound:.2f} ms, errors of the offsets {errors} ms")
