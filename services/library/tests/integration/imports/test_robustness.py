"""Imports under crashes, concurrency and hostile uploads."""

import asyncio
import gzip
import json
import os
from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import Random
from typing import Any, Final

import pytest
import pytest_asyncio
from services.library.tests.import_client import IMPORTS, USER, Api, Work
from sqlalchemy import func, select

from chassis.testing.clock import NOON, FixedClock
from contracts.auth import UserDeletedV1
from contracts.identity import media_id
from library.application.imports.housekeeping import DeleteExpiredImports
from library.bootstrap import Container
from library.infrastructure.imports.tables import import_chunks, import_keys, import_rows, imports
from library.infrastructure.imports.work import SqlImportUnits
from library.infrastructure.plays.tables import plays as plays_table

pytestmark = pytest.mark.integration

DIARY: Final = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n"
MOVIES: Final = 40


@pytest_asyncio.fixture(autouse=True)
async def titles(deliver: Callable[..., Awaitable[None]], imported: Callable[..., Any]) -> None:
    await deliver(*(imported(number, kind="movie", title=f"Movie {number}") for number in range(1, MOVIES + 1)))


def diary(rows: int) -> str:
    """Return a diary in which every row is a play of its own."""
    lines = (
        f"2024-01-01,Movie {number % MOVIES + 1},,https://boxd.it/{number:x},,,,{2000 + number // 336}-"
        f"{number // 28 % 12 + 1:02}-{number % 28 + 1:02}\n"
        for number in range(rows)
    )
    return DIARY + "".join(lines)


async def test_two_imports_of_one_user_at_once_add_each_play_once(
    api: Api, work: Work, plays: Callable[[], Awaitable[int]]
) -> None:
    runs = [await api.upload(diary(600), name="diary.csv") for _ in range(2)]
    for run in runs:
        response = await api.client.post(f"{IMPORTS}/{run['id']}/commit", json={}, headers=api.headers)
        assert response.status_code == 202

    await asyncio.gather(work(), work())

    states = [(await api.read(run["id"]))["state"] for run in runs]
    assert states == ["committed", "committed"]
    assert await plays() == 600


async def test_a_repeated_commit_joins_the_first(api: Api, work: Work, plays: Callable[[], Awaitable[int]]) -> None:
    run = await api.upload(diary(20), name="diary.csv")
    path = f"{IMPORTS}/{run['id']}/commit"

    responses = await asyncio.gather(*(api.client.post(path, json={}, headers=api.headers) for _ in range(5)))
    await work()

    assert {response.status_code for response in responses} == {202}
    assert await plays() == 20


async def test_an_import_that_fails_affects_no_other(api: Api) -> None:
    broken = await api.upload(b"PK\x03\x04 this is no archive", name="export.zip")
    intact = await api.upload(diary(3), name="diary.csv")

    assert (broken["state"], intact["state"]) == ("failed", "ready")


async def test_only_so_many_imports_wait_for_a_decision(api: Api) -> None:
    for _ in range(10):
        last = await api.upload(diary(1), name="diary.csv")

    refused = await api.client.post(IMPORTS, content=diary(1), headers=api.headers)
    await api.client.delete(f"{IMPORTS}/{last['id']}", headers=api.headers)
    accepted = await api.client.post(IMPORTS, content=diary(1), headers=api.headers)

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "TOO_MANY_IMPORTS")
    assert accepted.status_code == 202


async def test_an_import_that_is_being_read_cannot_be_committed_and_can_be_deleted(api: Api, work: Work) -> None:
    created = await api.client.post(IMPORTS, content=diary(1), headers=api.headers)
    path = f"{IMPORTS}/{created.json()['data']['id']}"

    refused = await api.client.post(f"{path}/commit", json={}, headers=api.headers)
    deleted = await api.client.delete(path, headers=api.headers)
    await work()

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "IMPORT_STATE_FORBIDS")
    assert deleted.status_code == 204
    assert (await api.client.get(path, headers=api.headers)).status_code == 404


async def test_an_erased_user_leaves_nothing_of_an_import(
    api: Api, work: Work, container: Container, deliver: Callable[..., Awaitable[None]]
) -> None:
    run = await api.upload(diary(5), name="diary.csv")
    await api.client.post(f"{IMPORTS}/{run['id']}/commit", json={}, headers=api.headers)
    await api.client.post(IMPORTS, content=diary(2), headers=api.headers)

    await deliver(UserDeletedV1(version=1, user_id=USER, deleted_at=NOON))
    await work()

    refused = await api.client.post(IMPORTS, content=diary(2), headers=api.headers)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "ACCOUNT_ERASED")
    async with container.runtime.transactions.read() as connection:
        for table in (imports, import_chunks, import_rows, import_keys, plays_table):
            mine = select(func.count()).where(table.c.user_id == USER)
            assert (await connection.execute(mine)).scalar_one() == 0, table.name


async def test_a_large_file_is_sent_in_parts_of_any_order(api: Api, work: Work) -> None:
    content = diary(600).encode()
    begun = await api.client.post(IMPORTS, params={"complete": False}, content=content[:5000], headers=api.headers)
    path = f"{IMPORTS}/{begun.json()['data']['id']}"

    await api.client.put(f"{path}/parts/2", content=content[9000:], headers=api.headers)
    incomplete = await api.client.post(f"{path}/complete", headers=api.headers)
    for wrong_or_right in (b"wrong", content[5000:9000]):
        await api.client.put(f"{path}/parts/1", content=wrong_or_right, headers=api.headers)
    completed = [await api.client.post(f"{path}/complete", headers=api.headers) for _ in range(2)]
    await work()
    late = await api.client.put(f"{path}/parts/3", content=b"more", headers=api.headers)

    assert (begun.json()["data"]["state"], begun.json()["data"]["size"]) == ("receiving", 5000)
    assert (incomplete.status_code, incomplete.json()["error"]["code"]) == (409, "IMPORT_PART_MISSING")
    assert [response.status_code for response in completed] == [202, 202]
    assert (late.status_code, late.json()["error"]["code"]) == (409, "IMPORT_STATE_FORBIDS")
    read = (await api.client.get(path, headers=api.headers)).json()["data"]
    assert (read["size"], read["counts"]) == (len(content), {"matched": 600})


async def test_an_upload_without_content_is_refused(api: Api) -> None:
    empty = await api.client.post(IMPORTS, headers=api.headers)
    begun = await api.client.post(IMPORTS, params={"complete": False}, headers=api.headers)
    completed = await api.client.post(f"{IMPORTS}/{begun.json()['data']['id']}/complete", headers=api.headers)

    for response in (empty, completed):
        assert (response.status_code, response.json()["error"]["code"]) == (400, "IMPORT_EMPTY")


@pytest.mark.parametrize(
    ("commits", "days", "exists", "rows"),
    [(False, 6, True, 2), (False, 8, False, 0), (True, 8, True, 2), (True, 31, True, 0), (True, 366, False, 0)],
)
async def test_imports_are_deleted_when_they_are_kept_no_longer(
    api: Api, container: Container, commits: bool, days: int, exists: bool, rows: int
) -> None:
    run = await api.upload(diary(2), name="diary.csv")
    if commits:
        await api.commit(run["id"])
    later = FixedClock(NOON + timedelta(days=days, hours=1))

    await DeleteExpiredImports(SqlImportUnits(container.runtime.transactions, later), later)()

    response = await api.client.get(f"{IMPORTS}/{run['id']}", headers=api.headers)
    assert (response.status_code == 200) is exists
    async with container.runtime.transactions.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(import_rows))).scalar_one() == rows


async def test_changed_rows_are_decided_only_while_that_is_possible(api: Api) -> None:
    run = await api.upload(diary(2), name="diary.csv")
    await api.commit(run["id"])
    target = {"mediaItemId": str(media_id("movie", 1))}
    path = f"{IMPORTS}/{run['id']}/rows"

    fixed = await api.client.patch(f"{path}/1", json=target, headers=api.headers)
    unknown = await api.client.patch(f"{path}/99", json=target, headers=api.headers)
    empty = await api.client.patch(f"{path}/1", json={}, headers=api.headers)

    assert (fixed.status_code, fixed.json()["error"]["code"]) == (409, "IMPORT_ROW_FIXED")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "IMPORT_ROW_NOT_FOUND")
    assert empty.status_code == 400


async def test_a_compressed_file_is_read(api: Api) -> None:
    run = await api.upload(gzip.compress(diary(3).encode()), name="diary.csv.gz")

    assert run["counts"] == {"matched": 3}


async def test_any_upload_ends_as_an_import_that_is_ready_or_failed(api: Api) -> None:
    samples = (b"\0" * 5000, b"\xff\xfe" + b"a" * 9, b"[" * 50_000, b'{"format":"marquee","version":1e999}', b"<?xml")
    for sample in (*samples, diary(3).encode()[:-20] + b'"\xed\xa0\x80', os.urandom(5000)):
        run = await api.upload(sample, name="x")
        assert run["state"] in ("ready", "failed"), sample[:20]
        await api.client.delete(f"{IMPORTS}/{run['id']}", headers=api.headers)


async def test_mutated_files_never_break_an_import(api: Api) -> None:
    random = Random(7)
    for source in (diary(30).encode(), json.dumps({"format": "marquee", "version": 1, "plays": [{}]}).encode()):
        for _ in range(20):
            mutated = bytearray(source)
            for _ in range(random.randint(1, 12)):
                place = random.randrange(len(mutated))
                mutated[place : place + random.randint(0, 3)] = random.randbytes(random.randint(0, 3))
            run = await api.upload(bytes(mutated), name="x")
            assert run["state"] in ("ready", "failed")
            assert run["error"] is None or run["error"]["code"].startswith("IMPORT_"), run
            if run["state"] == "ready":
                assert (await api.commit(run["id"], minConfidence=0))["state"] == "committed"
            await api.client.delete(f"{IMPORTS}/{run['id']}", headers=api.headers)


async def test_an_import_that_is_over_is_followed_with_one_event(api: Api) -> None:
    run = await api.upload(diary(2), name="diary.csv")

    response = await api.client.get(f"{IMPORTS}/{run['id']}/events", headers=api.headers)

    assert response.headers["content-type"].startswith("text/event-stream")
    events = [line for line in response.text.splitlines() if line.startswith("data: ")]
    assert [json.loads(event.removeprefix("data: ")) for event in events] == [run]


async def test_streams_end_when_the_process_begins_to_stop(api: Api, container: Container) -> None:
    created = await api.client.post(IMPORTS, content=diary(2), headers=api.headers)
    container.runtime.stopping.begin()

    response = await api.client.get(f"{IMPORTS}/{created.json()['data']['id']}/events", headers=api.headers)

    assert response.text.startswith("retry: 2000\n\n")
    assert response.text.count("data: ") <= 1


async def test_an_import_is_followed_until_nothing_is_left_to_do(api: Api, work: Work) -> None:
    created = await api.client.post(IMPORTS, content=diary(2), headers=api.headers)
    path = f"{IMPORTS}/{created.json()['data']['id']}/events"

    response, _ = await asyncio.gather(api.client.get(path, headers=api.headers), work())

    states = [json.loads(line[6:])["state"] for line in response.text.splitlines() if line.startswith("data: ")]
    assert states[-1] == "ready"
    assert set(states) <= {"received", "parsing", "matching", "ready"}


@pytest.mark.parametrize(
    ("method", "path", "params"),
    [
        ("GET", "", {"limit": "0"}),
        ("GET", "/not-a-uuid", {}),
        ("POST", "", {"name": "\0"}),
        ("POST", "", {"name": "a" * 300}),
        ("POST", "", {"format": "excel"}),
        ("POST", "", {"overwriteRatings": "perhaps"}),
        ("GET", "/0199a2f3-72c1-7e63-b4d5-6f7081929394/rows", {"status": "none"}),
        ("GET", "/0199a2f3-72c1-7e63-b4d5-6f7081929394/rows", {"offset": "99999999999999999999"}),
        ("PATCH", "/0199a2f3-72c1-7e63-b4d5-6f7081929394/rows/99999999999999999999", {}),
    ],
)
async def test_an_invalid_request_is_rejected(api: Api, method: str, path: str, params: dict[str, str]) -> None:
    response = await api.client.request(method, IMPORTS + path, params=params, json={}, headers=api.headers)

    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
