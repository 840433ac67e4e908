"""A provider that does everything wrong, and imports that end complete all the same, in a worker that stays small."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest
import pytest_asyncio
from tests.faults.issuers import auth_issuer
from tests.faults.providers import hostile
from tests.faults.providers.hostile import Behavior, HostileProvider, hostile_provider

from chassis.testing.kafka import read_all, wait_until
from contracts.ingestion import MediaImportedV1
from devstack.faults.log import Anomaly, FaultLog
from devstack.faults.preload import Preload
from devstack.faults.stack import FaultStack, Process, running
from devstack.providers import PROVIDERS
from devstack.servers.artifacts import Installed
from devstack.services import SIMULATOR
from provider_simulator.titles.demo import demo_titles

INGESTION: Final = Process("ingestion")
RATE: Final = 40
AT_ONCE: Final = 8
"""Jobs that run at once: what a kill interrupts."""
KILLED_AT: Final = (8, 20)
"""How many titles are imported when the worker is killed."""
TITLES: Final = 12
BESIDE: Final = 3
SETTLE_SECONDS: Final = 100.0
DISTURBED_SECONDS: Final = 4.0
MEMORY_BYTES: Final = 100 * 1024 * 1024
RETRY_AFTER: Final = 4
SETTINGS: Final = {
    "INGESTION_CALL_SECONDS": "2",
    "INGESTION_LEASE_SECONDS": "2",
    "INGESTION_TMDB_RATE": str(RATE),
    "INGESTION_WORKER_CONCURRENCY": str(AT_ONCE),
}
TITLE_PATHS: Final = "/tmdb/3/"
SOON: Final = """update ingestion.jobs set run_at = now() + interval '2 seconds'
where status = 'queued' and run_at > now() + interval '3 seconds'"""
WELL: Final = """update ingestion.provider_state
set breaker = 'closed', breaker_until = null, breaker_trips = 0, blocked_until = null"""


@dataclass(slots=True)
class Importing:
    """The service, the provider it calls, and the titles that no test has imported yet."""

    stack: FaultStack
    provider: HostileProvider
    preload: Preload
    settings: dict[str, str]
    headers: dict[str, str]
    waiting: list[tuple[str, int]]

    async def request(self, path: str, body: object = None) -> Any:
        """Send a POST as an administrator and return the response's data."""
        url = f"{self.stack.url(INGESTION)}/api/v1/ingestion{path}"
        async with aiohttp.ClientSession() as http, http.post(url, json=body, headers=self.headers) as response:
            response.raise_for_status()
            return json.loads(await response.read())["data"]

    async def begin(self, number: int = TITLES) -> list[tuple[str, int]]:
        """Queue imports of titles, and return them."""
        titles = [self.waiting.pop() for _ in range(number)]
        for kind, tmdb_id in titles:
            await self.request("/sync", {"type": kind, "tmdbId": tmdb_id})
        return titles

    async def count(self, query: str, *values: object) -> int:
        """Return one number from the database."""
        return int((await self.stack.fetch(query, *values))[0][0])

    async def complete(self, titles: list[tuple[str, int]], faults: FaultLog) -> None:
        """Wait until every title is imported and published, none of them as a part."""
        numbers = [number for _, number in titles]
        begun = asyncio.get_running_loop().time()

        async def are_stored() -> bool:
            # After several failures a job waits for minutes, which would be tested for nothing.
            await self.stack.fetch(SOON)
            stored = await self.count("select count(*) from ingestion.titles where tmdb_id = any($1)", numbers)
            return stored >= len(numbers)

        try:
            await wait_until(are_stored, seconds=SETTLE_SECONDS, every=0.5, what="the imports")
        except AssertionError:
            rows = await self.stack.fetch(
                "select tmdb_id, status, reason from ingestion.jobs where tmdb_id = any($1)", numbers
            )
            faults.anomaly(Anomaly.NOT_RECOVERED, f"imports: {[tuple(row) for row in rows]}")
        faults.recovered(asyncio.get_running_loop().time() - begun)

    def check_rate(self, since: float, faults: FaultLog) -> None:
        """Record any second with more calls than the budget of TMDB allows."""
        times = [call.at for call in self.provider.calls if call.at >= since and call.path.startswith("/tmdb")]
        most = max((sum(at <= other < at + 1 for other in times) for at in times), default=0)
        faults.note("most calls per second", str(most))
        # Calls that began within the budget arrive bunched on a busy machine.
        faults.expect(most <= 2 * RATE, Anomaly.UNBOUNDED, f"{most} calls within a second")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def importing(devstack_parts: Installed, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Importing]:
    """Yield ingestion with a provider that can misbehave."""
    folder: Path = tmp_path_factory.mktemp("providers")
    preload = Preload(connections=folder / "connections")
    async with (
        running(devstack_parts, Process("auth")) as stack,
        hostile_provider(stack.plan.url(SIMULATOR)) as provider,
    ):
        addresses = {f"INGESTION_{service.name}_BASE_URL": provider.url + service.path for service in PROVIDERS}
        settings = {**SETTINGS, **addresses, **preload.environment()}
        await stack.start(INGESTION, settings)
        tokens = await auth_issuer(stack)
        headers = {"Authorization": f"Bearer {tokens.issue(roles=('admin',), lifetime=3600)}"}
        yield Importing(stack, provider, preload, settings, headers, [*demo_titles()])


@pytest_asyncio.fixture(autouse=True)
async def well_behaved(importing: Importing) -> None:
    """Start each test with a provider that behaves, and of which nothing bad is known."""
    importing.provider.misbehave(None)
    importing.provider.calls.clear()
    await importing.stack.fetch(WELL)


@pytest.mark.parametrize("as_date", [False, True], ids=["seconds", "date"])
async def test_retry_after_is_obeyed(faults: FaultLog, importing: Importing, as_date: bool) -> None:
    loop = asyncio.get_running_loop()
    provider = importing.provider
    faults.random.shuffle(importing.waiting)
    titles = await importing.begin(4)
    await importing.complete(titles, faults)
    provider.calls.clear()
    provider.misbehave(hostile.status(429, retry_after=RETRY_AFTER, as_date=as_date), TITLE_PATHS)
    titles = await importing.begin(4)
    await wait_until(lambda: provider.disturbed() > 0, seconds=20, what="a call that is refused")
    first = next(call.at for call in provider.calls if call.is_disturbed)
    faults.injected("429 with Retry-After")
    await asyncio.sleep(1)
    provider.misbehave(None)
    await importing.complete(titles, faults)
    # Calls that were on their way when the first one was refused are no disobedience.
    early = [
        call.at - first
        for call in provider.calls
        if call.path.startswith("/tmdb") and 0.7 < call.at - first < RETRY_AFTER - (2 if as_date else 1)
    ]
    faults.performed(len(titles))
    faults.expect(not early, Anomaly.UNBOUNDED, f"calls after {early} s, where {RETRY_AFTER} s were stated")
    importing.check_rate(loop.time() - 60, faults)


_X: Final = b"x" * 1000
FAULTS: Final[dict[str, Behavior]] = {
    "500": hostile.status(500),
    "503 with Retry-After": hostile.status(503, retry_after=1),
    "stall": hostile.stall,
    "drip": hostile.drip,
    "wrong type of content": hostile.body(b"<html>maintenance</html>", "text/html"),
    "wrong types of values": hostile.body(b'{"id": "one", "title": 7, "genres": "a"}'),
    "garbage": hostile.body(b'{"id": 1, "title": <<' + _X),
    "not UTF-8": hostile.body(b'{"id": 1, "title": "\xff\xfe"}'),
    "deep nesting": hostile.body(b"[" * 100_000),
    "huge numbers": hostile.body(b'{"id": 1' + b"0" * 5000 + b', "popularity": 1e400}'),
    "duplicate keys": hostile.body(b'{"id": 1, "id": 2, "title": "a", "title": null}'),
    "truncated": hostile.truncated,
    "redirect to the cloud's metadata": hostile.redirect("http://169.254.169.254/latest/meta-data/"),
    "redirect to this machine": hostile.redirect("http://127.0.0.1:1/"),
    "redirect to a file": hostile.redirect("file:///etc/passwd"),
    "redirect to itself": hostile.redirect("/tmdb/3/movie/1"),
    "gigabyte": hostile.endless(b'{"id": 1, "title": "'),
    "gzip bomb": hostile.endless(b'{"id": 1, "title": "', "gzip"),
    "deflated as gzip": hostile.endless(b"", "deflate"),
}


async def test_imports_end_complete_whatever_the_provider_does(faults: FaultLog, importing: Importing) -> None:
    """One fault after another, while titles are imported; then the provider is well, and every import ends."""
    provider, stack = importing.provider, importing.stack
    begun = asyncio.get_running_loop().time()
    memory, names = stack.memory(INGESTION), list(FAULTS)
    faults.random.shuffle(names)
    faults.random.shuffle(importing.waiting)
    titles: list[tuple[str, int]] = []
    largest = memory
    for name in names:
        kind, number = title = importing.waiting.pop()
        provider.misbehave(FAULTS[name], f"/tmdb/3/{'movie' if kind == 'movie' else 'tv'}/{number}")
        before = provider.disturbed()
        await importing.request("/sync", {"type": kind, "tmdbId": number})
        # The titles beside it are well, so that the circuit breaker stays closed and each fault is met.
        titles += [title, *await importing.begin(BESIDE)]

        def has_struck(before: int = before) -> bool:
            return provider.disturbed() > before

        try:
            await wait_until(has_struck, seconds=30, what="a disturbed call")
        except AssertionError:
            faults.anomaly(Anomaly.WRONG_STATE, f"{name} struck no call")
        await asyncio.sleep(DISTURBED_SECONDS)
        faults.injected(name)
        largest = max(largest, stack.memory(INGESTION))
        stored = await importing.count("select count(*) from ingestion.titles where tmdb_id = $1", number)
        faults.expect(stored == 0, Anomaly.WRONG_STATE, f"{name}: the title was stored")
    faults.note("disturbed calls", str(provider.disturbed()))
    provider.misbehave(None)
    await importing.complete(titles, faults)
    faults.performed(len(titles))
    records = await read_all(stack.bootstrap, MediaImportedV1.topic)
    published = {json.loads(record.value)["tmdbId"] for record in records if record.value}
    missing = {number for _, number in titles} - published
    # The relay publishes what was stored a moment ago.
    faults.expect(len(missing) <= 2, Anomaly.LOST, f"not published: {missing}")
    growth = max(largest, stack.memory(INGESTION)) - memory
    faults.note("memory", f"{growth / 1024 / 1024:+.0f} MiB")
    faults.expect(growth < MEMORY_BYTES, Anomaly.UNBOUNDED, f"memory grew by {growth} bytes")
    importing.check_rate(begun, faults)
    _check_addresses(importing, faults)


def _check_addresses(importing: Importing, faults: FaultLog) -> None:
    """Record every address that is neither the provider's nor one of the stack."""
    stack = importing.stack
    ports = {importing.provider.port, stack.kafka.port, stack.postgres.port, *stack.plan.ports.values()}
    addresses = set(importing.preload.connected())
    faults.expect(addresses, Anomaly.WRONG_STATE, "connections are not recorded")
    strange = {address for address in addresses if address.rpartition(":")[2] not in set(map(str, ports))}
    faults.expect(not strange, Anomaly.BYPASSED, f"connections to {strange}")


async def test_breaker_opens_and_closes(faults: FaultLog, importing: Importing) -> None:
    """A provider that fails every call is soon left alone, and soon called again when it is well."""
    provider, loop = importing.provider, asyncio.get_running_loop()
    faults.random.shuffle(importing.waiting)
    provider.misbehave(hostile.status(500), TITLE_PATHS)
    titles = await importing.begin()
    faults.injected("500")

    async def is_open() -> bool:
        query = "select count(*) from ingestion.provider_state where source = 'tmdb' and breaker <> 'closed'"
        return await importing.count(query) > 0

    await wait_until(is_open, seconds=60, every=0.1, what="an open breaker")
    opened = loop.time()
    await asyncio.sleep(DISTURBED_SECONDS)
    calls = sum(call.at > opened + 1 for call in provider.calls if call.path.startswith("/tmdb"))
    faults.note("calls while open", f"{calls} in {DISTURBED_SECONDS - 1:.0f} s")
    faults.expect(calls < RATE / 2, Anomaly.UNBOUNDED, f"{calls} calls to a provider that fails")
    provider.misbehave(None)
    await importing.complete(titles, faults)
    faults.performed(len(titles))


async def test_endless_pages_are_not_read(faults: FaultLog, importing: Importing) -> None:
    provider = importing.provider
    provider.misbehave(hostile.endless_pages(100), "/changes")
    for _ in range(2):
        await importing.request("/changes")
        faults.performed()
        faults.injected("endless pages")
        await asyncio.sleep(DISTURBED_SECONDS)
    read = sum("/changes" in call.path for call in provider.calls)
    faults.note("pages read", str(read))
    faults.expect(read, Anomaly.WRONG_STATE, "no page was requested")
    faults.expect(read < RATE, Anomaly.UNBOUNDED, f"{read} pages of a list without an end")


async def test_imports_resume_from_their_checkpoint(faults: FaultLog, importing: Importing) -> None:
    """The worker is killed in the middle of an import of many titles, which goes on where it was."""
    provider, stack = importing.provider, importing.stack
    faults.random.shuffle(importing.waiting)
    titles = [importing.waiting.pop() for _ in range(40)]
    numbers = [number for _, number in titles]
    rows = [{"type": kind, "tmdbId": number} for kind, number in titles]
    await importing.request("/bulk", {"items": rows})
    stored = "select count(*) from ingestion.titles where tmdb_id = any($1)"
    for share in KILLED_AT:

        async def has_reached(share: int = share) -> bool:
            return await importing.count(stored, numbers) >= share

        await wait_until(has_reached, seconds=60, every=0.05, what=f"{share} imported titles")
        await stack.kill(INGESTION)
        await stack.start(INGESTION, importing.settings)
        faults.injected("kill ingestion")
    await importing.complete(titles, faults)
    titles_path = re.compile(r"/tmdb/3/(movie|tv)/[0-9]+")
    fetched = Counter(call.path for call in provider.calls if titles_path.fullmatch(call.path))
    again = sum(count - 1 for count in fetched.values())
    faults.performed(len(titles))
    faults.note("fetched again", f"{again} of {len(fetched)}")
    most = AT_ONCE * len(KILLED_AT)
    faults.expect(again <= most, Anomaly.DUPLICATED, f"{again} titles were fetched again, {most} were interrupted")
