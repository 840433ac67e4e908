"""A folder that is a source, what changes in it, and what a stack has stored of it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import httpx2

from chassis.testing.kafka import wait_until
from devstack.faults.preload import Preload
from devstack.faults.stack import FaultStack, Process

API: Final = Process("sources", "api")
WORKER: Final = Process("sources", "worker")
SECONDS: Final = 120.0
"""Far more than is expected: other programs may share the machine."""
_EXPIRE: Final = "update sources.jobs set leased_until = now() - interval '1 s' where lease is not null"
_NOW: Final = "update sources.jobs set run_at = now() where status = 'queued'"
_FILES: Final = "select path, bytes, gone_at is null as is_there from sources.files where source_id = $1"


@dataclass(slots=True)
class Scanned:
    """Changes files of a folder, and requests scans of it at sources itself."""

    stack: FaultStack
    http: httpx2.AsyncClient
    folder: Path
    files: dict[str, int] = field(default_factory=dict)
    """The sizes of the files that are there, by path."""
    source_id: str = ""

    def write(self, paths: list[str], size: int) -> None:
        """Add files, or change them."""
        for path in paths:
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(bytes(size))
            self.files[path] = size

    def delete(self, paths: list[str]) -> None:
        """Delete files."""
        for path in paths:
            (self.folder / path).unlink()
            del self.files[path]

    async def connect(self) -> None:
        """Connect the folder, whose first scan is queued."""
        body = {"kind": "folder", "name": "Shelf", "configuration": {"path": str(self.folder)}}
        self.source_id = (await self.request("POST", "sources", body))["id"]

    async def request(self, method: str, path: str, body: Any = None) -> Any:
        """Return the data of a response that is a success."""
        response = await self.http.request(method, path, json=body)
        if response.is_error:
            raise AssertionError(f"{method} {path}: {response.status_code} {response.text}")
        return response.json()["data"]

    async def scan(self) -> dict[str, Any]:
        """Return the newest scan."""
        newest: dict[str, Any] = (await self.request("GET", f"sources/{self.source_id}/scans"))[0]
        return newest

    async def stored(self) -> tuple[dict[str, int], set[str]]:
        """Return the sizes of the files that count as being there, by path, and the paths of those that are gone."""
        rows = await self.stack.fetch(_FILES, UUID(self.source_id))
        return (
            {row["path"]: row["bytes"] for row in rows if row["is_there"]},
            {row["path"] for row in rows if not row["is_there"]},
        )

    async def sightings(self) -> int:
        """Return how many notes of running scans are stored."""
        return int((await self.stack.fetch("select count(*) from sources.sightings"))[0][0])

    async def killed(self, preload: Preload) -> None:
        """Start a worker, wait until it has died, and let the time of its lease pass."""
        await self.stack.start(WORKER, preload.environment())
        await wait_until(
            lambda: not self.stack.is_alive(WORKER), seconds=SECONDS, every=0.05, what="the death of the worker"
        )
        await self.stack.fetch(_EXPIRE)

    async def ended(self) -> dict[str, Any]:
        """Wait until the newest scan has ended, and return it."""
        scan: dict[str, Any] = {}

        async def has_ended() -> bool:
            await self.stack.fetch(_NOW)
            scan.update(await self.scan())
            return scan["finishedAt"] is not None

        await wait_until(has_ended, seconds=SECONDS, every=0.2, what="the end of the scan")
        return scan
