"""The worker of sources is killed again and again while it scans: no file is lost, doubled, or gone too early."""

import asyncio
from typing import Any, Final

from tests.faults.sources.scanned import WORKER, Scanned

from devstack.faults.log import Anomaly, FaultLog
from devstack.faults.preload import Kill, Preload

SCAN: Final = "sources.application.scanning.scan:ScanSource"
FILES: Final = "sources.infrastructure.files.repository:SqlFiles"
FIRST: Final = {
    "a batch is listed": Kill(f"{SCAN}._store", "before"),
    "files are recognized": Kill(f"{SCAN}._recognized"),
    "a batch is written without its position": Kill("jobs.run:Run.checkpoint", "before"),
    "a batch is stored": Kill(f"{SCAN}._store"),
    "two batches are stored": Kill(f"{SCAN}._store", call=2),
    "the listing ends": Kill(f"{SCAN}._finish", "before"),
    "the sightings are deleted": Kill(f"{FILES}.forget_sightings"),
}
"""Where the worker dies in the first scan of a source, one time after the other."""
AGAIN: Final = {
    "old sightings are deleted": Kill(f"{FILES}.forget_sightings"),
    "a batch is seen": Kill(f"{FILES}.seen"),
    "a batch is stored": Kill(f"{SCAN}._store"),
    "a batch is written without its position": Kill("jobs.run:Run.checkpoint", "before"),
    "two batches are stored": Kill(f"{SCAN}._store", call=2),
    "the listing ends": Kill(f"{SCAN}._finish", "before"),
    "files are marked as gone": Kill(f"{FILES}.remove_unseen"),
}
"""Where it dies in a scan that finds files changed, added and deleted; each is before the end of the transaction."""
NUMBER, DELETED, CHANGED, ADDED = 5000, 400, 300, 200
SMALL, LARGE = 10, 20


def names(begin: int, end: int) -> list[str]:
    return [f"Shelf {number % 50:02}/Movie {number:05} (1999).mkv" for number in range(begin, end)]


async def test_a_scan_whose_workers_are_killed_is_as_one_that_was_not(faults: FaultLog, scanned: Scanned) -> None:
    scanned.write(names(0, NUMBER), SMALL)
    await scanned.connect()
    await _scan(faults, scanned, FIRST, set())
    gone = set(names(0, NUMBER)[::12][:DELETED])
    scanned.delete(sorted(gone))
    scanned.write(sorted(scanned.files)[:: len(scanned.files) // CHANGED][:CHANGED], LARGE)
    scanned.write(names(NUMBER, NUMBER + ADDED), SMALL)
    await scanned.request("POST", f"sources/{scanned.source_id}/scan")
    await _scan(faults, scanned, AGAIN, gone)


async def _scan(faults: FaultLog, scanned: Scanned, deaths: dict[str, Kill], gone: set[str]) -> None:
    """Let workers die in a scan, and compare after each what is stored; then let one end it."""
    clock = asyncio.get_running_loop().time
    before, _ = await scanned.stored()
    listed = 0
    for death, kill in deaths.items():
        await scanned.killed(Preload(kill=kill))
        faults.injected(f"kill when {death}")
        scan = await scanned.scan()
        faults.expect(scan["finishedAt"] is None, Anomaly.WRONG_STATE, f"the scan has ended: {scan}")
        faults.expect(scan["listed"] >= listed, Anomaly.LOST, f"{scan['listed']} files listed, before {listed}")
        listed = scan["listed"]
        await _check_unfinished(faults, scanned, before, scan)
    began = clock()
    await scanned.stack.start(WORKER)
    scan = await scanned.ended()
    faults.recovered(clock() - began)
    await scanned.stack.terminate(WORKER)
    await _check_end(faults, scanned, before, gone, scan)


async def _check_unfinished(faults: FaultLog, scanned: Scanned, before: dict[str, int], scan: dict[str, Any]) -> None:
    """Check that what is stored is what the position of the scan says, and that nothing is gone."""
    stored, gone = await scanned.stored()
    faults.expect(not gone, Anomaly.LOST, f"{len(gone)} files are gone before the end of the listing")
    missing = before.keys() - stored.keys()
    faults.expect(not missing, Anomaly.LOST, f"{len(missing)} files were deleted")
    invented = stored.keys() - before.keys() - scanned.files.keys()
    faults.expect(not invented, Anomaly.WRONG_STATE, f"files that there are not: {sorted(invented)[:3]}")
    altered = sum(before.get(path) != size for path, size in stored.items())
    counted = scan["new"] + scan["changed"]
    faults.expect(altered == counted, Anomaly.WRONG_STATE, f"{altered} files are stored, the scan counts {counted}")
    faults.performed()


async def _check_end(
    faults: FaultLog, scanned: Scanned, before: dict[str, int], gone: set[str], scan: dict[str, Any]
) -> None:
    """Check that each file is stored and counted once, and that those are gone which were deleted."""
    faults.performed(len(scanned.files) + len(gone))
    faults.expect(scan["status"] == "ready", Anomaly.NOT_RECOVERED, f"the scan: {scan}")
    stored, marked = await scanned.stored()
    faults.expect(stored.keys() >= scanned.files.keys(), Anomaly.LOST, "files are missing")
    faults.expect(stored == scanned.files, Anomaly.WRONG_STATE, "the files differ from those of the folder")
    faults.expect(marked == gone, Anomaly.WRONG_STATE, f"{len(marked)} files are gone, not {len(gone)}")
    now = scanned.files
    counts = {
        "listed": len(now),
        "new": len(now.keys() - before.keys()),
        "changed": sum(before.get(path, size) != size for path, size in now.items()),
        "unchanged": sum(before.get(path) == size for path, size in now.items()),
        "gone": len(gone),
    }
    counted = {name: scan[name] for name in counts}
    faults.expect(counted == counts, Anomaly.DUPLICATED, f"the scan counts {counted}, not {counts}")
    faults.expect(await scanned.sightings() == 0, Anomaly.UNBOUNDED, "notes of the scan are left")
    faults.note(f"scan of {len(now)} files", ", ".join(f"{number} {name}" for name, number in counts.items()))
