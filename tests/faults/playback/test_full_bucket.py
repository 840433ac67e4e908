"""A bucket that is full in the middle of a part: each step waits, nothing is half-published, and all goes on later."""

import asyncio
from typing import Final

from tests.faults.playback.editor import API, SECONDS, WORKER, Editor
from tests.faults.playback.full_storage import INSUFFICIENT_STORAGE, FullStorage, full_storage

from chassis.testing.kafka import wait_until
from devstack.faults.log import Anomaly, FaultLog

WAITING: Final = "storage_unavailable"
ROOM: Final = {"work/": 1, "vod/": 5}
"""For how many files there is room first, by where a worker stores them one after the other."""


async def test_a_full_bucket_is_waited_for_at_every_step(faults: FaultLog, editor: Editor, movie: bytes) -> None:
    stack, clock = editor.stack, asyncio.get_running_loop().time
    async with full_storage(stack.storage.url) as storage:
        await stack.terminate(API)
        await stack.start(API, {"PLAYBACK_STORAGE_PUBLIC_ENDPOINT": storage.url})
        await stack.start(WORKER, {"PLAYBACK_STORAGE_ENDPOINT": storage.url})
        asset = await editor.add_asset()
        storage.full = ("uploads/",)
        upload = await editor.begin(asset, movie)
        status = await editor.send(upload, movie)
        faults.injected("full: uploads/")
        faults.expect(status == INSUFFICIENT_STORAGE, Anomaly.WRONG_STATE, f"the part was stored: {status}")
        state = await editor.request("GET", upload)
        faults.expect(state["stored"] == [], Anomaly.WRONG_STATE, f"stored: {state['stored']}")
        storage.full = ()
        status = await editor.send(upload, movie)
        faults.expect(status == 200, Anomaly.NOT_RECOVERED, f"the part was refused again: {status}")

        for place, spared in ROOM.items():
            storage.full, storage.spared, storage.refused = (place,), spared, 0
            if place == "work/":
                await editor.request("POST", f"{upload}/complete")

            async def waits(storage: FullStorage = storage) -> bool:
                await editor.hurry()
                return storage.refused > 0 and WAITING in {reason for _, _, reason in await editor.active_jobs()}

            await wait_until(waits, seconds=SECONDS, every=0.5, what=f"a job that waits for room below {place}")
            faults.injected(f"full: {place}")
            state = await editor.asset(asset)
            faults.expect(state["currentVersion"] is None, Anomaly.WRONG_STATE, f"a version is played: {state}")
            faults.expect(not await editor.published(asset), Anomaly.WRONG_STATE, "the version was announced")
            faults.performed()
        storage.full = ()
        began = clock()
        await _check_result(faults, editor, asset)
        faults.recovered(clock() - began)
        await stack.terminate(WORKER)
        await stack.terminate(API)
        await stack.start(API)


async def _check_result(faults: FaultLog, editor: Editor, asset: str) -> None:
    """Check that the version is complete, and that nothing else is left."""
    state = await editor.ready(asset, hurried=True)
    [version] = state["versions"]
    faults.expect(version["status"] == "ready", Anomaly.NOT_RECOVERED, f"the version is {version}")
    announced = await editor.published(asset)
    faults.expect(len(announced) == 1, Anomaly.DUPLICATED, f"{len(announced)} announcements")
    size = sum(editor.stored(f"vod/{asset}/1").values())
    faults.expect(size == version["bytes"], Anomaly.WRONG_STATE, f"{size} bytes stored, not {version['bytes']}")
    left = [*editor.stored(f"work/{asset}"), *editor.scratch()]
    faults.expect(not left, Anomaly.UNBOUNDED, f"left: {left}")
