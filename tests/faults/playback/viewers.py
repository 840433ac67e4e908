"""Users who watch a video through the gateway: each repeats what fails, and never goes on without a response."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid4

import httpx2
import jwt

from devstack.faults.log import Anomaly, FaultLog

UNAVAILABLE: Final = frozenset({502, 503, 504})
PASSWORD: Final = "Correct-horse-7-battery"
BEAT_SECONDS: Final = 0.25
BEAT_MS: Final = 100
"""How far a viewer gets between two heartbeats: a run ends far before the end of the video."""
ATTEMPTS: Final = 600
RETRY_SECONDS: Final = 0.2
REQUEST_SECONDS: Final = 30.0


@dataclass(slots=True)
class Viewer:
    """One user with one device."""

    faults: FaultLog
    http: httpx2.AsyncClient
    subject: str
    user_id: UUID
    statuses: Counter[int] = field(default_factory=Counter)
    session: dict[str, Any] = field(default_factory=dict)
    sessions: int = 0
    position: int = 0
    """The last position that was acknowledged, in milliseconds."""
    files: int = 0
    beats: int = 0
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    async def register(cls, faults: FaultLog, gateway: str, subject: str) -> "Viewer":
        """Return a new user."""
        http = httpx2.AsyncClient(base_url=gateway, timeout=REQUEST_SECONDS, trust_env=False)
        name = f"v{uuid4().hex[:12]}"
        body = {"email": f"{name}@marquee.example", "username": name, "password": PASSWORD}
        response = await http.post("/api/v1/auth/register", json=body)
        response.raise_for_status()
        token = response.json()["data"]["accessToken"]
        http.headers["authorization"] = f"Bearer {token}"
        return cls(faults, http, subject, UUID(jwt.decode(token, options={"verify_signature": False})["sub"]))

    async def start(self) -> None:
        """Start a session of the video; a repetition has the key of the first request."""
        headers = {"Idempotency-Key": str(uuid4())}
        path = f"/api/v1/playback/{self.subject}/session"
        response = await self._until_done("POST", path, json={"deviceName": "TV"}, headers=headers)
        self.session = response.json()["data"]
        self.sessions += 1

    async def watch(self) -> None:
        """Read the files of the video again and again, and send heartbeats, until stopped."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._read())
            group.create_task(self._beat())

    def stop(self) -> None:
        """Let the requests in hand be the last."""
        self._stopping.set()

    def advanced(self) -> Callable[[], bool]:
        """Return a condition: the viewer has got another file and another heartbeat since now."""
        files, beats = self.files, self.beats
        return lambda: self.files > files + 1 and self.beats > beats + 1

    async def end(self, position: int) -> None:
        """End the session at a position."""
        path = f"/api/v1/playback/sessions/{self.session['sessionId']}?positionMs={position}"
        await self._until_done("DELETE", path)
        self.position = position

    async def active(self) -> int:
        """Return how many streams the user has."""
        return len((await self._until_done("GET", "/api/v1/playback/sessions")).json()["data"])

    async def _read(self) -> None:
        master = self.session["manifests"]["hls"]
        base = master.rpartition("/")[0]
        while not self._stopping.is_set():
            playlist = await self._file(f"{base}/240p.m3u8", await self._file(master))
            names = [line for line in playlist.decode().splitlines() if line and not line.startswith("#")]
            for name in names:
                if self._stopping.is_set():
                    return
                await self._file(f"{base}/{name}")
                await asyncio.sleep(BEAT_SECONDS / 4)

    async def _file(self, path: str, _: bytes = b"") -> bytes:
        response = await self._until_done("GET", path)
        complete = len(response.content) == int(response.headers.get("content-length", len(response.content)))
        self.faults.expect(complete and response.content, Anomaly.LOST, f"{path[-40:]}: a part of the file")
        self.files += 1
        return bytes(response.content)

    async def _beat(self) -> None:
        path = f"/api/v1/playback/sessions/{self.session['sessionId']}/heartbeats"
        while not self._stopping.is_set():
            body = {"positionMs": self.position + BEAT_MS, "state": "playing"}
            data = (await self._until_done("POST", path, json=body)).json()["data"]
            self.faults.expect(not data["ended"], Anomaly.DISTURBED, f"the session has ended: {data}")
            self.position += BEAT_MS
            self.beats += 1
            await asyncio.sleep(BEAT_SECONDS)

    async def _until_done(self, method: str, path: str, **request: Any) -> httpx2.Response:
        """Return the response that is a success; a request that gets none, or an announced failure, is repeated."""
        for _ in range(ATTEMPTS):
            try:
                response = await self.http.request(method, path, **request)
            except httpx2.HTTPError:
                self.statuses[0] += 1
                await asyncio.sleep(RETRY_SECONDS)
                continue
            self.statuses[response.status_code] += 1
            self.faults.performed()
            if response.is_success:
                return response
            what = f"{method} {path[:30]}…{path[-30:]}: {response.status_code} {response.text[:200]}"
            if response.status_code not in UNAVAILABLE:
                kind = Anomaly.SERVER_ERROR if response.status_code >= 500 else Anomaly.DISTURBED
                self.faults.anomaly(kind, what)
            elif "retry-after" not in response.headers:
                self.faults.anomaly(Anomaly.SERVER_ERROR, f"{what}, without Retry-After")
            await asyncio.sleep(RETRY_SECONDS)
        raise AssertionError(f"{method} {path} never succeeded: {dict(self.statuses)}")
