"""Users who record plays through the gateway while a test disturbs it, and what must be true of these plays."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID, uuid4

import httpx2
import jwt

from chassis.testing.kafka import produce, read_all, wait_until
from contracts.event import encode
from contracts.event_catalog import DEAD_LETTER_TOPICS
from contracts.identity import media_id
from contracts.ingestion import MediaImportedV1
from contracts.library import PlayRecordedV1
from devstack.faults.log import Anomaly, FaultLog
from devstack.faults.report import quantile
from devstack.faults.stack import FaultStack, Process

GATEWAY: Final = Process("gateway")
LIBRARY: Final = Process("library", "api")
LIBRARY_WORKER: Final = Process("library", "worker")
INSIGHTS_WORKER: Final = Process("insights", "worker")
PROCESSES: Final = (Process("auth"), LIBRARY, LIBRARY_WORKER, INSIGHTS_WORKER, GATEWAY)
USERS: Final = 4
_MOVIE: Final = 603
_PASSWORD: Final = "Correct-horse-1"
_READY_SECONDS: Final = 120.0
_REQUEST_SECONDS: Final = 60.0
_RETRY_SECONDS: Final = 0.2
_ACKNOWLEDGED_SECONDS: Final = 300.0
_PLAYS: Final = "select count(*) from library.plays"
_COUNTED: Final = "select count(*) from insights.user_plays"
_BEGIN: Final = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request: when it began, how long it took, and its status."""

    at: float
    seconds: float
    status: int


@dataclass(slots=True)
class Players:
    """Users who record one play after the other and repeat each until it is acknowledged."""

    faults: FaultLog
    stack: FaultStack
    address: str
    pause: float = 0.02
    attempts: list[Attempt] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    """The ids of plays for which a client has a response that says so."""
    user_ids: list[UUID] = field(default_factory=list)
    _users: list[httpx2.AsyncClient] = field(default_factory=list)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _plays: int = 0

    async def register(self) -> None:
        """Register the users and wait until library knows the movie."""
        movie = MediaImportedV1(
            version=1,
            media_id=media_id("movie", _MOVIE),
            kind="movie",
            tmdb_id=_MOVIE,
            title="A movie",
            imported_at=datetime.now(UTC),
        )
        await produce(self.stack.bootstrap, [encode(movie, "faults")])
        for _ in range(USERS):
            client = httpx2.AsyncClient(base_url=f"{self.address}/api/v1", timeout=_REQUEST_SECONDS, trust_env=False)
            name = f"u{uuid4().hex[:12]}"
            body = {"email": f"{name}@marquee.example", "username": name, "password": _PASSWORD}
            response = await client.post("/auth/register", json=body)
            response.raise_for_status()
            token = response.json()["data"]["accessToken"]
            self.user_ids.append(UUID(jwt.decode(token, options={"verify_signature": False})["sub"]))
            client.headers["authorization"] = f"Bearer {token}"
            self._users.append(client)

        async def is_known() -> bool:
            response = await self._post(self._users[0], str(uuid4()))
            if response.status_code != 201:
                return False
            self.acknowledged += _play_ids(response.json())
            return True

        await wait_until(is_known, seconds=_READY_SECONDS, every=0.3, what="a movie that can be played")

    async def close(self) -> None:
        """Close the connections."""
        for client in self._users:
            await client.aclose()

    async def run(self) -> None:
        """Record plays as all users until stopped; each play in hand is repeated until it is acknowledged."""
        async with asyncio.TaskGroup() as group:
            for client in self._users:
                group.create_task(self._record(client))

    def stop(self) -> None:
        """Let the plays in hand be the last."""
        self._stopping.set()

    def advanced(self, before: int) -> bool:
        """Return whether more plays than `before` were acknowledged."""
        return len(self.acknowledged) > before

    def seconds(self, since: float = 0.0, until: float = float("inf")) -> list[float]:
        """Return how long the successful requests of a period took."""
        return [item.seconds for item in self.attempts if since <= item.at < until and item.status == 201]

    async def _record(self, client: httpx2.AsyncClient) -> None:
        while not self._stopping.is_set():
            key, watched_at = str(uuid4()), self._next_instant()
            await wait_until(
                partial(self._is_acknowledged, client, key, watched_at),
                seconds=_ACKNOWLEDGED_SECONDS,
                every=_RETRY_SECONDS,
            )
            await asyncio.sleep(self.pause)

    async def _is_acknowledged(self, client: httpx2.AsyncClient, key: str, watched_at: str) -> bool:
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            response = await self._post(client, key, watched_at)
        except httpx2.HTTPError as failure:
            self.attempts.append(Attempt(began, clock() - began, 0))
            self.faults.anomaly(Anomaly.SERVER_ERROR, f"no response: {failure!r}")
            return False
        self.attempts.append(Attempt(began, clock() - began, response.status_code))
        self.faults.performed()
        if response.status_code == 201:
            self.acknowledged += _play_ids(response.json())
            return True
        if response.status_code != 503 or "retry-after" not in response.headers:
            self.faults.anomaly(Anomaly.SERVER_ERROR, f"{response.status_code}: {response.text[:300]}")
        return False

    async def _post(self, client: httpx2.AsyncClient, key: str, watched_at: str | None = None) -> httpx2.Response:
        body = {"mediaItemId": str(media_id("movie", _MOVIE)), "watchedAt": watched_at or self._next_instant()}
        return await client.post("/me/plays", json=body, headers={"idempotency-key": key})

    def _next_instant(self) -> str:
        self._plays += 1
        return (_BEGIN + timedelta(seconds=self._plays)).isoformat()


def _play_ids(document: dict[str, Any]) -> list[str]:
    return [str(play["id"]) for play in document["data"]["plays"]]


async def settle(faults: FaultLog, stack: FaultStack, within: float) -> None:
    """Wait until every play is published and has reached insights; record how long, or that it takes too long."""
    clock = asyncio.get_running_loop().time
    began = clock()

    async def is_settled() -> bool:
        waiting = await count(stack, "select count(*) from library.outbox")
        return not waiting and await count(stack, _PLAYS) == await count(stack, _COUNTED)

    try:
        await wait_until(is_settled, seconds=within, every=0.3)
        faults.recovered(clock() - began)
    except AssertionError:
        waiting = await count(stack, "select count(*) from library.outbox")
        plays, counted = await count(stack, _PLAYS), await count(stack, _COUNTED)
        text = f"{waiting} events wait, {counted} of {plays} plays are counted after {within:.0f} s"
        faults.anomaly(Anomaly.NOT_RECOVERED, text)


async def count(stack: FaultStack, sql: str) -> int:
    """Return the number that a query has."""
    [row] = await stack.fetch(sql)
    return int(row[0])


async def compare(faults: FaultLog, stack: FaultStack, players: Players) -> None:
    """Record plays that were acknowledged and are missing, plays of no request, and rejected events."""
    of_users = "where user_id = any($1::uuid[])"
    rows = await stack.fetch(f"select play_id from library.plays {of_users}", players.user_ids)
    stored = {str(row[0]) for row in rows}
    rows = await stack.fetch(f"select play_id from insights.user_plays {of_users}", players.user_ids)
    counted = {str(row[0]) for row in rows}
    records = await read_all(stack.bootstrap, PlayRecordedV1.topic)
    published = {str(PlayRecordedV1.model_validate_json(record.value or b"").play_id) for record in records}
    acknowledged = Counter(players.acknowledged)
    for play, times in acknowledged.items():
        faults.expect(times == 1, Anomaly.DUPLICATED, f"play {play} was acknowledged for {times} requests")
        faults.expect(play in stored, Anomaly.LOST, f"play {play} was acknowledged and is not stored")
        faults.expect(play in published, Anomaly.LOST, f"play {play} was acknowledged and is not in the topic")
        faults.expect(play in counted, Anomaly.LOST, f"play {play} was acknowledged and has not reached insights")
    extra = len(stored - acknowledged.keys())
    faults.expect(not extra, Anomaly.DUPLICATED, f"{extra} plays are stored that no response acknowledges")
    letters = await read_all(stack.bootstrap, *(topic.name for topic in DEAD_LETTER_TOPICS))
    faults.expect(not letters, Anomaly.DEAD_LETTERED, f"{len(letters)} valid events were rejected")


def compare_latency(faults: FaultLog, quiet: list[float], disturbed: list[float], *, most: float = 5.0) -> None:
    """Note the ratio of the latencies of two periods; one far outside of what is expected is an anomaly."""
    if not quiet or not disturbed:
        faults.anomaly(Anomaly.DISTURBED, f"{len(quiet)} and {len(disturbed)} requests succeeded: nothing to compare")
        return
    before, during = quantile(quiet, 0.99), quantile(disturbed, 0.99)
    faults.note("p99 of writes", f"{during * 1000:.0f} ms, {during / before:.1f} times that without faults")
    faults.expect(during < most * before + 1, Anomaly.DISTURBED, f"p99 of writes: {before:.2f} s, then {during:.2f} s")


async def under_load(players: Players, disturb: Callable[[], Awaitable[None]]) -> None:
    """Disturb the stack while the users record plays."""
    async with asyncio.TaskGroup() as group:
        running = group.create_task(players.run())
        try:
            await disturb()
        finally:
            players.stop()
        await running
