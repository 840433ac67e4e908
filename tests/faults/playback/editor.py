"""An administrator who uploads videos to a stack, and what the stack has stored of them."""

import base64
import hashlib
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx2
import orjson
from tests.faults.issuers import auth_issuer

from chassis.testing.kafka import read_all, wait_until
from chassis.testing.tokens import Tokens
from contracts.playback import AssetReadyV1
from devstack.faults.stack import FaultStack, Process
from devstack.servers.object_storage import BUCKET
from playback.domain.uploads.upload import PART_BYTES

API: Final = Process("playback", "api")
WORKER: Final = Process("playback", "worker")
SECONDS: Final = 120.0
"""Far more than is expected: other programs may share the machine."""
TOKEN_SECONDS: Final = 7200
_UPLOADS: Final = "admin/playback/uploads"
_ASSETS: Final = "admin/playback/assets"
_NOW: Final = "update playback.jobs set run_at = now() where status = 'queued'"
_EXPIRE: Final = "update playback.jobs set leased_until = now() - interval '1 s' where lease is not null"


def make_movie(tools: Path, target: Path, seconds: int = 4) -> Path:
    """Make a short movie with a sound track, and return it."""
    pictures, sound = f"testsrc2=s=480x270:r=24:d={seconds}", f"sine=440:d={seconds}"
    command = [str(tools / "ffmpeg"), "-v", "error", "-nostdin", "-y"]
    command += ["-f", "lavfi", "-i", pictures, "-f", "lavfi", "-i", sound, "-af", "volume=-20dB"]
    command += ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", str(target)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return target


@dataclass(frozen=True, slots=True)
class Editor:
    """Sends requests as an administrator to playback itself."""

    stack: FaultStack
    http: httpx2.AsyncClient
    tokens: Tokens

    async def request(self, method: str, path: str, body: Any = None) -> Any:
        """Return the data of a response that is a success."""
        response = await self.http.request(method, path, json=body)
        if response.is_error:
            raise AssertionError(f"{method} {path}: {response.status_code} {response.text}")
        return response.json()["data"]

    async def add_asset(self, subject: str = "") -> str:
        """Return the id of a new asset, which every user may play."""
        asset = await self.request("POST", _ASSETS, {"subject": subject or str(uuid4()), "access": "free"})
        return str(asset["id"])

    async def begin(self, asset: str, movie: bytes) -> str:
        """Begin the upload of a video, and return its path."""
        body = {"assetId": asset, "purpose": "video", "fileName": "movie.mkv", "size": len(movie)}
        upload = await self.request("POST", _UPLOADS, body)
        return f"{_UPLOADS}/{upload['id']}"

    async def send(self, upload: str, movie: bytes) -> int:
        """Send the parts to the storage; return 200, or the status of the first that it did not take."""
        async with httpx2.AsyncClient(timeout=30.0, trust_env=False) as storage:
            for number, at in enumerate(range(0, len(movie), PART_BYTES), 1):
                content = movie[at : at + PART_BYTES]
                digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
                body = {"parts": [{"number": number, "sha256": digest}]}
                [part] = await self.request("POST", f"{upload}/parts", body)
                response = await storage.put(part["url"], content=content, headers=part["headers"])
                if response.status_code != 200:
                    return response.status_code
        return 200

    async def upload(self, asset: str, movie: bytes) -> None:
        """Upload a video; a worker goes on with it."""
        upload = await self.begin(asset, movie)
        if (status := await self.send(upload, movie)) != 200:
            raise AssertionError(f"the storage did not take a part: {status}")
        await self.request("POST", f"{upload}/complete")

    async def asset(self, asset: str) -> dict[str, Any]:
        """Return an asset with its versions."""
        data: dict[str, Any] = await self.request("GET", f"{_ASSETS}/{asset}")
        return data

    async def ready(self, asset: str, *, hurried: bool = False) -> dict[str, Any]:
        """Wait until a version of an asset is played, and all its jobs have ended; return the asset.

        With `hurried` no job waits for its time.
        """
        state: dict[str, Any] = {}

        async def is_ready() -> bool:
            if hurried:
                await self.hurry()
            state.update(await self.asset(asset))
            return state["currentVersion"] is not None and not await self.active_jobs()

        try:
            await wait_until(is_ready, seconds=SECONDS, every=0.2, what="a version that is played")
        except AssertionError:
            raise AssertionError(f"no version is played: {state}, {self.stack.output(WORKER)}") from None
        return state

    async def active_jobs(self) -> list[tuple[Any, ...]]:
        """Return the jobs that have not ended."""
        rows = await self.stack.fetch(
            "select kind, status, reason_code from playback.jobs where status in ('queued', 'processing')"
        )
        return [tuple(row) for row in rows]

    async def hurry(self, *, is_worker_dead: bool = False) -> None:
        """Let the time pass that jobs wait, and that leases of a dead worker last."""
        await self.stack.fetch(_NOW)
        if is_worker_dead:
            await self.stack.fetch(_EXPIRE)

    async def published(self, asset: str) -> set[str]:
        """Return the ids of the events that announce a version of the asset; a relay may publish one again."""
        records = await read_all(self.stack.bootstrap, AssetReadyV1.topic)
        bodies = [(record.headers["ce_id"], orjson.loads(record.value)) for record in records if record.value]
        return {str(event_id) for event_id, body in bodies if body["assetId"] == asset}

    def stored(self, prefix: str) -> dict[str, int]:
        """Return the sizes of the objects below a prefix, by the rest of their keys."""
        root = self.stack.storage.data / "buckets" / BUCKET / prefix
        return {str(file.relative_to(root)): file.stat().st_size for file in root.rglob("*") if file.is_file()}

    def scratch(self) -> list[str]:
        """Return what is in the folders of temporary files, without their locks."""
        root = self.stack.plan.data / "playback" / "scratch"
        return sorted(path.name for path in root.glob("worker-*/*") if path.name != "lock")


@asynccontextmanager
async def editing(stack: FaultStack) -> AsyncIterator[Editor]:
    """Yield an administrator of a stack in which auth and the API of playback run."""
    tokens = await auth_issuer(stack)
    headers = {"Authorization": f"Bearer {tokens.issue(roles=('admin',), lifetime=TOKEN_SECONDS)}"}
    base = f"{stack.url(API)}/api/v1"
    async with httpx2.AsyncClient(base_url=base, headers=headers, timeout=30.0, trust_env=False) as http:
        yield Editor(stack, http, tokens)
