"""The worker of playback is killed at each of its steps: nothing is half-published, repeated or left behind."""

import asyncio
from pathlib import Path
from typing import Any, Final

import psutil
import pytest
from tests.faults.playback.editor import SECONDS, WORKER, Editor

from chassis.testing.kafka import wait_until
from devstack.faults.log import Anomaly, FaultLog
from devstack.faults.preload import Kill, Preload

MEDIA: Final = "playback.infrastructure.media"
VERSIONS: Final = "playback.application.versions"
STEPS: Final = {
    "complete the upload": Kill("objects.multipart:StoresParts.complete_multipart"),
    "add the version": Kill(f"{VERSIONS}.adding:AddVersion.__call__"),
    "probe": Kill(f"{MEDIA}.prober:FfmpegProber.probe"),
    "encode": Kill(f"{MEDIA}.encoder:FfmpegEncoder.video"),
    "note a rendition": Kill(f"{VERSIONS}.encoding:EncodeRendition._finish", "before", call=2),
    "package": Kill(f"{MEDIA}.packager:ShakaPackager.package"),
    "verify": Kill(f"{MEDIA}.packager:ShakaPackager.verify"),
    "store half": Kill("objects.files:StoresFiles.upload_file", call=8),
    "store": Kill(f"{VERSIONS}.storing:FileStorage.store"),
    "switch": Kill(f"{VERSIONS}.publishing:PublishVersion._make_current"),
    "delete what was encoded": Kill(f"{VERSIONS}.storing:FileStorage.delete", "before"),
}
"""Where it dies: as a step is done and its result is not known yet, or before it."""
SWITCHED: Final = "delete what was encoded"
ENCODED: Final = {"240p.mp4", "audio-und.mp4"}
CLEANING: Final = 8 * 24 * 3600.0
"""Seconds after which output that is not played any more is deleted."""
FINISHED: Final = "select name, finished_at from playback.renditions where status = 'ready' and asset_id = $1::uuid"


async def killed(editor: Editor, preload: Preload) -> None:
    """Start a worker, and wait until it has died and its programs with it."""
    stack = editor.stack
    await stack.start(WORKER, preload.environment())
    programs = psutil.Process(stack.pid(WORKER))
    children: set[psutil.Process] = set()

    def lives() -> bool:
        try:
            children.update(programs.children(recursive=True))
        except psutil.NoSuchProcess:
            return False
        return stack.is_alive(WORKER)

    await wait_until(lambda: not lives(), seconds=SECONDS, every=0.05, what="the death of the worker")
    await wait_until(lambda: not any(map(_runs, children)), seconds=SECONDS, what="the end of its programs")
    await editor.hurry(is_worker_dead=True)


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def finished(editor: Editor, asset: str) -> dict[str, Any]:
    """Return when each rendition that is ready was encoded."""
    return {row["name"]: row["finished_at"] for row in await editor.stack.fetch(FINISHED, asset)}


def check_nothing_is_published(faults: FaultLog, asset: dict[str, Any], published: set[str]) -> None:
    faults.expect(asset["currentVersion"] is None, Anomaly.WRONG_STATE, f"a version is played: {asset}")
    statuses = {version["status"] for version in asset["versions"]}
    faults.expect(statuses <= {"processing"}, Anomaly.WRONG_STATE, f"the version is {statuses}")
    faults.expect(not published, Anomaly.WRONG_STATE, "the version was announced")


@pytest.mark.parametrize("step", STEPS)
async def test_a_worker_killed_at_any_step_is_replaced(
    faults: FaultLog, editor: Editor, movie: bytes, step: str
) -> None:
    stack, clock = editor.stack, asyncio.get_running_loop().time
    asset = await editor.add_asset()
    await editor.upload(asset, movie)
    await killed(editor, Preload(kill=STEPS[step]))
    faults.injected(f"kill at: {step}")
    before = await finished(editor, asset)
    if step != SWITCHED:
        check_nothing_is_published(faults, await editor.asset(asset), await editor.published(asset))
    began = clock()
    await stack.start(WORKER)
    done = await editor.ready(asset)
    faults.recovered(clock() - began)
    faults.performed()

    [version] = done["versions"]
    faults.expect(version["status"] == "ready", Anomaly.NOT_RECOVERED, f"the version is {version}")
    after = await finished(editor, asset)
    repeated = [name for name, at in before.items() if after.get(name) != at]
    faults.expect(not repeated, Anomaly.DUPLICATED, f"encoded again: {repeated}")
    faults.note("renditions before the kill", str(len(before)))
    announced = await editor.published(asset)
    faults.expect(len(announced) == 1, Anomaly.DUPLICATED, f"{len(announced)} announcements")
    output = editor.stored(f"vod/{asset}/1")
    size = sum(output.values())
    faults.expect(size == version["bytes"], Anomaly.WRONG_STATE, f"{size} bytes stored, not {version['bytes']}")
    encoded = editor.stored(f"work/{asset}").keys()
    allowed = {f"1/{name}" for name in ENCODED} if step == SWITCHED else set()
    faults.expect(encoded <= allowed, Anomaly.UNBOUNDED, f"left in the storage: {encoded}")
    scratch = editor.scratch()
    faults.expect(not scratch, Anomaly.UNBOUNDED, f"left in temporary folders: {scratch}")
    await stack.terminate(WORKER)


async def test_a_worker_killed_while_it_deletes_leaves_nothing(
    faults: FaultLog, editor: Editor, movie: bytes, tmp_path: Path
) -> None:
    """What a worker has left is deleted a day later; what was unpublished, after a week."""
    stack = editor.stack
    asset = await editor.add_asset()
    await editor.upload(asset, movie)
    await killed(editor, Preload(kill=STEPS[SWITCHED]))
    await stack.start(WORKER)
    await editor.ready(asset)
    await editor.request("POST", f"admin/playback/assets/{asset}/unpublish")
    await stack.terminate(WORKER)
    faults.expect(editor.stored(f"vod/{asset}"), Anomaly.LOST, "output was deleted at once")
    faults.expect(editor.stored(f"work/{asset}"), Anomaly.WRONG_STATE, "the killed worker has left nothing to delete")

    later = tmp_path / "clock"
    preload = Preload(clock=later, kill=Kill("playback.application.storage.cleaning:CleanStorage._mark"))
    preload.set_clock(CLEANING)
    await editor.request("POST", "admin/playback/storage/clean")
    await killed(editor, preload)
    faults.injected("kill while it deletes")
    faults.expect(editor.stored(f"vod/{asset}"), Anomaly.WRONG_STATE, "it had deleted already")
    await stack.start(WORKER, Preload(clock=later).environment())
    await editor.request("POST", "admin/playback/storage/clean")

    async def is_clean() -> bool:
        # By the clock of this worker, what is to be done at once is to be done in a week.
        await editor.hurry()
        return not editor.stored(f"vod/{asset}") and not editor.stored(f"work/{asset}")

    await wait_until(is_clean, seconds=SECONDS, every=0.5, what="a storage without the video")
    faults.performed()
    statuses = [version["status"] for version in (await editor.asset(asset))["versions"]]
    faults.expect(statuses == ["purged"], Anomaly.WRONG_STATE, f"the version is {statuses}")
    await stack.terminate(WORKER)
