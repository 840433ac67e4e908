"""Scans list the files of sources, and continue where they stopped."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from services.sources.tests.integration.test_managing import NEW, OTHER, SOURCES, URL, USER, added
from services.sources.tests.integration.test_stores import SOURCE
from services.sources.tests.library import MemoryAdapters
from services.sources.tests.scanning import ended, jobs_of, published, queue, stored, until, working
from sqlalchemy import text

from chassis.core.lists.pages import Slice
from chassis.storage.encryption import CannotOpen
from chassis.testing.clock import NOON, FixedClock
from chassis.testing.tokens import Tokens
from jobs.errors import LeaseLost
from jobs.model import Status, new_job
from jobs.run import Run
from sources.application.jobs import REGISTRY, JobKind, scan_job
from sources.bootstrap import Container
from sources.domain.files.listed import ExternalIds, Page
from sources.domain.matching.title import Title
from sources.domain.media_sources.errors import SourceFailed
from sources.domain.media_sources.source import MediaSource

pytestmark = pytest.mark.integration

PATHS = ("Ada (2021)/Ada.2021.1080p.mkv", "Ada (2021)/Ada.2021.720p.mkv", "c.mkv", "d.mkv", "e.mkv")


ADA = Title(media_id=UUID(int=11), kind="movie", names=("Ada",), year=2021, ids=ExternalIds("tt1"), version=1)


@pytest_asyncio.fixture
async def library(adapters: MemoryAdapters, container: Container) -> Any:
    """Return the library of the source that tests add, with five files; the title of two of them is known."""
    async with container.units.begin() as work:
        await work.titles.save([ADA])
    library = adapters.library(URL)
    library.add(*PATHS)
    return library


async def source_of(container: Container, source_id: str) -> MediaSource:
    async with container.units.begin() as work:
        source = await work.media_sources.find(UUID(source_id))
    assert source is not None
    return source


async def scan(container: Container, source_id: str) -> None:
    await queue(container, scan_job(UUID(source_id), NOON))


def counts(result: Any) -> list[int]:
    return [result[name] for name in ("listed", "new", "changed", "unchanged", "gone", "recognized")]


async def test_scans_store_what_is_new_changed_and_gone(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container, library: Any
) -> None:
    source = await added(client, tokens)
    async with working(container):
        first = await ended(container)
        assert (first.status, counts(first.result)) == (Status.READY, [5, 5, 0, 0, 0, 2])
        library.add("c.mkv", fingerprint="2")
        library.add("f.mkv")
        del library.files["d.mkv"]
        await scan(container, source["id"])
        second = await ended(container, 2)
        assert counts(second.result) == [5, 1, 1, 3, 1, 0]
        library.add("d.mkv")
        await scan(container, source["id"])
        third = await ended(container, 3)
        assert counts(third.result) == [6, 1, 0, 5, 0, 0]
    assert await stored(container) == dict.fromkeys([*PATHS, "f.mkv"], True)
    scanned = await source_of(container, source["id"])
    assert (scanned.scanned_at, scanned.listed_at, scanned.revision) == (NOON, NOON, 1)
    response = await client.get(f"{SOURCES}/{source['id']}/scans", headers=tokens.bearer(USER))
    assert [(item["status"], item["listed"], item["gone"]) for item in response.json()["data"]] == [
        ("ready", 6, 0),
        ("ready", 5, 1),
        ("ready", 5, 0),
    ]
    async with container.runtime.engine.connect() as connection:
        assert (await connection.execute(text("select count(*) from sightings"))).scalar_one() == 0
        matched = (
            await connection.execute(text("select path from files where media_id = :ada"), {"ada": ADA.media_id})
        ).scalars()
        assert sorted(matched) == ["Ada (2021)/Ada.2021.1080p.mkv", "Ada (2021)/Ada.2021.720p.mkv"]


async def test_scan_that_was_killed_continues_and_nothing_is_doubled(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container, library: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sources.application.scanning.batches.BATCH_FILES", 1)
    source = await added(client, tokens)
    reached = asyncio.Event()

    async def hang(number: int) -> None:
        if number == 2:
            reached.set()
            await asyncio.sleep(60)

    library.before_page = hang
    async with container.units.begin() as work:
        [job] = await work.jobs.claim(1, timedelta(milliseconds=1))
    handler = container.runner._handlers[JobKind.SCAN]
    killed = asyncio.ensure_future(handler(Run(job, container.clock, REGISTRY)))
    await reached.wait()
    assert list(await stored(container)) == list(PATHS[:4])
    killed.cancel()
    await asyncio.gather(killed, return_exceptions=True)
    library.before_page = None
    library.add("Ada (2021)/Ada.2021.1080p.mkv", fingerprint="2")
    await container.runner._heartbeat.recover_stalled()
    async with working(container):
        job = await ended(container)
    assert (job.status, counts(job.result)) == (Status.READY, [5, 5, 0, 0, 0, 2])
    assert library.listed_from == [None, "d.mkv"]
    assert await stored(container) == dict.fromkeys(PATHS, True)
    assert (await source_of(container, source["id"])).scanned_at == NOON


async def test_source_that_fails_keeps_its_files_and_is_announced_once(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container, library: Any
) -> None:
    source = await added(client, tokens)
    source_id = source["id"]
    async with working(container):
        await ended(container)
        library.failure, library.fails_after = SourceFailed("unreachable", "the server accepts no connection"), 1
        await scan(container, source_id)

        async def outage() -> Any:
            return (await source_of(container, source_id)).outage

        assert (await until(outage)).code == "unreachable"
        failed = await source_of(container, source_id)
        assert failed.next_scan_at == NOON + timedelta(minutes=15)

        failed_scan = await ended(container, 2)
        assert (failed_scan.status, failed_scan.attempts) == (Status.FAILED, 3)
        assert (failed_scan.reason_code, await stored(container)) == ("unreachable", dict.fromkeys(PATHS, True))
        library.failure = library.fails_after = None
        await scan(container, source_id)
        assert (await ended(container, 3)).status is Status.READY
    assert (await source_of(container, source_id)).outage is None
    events = await published(container)
    assert [(name, body.get("reasonCode")) for name, body in events] == [
        ("media.source.degraded", "unreachable"),
        ("media.source.recovered", None),
    ]
    assert {body["sourceId"] for _, body in events} == {source_id}


async def test_scan_that_fails_unexpectedly_is_an_outage_and_keeps_the_files(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container, library: Any
) -> None:
    source = await added(client, tokens)

    async def break_down(_: int) -> None:
        raise ZeroDivisionError("a secret of the library")

    async with working(container):
        await ended(container)
        library.before_page = break_down
        await scan(container, source["id"])
        outage = await until_failed(container)
        assert (outage.code, outage.since) == ("unexpected", NOON)
        assert "secret" not in outage.reason
        failed = (await jobs_of(container))[-1]
        assert (failed.status, failed.reason_code, failed.attempts) == (Status.FAILED, "unexpected", 3)
        assert await stored(container) == dict.fromkeys(PATHS, True)
        await queue(container, new_job(JobKind.RECHECK, "all", NOON, {}))
        assert ((await ended(container, 1, JobKind.RECHECK)).result or {})["readable"] == 0
        library.before_page = None
        await scan(container, source["id"])
        assert (await ended(container, 3)).status is Status.READY
    assert (await source_of(container, source["id"])).outage is None
    assert [name for name, _ in await published(container)] == ["media.source.degraded", "media.source.recovered"]


async def test_scan_waits_while_the_source_is_not_at_fault(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container, library: Any
) -> None:
    await added(client, tokens)
    library.failure = SourceFailed("egress_interface", "the interface wg0 is down", waits=True)
    async with working(container):

        async def waits() -> bool:
            [job] = await jobs_of(container)
            return job.reason_code == "egress_interface"

        await until(waits)
    [job] = await jobs_of(container)
    assert (job.status, job.attempts) == (Status.QUEUED, 0)
    assert [name for name, _ in await published(container)] == ["media.source.degraded"]


async def test_listing_with_folders_that_cannot_be_read_makes_no_file_gone(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container, library: Any
) -> None:
    source = await added(client, tokens)
    async with working(container):
        await ended(container)
        del library.files["c.mkv"]
        library.unread = ("secret/",)
        await scan(container, source["id"])
        job = await ended(container, 2)
        assert (job.result or {})["is_complete"] is False
        assert await stored(container) == dict.fromkeys(PATHS, True)
        library.unread = ()
        await scan(container, source["id"])
        await ended(container, 3)
    assert (await stored(container))["c.mkv"] is False


async def test_changes_are_read_where_the_source_states_them(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container, library: Any
) -> None:
    source = await added(client, tokens)
    async with working(container):
        await ended(container)
        library.add("g.mkv")
        library.changed = [Page((library.files["g.mkv"],), "later", gone=("e.mkv", "unknown.mkv"))]
        await scan(container, source["id"])
        job = await ended(container, 2)
        assert ((job.result or {})["is_listing"], counts(job.result)) == (False, [1, 1, 0, 0, 1, 0])
        assert (await source_of(container, source["id"])).position == "later"
        assert (await stored(container))["e.mkv"] is False
        del library.files["d.mkv"]
        clock = container.clock
        assert isinstance(clock, FixedClock)
        clock.instant += timedelta(hours=24)
        await scan(container, source["id"])
        job = await ended(container, 3)
    assert ((job.result or {})["is_listing"], (job.result or {})["gone"]) == (True, 1)


async def test_pause_ends_a_running_scan(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container, library: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sources.application.scanning.batches.BATCH_FILES", 1)
    source = await added(client, tokens)
    user = tokens.bearer(USER)
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def hang(number: int) -> None:
        if number == 1:
            reached.set()
            await go_on.wait()

    library.before_page = hang
    async with container.units.begin() as work:
        [job] = await work.jobs.claim(1, timedelta(seconds=30))
    running = asyncio.ensure_future(container.runner._handlers[JobKind.SCAN](Run(job, container.clock, REGISTRY)))
    await reached.wait()
    path = f"{SOURCES}/{source['id']}"
    await client.patch(path, json={"isPaused": True}, headers=user | {"If-Match": "*"})
    go_on.set()
    with pytest.raises(LeaseLost):
        await running
    assert list(await stored(container)) == list(PATHS[:2])
    [job] = await jobs_of(container)
    assert job.status is Status.CANCELLED
    refused = await client.post(f"{path}/scan", headers=user)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "SOURCE_PAUSED")
    await client.patch(path, json={"isPaused": False}, headers=user | {"If-Match": "*"})
    started = await client.post(f"{path}/scan", headers=user)
    assert (started.status_code, started.json()["data"]["status"]) == (202, "queued")
    again = await client.post(f"{path}/scan", headers=user)
    assert again.json()["data"]["id"] == started.json()["data"]["id"]
    assert (await client.post(f"{path}/scan", headers=tokens.bearer(OTHER))).status_code == 404


async def test_due_sources_are_scanned_and_outages_rechecked(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container, library: Any
) -> None:
    source = await added(client, tokens)
    clock = container.clock
    assert isinstance(clock, FixedClock)

    async def run(kind: JobKind) -> None:
        await queue(container, new_job(kind, "all", NOON, {}))
        await ended(container, len(await jobs_of(container, kind)), kind)

    async with working(container):
        await ended(container)
        clock.instant += timedelta(minutes=11)
        await run(JobKind.SCAN_DUE)
        assert len(await jobs_of(container)) == 1
        clock.instant += timedelta(minutes=8)
        await run(JobKind.SCAN_DUE)
        await ended(container, 2)
        library.failure = SourceFailed("unreachable", "the server accepts no connection")
        await run(JobKind.SCAN_DUE)
        assert len(await jobs_of(container)) == 2
        await scan(container, source["id"])
        assert (await until_failed(container)).code == "unreachable"
        await run(JobKind.RECHECK)
        limited_until = clock.now() + timedelta(minutes=10)
        library.failure = SourceFailed("rate_limited", "too many requests", retry_at=limited_until)
        await run(JobKind.RECHECK)
        outage = (await source_of(container, source["id"])).outage
        assert outage is not None
        assert (outage.code, outage.until) == ("rate_limited", limited_until)
        number = len(await jobs_of(container))
        library.failure = None
        await run(JobKind.RECHECK)
        assert ((await jobs_of(container, JobKind.RECHECK))[-1].result or {})["readable"] == 0
        assert len(await jobs_of(container)) == number
        clock.instant += timedelta(minutes=10)
        await run(JobKind.RECHECK)
        await ended(container, number + 1)
    assert (await source_of(container, source["id"])).outage is None


async def test_a_source_is_due_again_after_a_pause_while_its_scan_has_not_ended(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container, library: Any
) -> None:
    source = await added(client, tokens)
    clock, go_on = container.clock, asyncio.Event()
    assert isinstance(clock, FixedClock)

    async def hang(_: int) -> None:
        await go_on.wait()

    async with working(container):
        await ended(container)
        clock.instant += timedelta(minutes=19)
        library.before_page = hang
        await queue(container, new_job(JobKind.SCAN_DUE, "all", NOON, {}))
        await ended(container, 1, JobKind.SCAN_DUE)
        assert len(await jobs_of(container)) == 2
        assert (await source_of(container, source["id"])).next_scan_at == clock.now() + timedelta(minutes=15)
        go_on.set()
        await ended(container, 2)


async def test_a_source_whose_credentials_do_not_open_keeps_no_other_from_its_check(
    container: Container, library: Any
) -> None:
    sealed = replace(SOURCE, id=UUID(int=4))
    async with container.units.begin() as work:
        for source in (sealed, SOURCE):
            await work.media_sources.save(source)
        await work.media_sources.save_credentials(SOURCE.id, {"password": library.password})
        await work.queue(new_job(JobKind.RECHECK, "all", NOON, {}))
    async with container.runtime.engine.begin() as connection:
        copied = text("insert into credentials (source_id, sealed) select :other, sealed from credentials")
        await connection.execute(copied, {"other": sealed.id})
    async with container.units.begin() as work:
        [job] = await work.jobs.claim(1, timedelta(seconds=30))
    with pytest.raises(CannotOpen):
        await container.runner._handlers[JobKind.RECHECK](Run(job, container.clock, REGISTRY))
    assert [job.payload for job in await jobs_of(container)] == [{"source_id": str(SOURCE.id)}]


async def until_failed(container: Container) -> Any:
    """Return the outage of the only source, as soon as it has one and its scan has ended."""

    async def outage() -> Any:
        async with container.units.begin() as work:
            [source] = (await work.media_sources.page(Slice(10), None)).items
        return source.outage if all(job.finished_at for job in await jobs_of(container)) else None

    return await until(outage)


async def test_clean_up_forgets_files_that_are_gone_for_a_month(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container, library: Any
) -> None:
    source = await added(client, tokens)
    clock = container.clock
    assert isinstance(clock, FixedClock)
    async with working(container):
        await ended(container)
        del library.files["c.mkv"]
        await scan(container, source["id"])
        await ended(container, 2)
        for number, (days, there) in enumerate(((30, True), (1, False)), start=1):
            clock.instant += timedelta(days=days)
            await queue(container, new_job(JobKind.CLEAN, "all", NOON, {}))
            await ended(container, number, JobKind.CLEAN)
            assert ("c.mkv" in await stored(container)) is there
    assert len(await stored(container)) == 4


async def test_scans_are_followed_as_they_happen(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container, library: Any
) -> None:
    source = await added(client, tokens)
    assert len(library.files) == 5
    statuses: list[str] = []
    scans = container.application.scans
    follower = scans.join(USER, UUID(source["id"]))
    async with working(container), asyncio.timeout(20):
        async for job in follower.changes():
            if job is not None:
                statuses.append(job.status)
            if job is not None and job.finished_at:
                break
    scans.leave(follower)
    assert statuses[-1] == "ready"
    hidden = await client.get(f"{SOURCES}/{source['id']}/scans/events", headers=tokens.bearer(OTHER))
    assert hidden.status_code == 404
    assert NEW["kind"] == source["kind"]
