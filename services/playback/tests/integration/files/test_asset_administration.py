"""Editors list, change, publish and unpublish assets, and follow their jobs."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from services.playback.tests.integration.conftest import EDITING, Api, outcome
from services.playback.tests.integration.files.conftest import VIDEO, Editing
from services.playback.tests.integration.played import add_version, play
from sqlalchemy import select

from playback.bootstrap import Container
from playback.domain.assets.asset import VersionStatus
from playback.domain.assets.subject import Subject
from playback.infrastructure.tables import outbox

pytestmark = pytest.mark.integration

ASSETS = "admin/playback/assets"


async def read(api: Api, asset_id: object) -> dict[str, Any]:
    data: dict[str, Any] = (await api.request("GET", f"{ASSETS}/{asset_id}", **EDITING)).json()["data"]
    return data


async def patch(api: Api, asset_id: object, body: Any, revision: str | None = "*") -> Any:
    headers = api.tokens.bearer(EDITING["user"], roles=["editor"])
    if revision is not None:
        headers["If-Match"] = revision
    return await api.client.patch(f"/api/v1/{ASSETS}/{asset_id}", json=body, headers=headers)


async def test_assets_are_listed_by_state_and_title(container: Container, api: Api) -> None:
    ready = (await play(container)).session.asset_id
    await api.request("POST", f"{ASSETS}/{ready}/publish", **EDITING)
    failed = (await add_version(container, status=VersionStatus.FAILED)).asset_id
    processing = (await add_version(container)).asset_id
    empty = (await api.request("POST", ASSETS, {"subject": str(Subject(uuid4()))}, **EDITING)).json()["data"]
    unpublished = (await play(container)).session.asset_id
    await api.request("POST", f"{ASSETS}/{unpublished}/unpublish", **EDITING)
    expected = {
        "ready": ready,
        "failed": failed,
        "processing": processing,
        "empty": UUID(empty["id"]),
        "unpublished": unpublished,
    }
    for status, asset_id in expected.items():
        [listed] = (await api.request("GET", f"{ASSETS}?status={status}", **EDITING)).json()["data"]
        assert (listed["id"], listed["status"]) == (str(asset_id), status)
    of_title = await api.request("GET", f"{ASSETS}?mediaId={empty['mediaItemId']}", **EDITING)
    assert [asset["id"] for asset in of_title.json()["data"]] == [empty["id"]]

    pages: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = (await api.request("GET", f"{ASSETS}?limit=2{cursor and f'&cursor={cursor}'}", **EDITING)).json()
        pages += [asset["id"] for asset in page["data"]]
        cursor = page["meta"]["nextCursor"]
    assert sorted(pages) == sorted(map(str, expected.values()))


async def test_a_change_needs_the_revision_that_was_read(container: Container, api: Api) -> None:
    asset_id = (await add_version(container)).asset_id
    tag = (await api.request("GET", f"{ASSETS}/{asset_id}", **EDITING)).headers["ETag"]
    body = {"access": "purchase", "regions": ["UA"], "endsAt": "2027-01-01T00:00:00Z"}
    assert outcome(await patch(api, asset_id, body, None)) == (428, "PRECONDITION_REQUIRED")
    changed = await patch(api, asset_id, body, tag)
    assert changed.status_code == 200, changed.text
    asset = changed.json()["data"]
    assert (asset["access"], asset["regions"], asset["endsAt"]) == ("purchase", ["UA"], "2027-01-01T00:00:00Z")
    assert outcome(await patch(api, asset_id, {"access": "free"}, tag)) == (412, "PRECONDITION_FAILED")

    other = await patch(api, asset_id, {"regions": None}, changed.headers["ETag"])
    asset = other.json()["data"]
    assert (asset["access"], asset["regions"], asset["endsAt"]) == ("purchase", None, "2027-01-01T00:00:00Z")
    assert outcome(await patch(api, asset_id, {"beginsAt": "2027-01-01T00:00:00Z"})) == (400, "WINDOW_INVALID")
    for invalid in (
        {"regions": ["ua"]},
        {"access": "none"},
        {"beginsAt": "0001-01-01T00:00:00+14:00"},
        {"endsAt": "9999-12-31T23:59:59-14:00"},
        {"title": "x"},
    ):
        assert outcome(await patch(api, asset_id, invalid)) == (400, "VALIDATION_ERROR")


async def test_assets_of_one_subject_at_the_same_time_are_one(api: Api) -> None:
    body = {"subject": str(Subject(uuid4()))}
    responses = await asyncio.gather(*(api.request("POST", ASSETS, body, **EDITING) for _ in range(5)))
    assert sorted(response.status_code for response in responses) == [201, 409, 409, 409, 409]


async def test_unpublishing_ends_sessions_and_publishing_restores(container: Container, api: Api) -> None:
    session = (await play(container)).session
    asset_id = session.asset_id
    async with container.units.begin() as work:
        asset_before = await work.assets.find(asset_id)
    await add_version(container, asset_before, 2, status=VersionStatus.RETIRED)
    await add_version(container, asset_before, 3, status=VersionStatus.PURGED)
    for _ in range(2):
        response = await api.request("POST", f"{ASSETS}/{asset_id}/unpublish", **EDITING)
        assert response.status_code == 200
    asset = await read(api, asset_id)
    assert (asset["currentVersion"], asset["versions"][-1]["status"]) == (None, "retired")
    assert asset["unpublishedAt"] is not None
    async with container.units.begin() as work:
        ended = await work.sessions.find(session.id)
        [purge] = await work.jobs.claim(5, timedelta(minutes=1))
    assert ended is not None
    assert ended.end_reason == "unpublished"
    cached = [f"vod/{asset_id}/{name}/" for name in (2, 1, "subtitles")]
    assert (purge.kind, purge.payload["prefixes"]) == ("purge-caches", cached)
    assert (await types(container))["asset.unpublished"] == 1

    # A version that was published once has these.
    async with container.units.begin() as work:
        version = await work.assets.version(asset_id, 1)
        assert version is not None
        await work.assets.save_version(replace(version, duration_ms=6000, ready_at=container.clock.now()))
    asset = (await api.request("POST", f"{ASSETS}/{asset_id}/publish", {"version": 1}, **EDITING)).json()["data"]
    assert (asset["currentVersion"], asset["versions"][-1]["status"]) == (1, "ready")


async def test_only_a_complete_version_is_published(container: Container, api: Api) -> None:
    first = await add_version(container, status=VersionStatus.RETIRED, duration_ms=6000, ready_at=container.clock.now())
    async with container.units.begin() as work:
        asset = await work.assets.find(first.asset_id)
    await add_version(container, asset, 2, status=VersionStatus.FAILED)
    path = f"{ASSETS}/{first.asset_id}/publish"
    assert outcome(await api.request("POST", path, {"version": 2}, **EDITING)) == (409, "VERSION_NOT_PLAYABLE")
    assert outcome(await api.request("POST", path, {"version": 3}, **EDITING)) == (404, "VERSION_NOT_FOUND")
    assert outcome(await api.request("POST", f"{ASSETS}/{uuid4()}/publish", **EDITING)) == (404, "ASSET_NOT_FOUND")
    published = (await api.request("POST", path, **EDITING)).json()["data"]
    assert published["currentVersion"] == 1
    assert (await types(container))["asset.ready"] == 1


async def test_of_several_complete_versions_one_is_kept_for_ever(container: Container, api: Api) -> None:
    state: dict[str, Any] = {"status": VersionStatus.READY, "duration_ms": 6000, "ready_at": container.clock.now()}
    asset_id = (await add_version(container, **state)).asset_id
    async with container.units.begin() as work:
        asset = await work.assets.find(asset_id)
    await add_version(container, asset, 2, **state)
    published = (await api.request("POST", f"{ASSETS}/{asset_id}/publish", **EDITING)).json()["data"]
    assert published["currentVersion"] == 2
    assert [version["status"] for version in published["versions"]] == ["ready", "retired"]


async def test_a_version_is_made_again_while_its_original_is_stored(editing: Editing) -> None:
    await editing.upload(VIDEO)
    path = f"{ASSETS}/{editing.asset_id}/versions/1/reprocess"
    again = await editing.request("POST", path, {"encryption": "none"})
    assert again.status_code == 201, again.text
    assert (again.json()["data"]["number"], again.json()["data"]["encryption"]) == (2, "none")
    assert [version["number"] for version in await editing.versions()] == [2, 1]
    missing = path.replace("versions/1", "versions/7")
    assert outcome(await editing.request("POST", missing)) == (404, "VERSION_NOT_FOUND")
    for after in ("vod/é ü#?%25/x", "uploads/~", "work/zz"):
        listed = await editing.request("GET", f"admin/playback/storage/orphans?after={quote(after)}", roles=["admin"])
        assert (listed.status_code, listed.json()["data"]["files"]) == (200, [])
    uploads = await editing.objects.list("uploads/", limit=1000)
    await editing.objects.delete(uploads)
    assert outcome(await editing.request("POST", path)) == (409, "SOURCE_DELETED")


async def test_a_job_is_followed_and_cancelled(memory_editing: Editing) -> None:
    editing = memory_editing
    await editing.upload(VIDEO)
    path = f"{ASSETS}/{editing.asset_id}/jobs"
    jobs = (await editing.request("GET", path)).json()["data"]
    finish, process = sorted(jobs, key=lambda job: job["kind"])
    assert (finish["kind"], finish["status"]) == ("finish-upload", "ready")
    assert (process["kind"], process["status"]) == ("process-version", "queued")

    pages = [(await editing.request("GET", f"admin/playback/jobs?limit=1&offset={at}")).json() for at in (0, 1)]
    assert {job["id"] for page in pages for job in page["data"]} == {finish["id"], process["id"]}
    assert [(page["meta"]["total"], page["meta"]["hasMore"]) for page in pages] == [(2, True), (2, False)]
    subject = (await editing.request("GET", f"{ASSETS}/{editing.asset_id}")).json()["data"]["subject"]
    ready = await editing.request("GET", "admin/playback/jobs?status=ready&status=failed&kind=finish-upload")
    assert ready.json()["data"] == [{**finish, "assetId": editing.asset_id, "subject": subject, "mediaItemId": subject}]
    assert (await editing.request("GET", "admin/playback/jobs?status=failed")).json()["data"] == []

    service = editing.container.application.files.asset_jobs
    follower = service.join(EDITING["user"], UUID(editing.asset_id))
    changes = follower.changes()
    seen = [await anext(changes), await anext(changes)]
    assert {(job.kind, job.status.value) for job in seen if job} == {
        ("process-version", "queued"),
        ("finish-upload", "ready"),
    }
    cancelled = await editing.request("POST", f"{ASSETS}/{editing.asset_id}/versions/1/cancel")
    assert (cancelled.json()["data"]["status"], cancelled.json()["data"]["reasonCode"]) == ("failed", "cancelled")
    change = await anext(changes)
    assert change is not None
    assert (str(change.id), change.status.value) == (process["id"], "cancelled")
    service.leave(follower)
    await service.close()


async def types(container: Container) -> Counter[str]:
    """Return how many events of each type are published."""
    async with container.runtime.transactions.read() as connection:
        return Counter((await connection.execute(select(outbox.c.topic))).scalars())
