"""Uploads under concurrency, without their storage, and after a worker died at any step."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from services.playback.tests.integration.conftest import Api, outcome
from services.playback.tests.integration.files.conftest import SUBJECT, UPLOADS, VIDEO, Editing

from chassis.testing.clock import FixedClock
from objects.errors import StorageUnavailable
from objects.testing.memory import MemoryObjects
from playback.application.versions.adding import AddVersion
from playback.domain.uploads.upload import LIFETIME

pytestmark = pytest.mark.integration


async def sent(editing: Editing) -> str:
    """Return the path of an upload whose parts are stored."""
    upload = await editing.start(len(VIDEO))
    assert await editing.send(upload["id"], 1, VIDEO) == 200
    return f"{UPLOADS}/{upload['id']}"


async def test_completions_at_the_same_time_make_one_version(editing: Editing) -> None:
    path = await sent(editing)
    responses = await asyncio.gather(*(editing.request("POST", f"{path}/complete") for _ in range(6)))
    assert {response.status_code for response in responses} == {202}
    jobs = await editing.claim()
    assert [job.kind for job in jobs] == ["finish-upload"]
    # A worker that lost its lease may go on beside the next one.
    await asyncio.gather(editing.do(jobs[0]), editing.do(jobs[0]), return_exceptions=True)
    assert len(await editing.versions()) == 1


async def test_completion_and_abortion_at_the_same_time_have_one_outcome(editing: Editing) -> None:
    outcomes: Counter[str] = Counter()
    for _ in range(5):
        path = await sent(editing)
        complete, abort = await asyncio.gather(
            editing.request("POST", f"{path}/complete"), editing.request("DELETE", path)
        )
        await editing.work()
        status = (await editing.request("GET", path)).json()["data"]["status"]
        outcomes[status] += 1
        if status == "completed":
            assert (complete.status_code, outcome(abort)) == (202, (409, "UPLOAD_ENDED"))
        else:
            assert (status, abort.status_code) == ("aborted", 200)
            # The parts may have been deleted before they were counted.
            assert outcome(complete) in {(409, "UPLOAD_ENDED"), (409, "UPLOAD_INCOMPLETE")}
    assert len(await editing.versions()) == outcomes["completed"]


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("step", ["complete_multipart", "head", "read", "version"])
async def test_a_worker_that_dies_at_any_step_is_replaced(
    editing: Editing, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = await sent(editing)
    await editing.request("POST", f"{path}/complete")
    [job] = await editing.claim()
    owner: Any = AddVersion if step == "version" else type(editing.objects)
    name = "__call__" if step == "version" else step
    original = getattr(owner, name)

    async def die(self: Any, *arguments: Any, **options: Any) -> None:
        """Do the step, and die before its result is known."""
        await original(self, *arguments, **options)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(owner, name, die)
        with pytest.raises(Killed):
            await editing.do(job)
    assert await editing.versions() == []
    assert (await editing.request("GET", path)).json()["data"]["status"] == "completing"
    await editing.do(job)
    state = (await editing.request("GET", path)).json()["data"]
    assert (state["status"], state["version"]) == ("completed", 1)
    assert len(await editing.versions()) == 1


async def test_without_its_storage_every_step_is_refused_and_works_later(memory_editing: Editing) -> None:
    objects = memory_editing.objects
    assert isinstance(objects, MemoryObjects)
    path = await sent(memory_editing)
    body = {"assetId": memory_editing.asset_id, "purpose": "video", "fileName": "a.mp4", "size": 5}
    objects.available = False
    for method, where, content in (
        ("POST", UPLOADS, body),
        ("GET", path, None),
        ("POST", f"{path}/complete", None),
    ):
        assert outcome(await memory_editing.request(method, where, content)) == (503, "FILES_UNAVAILABLE")
    assert len((await memory_editing.request("GET", UPLOADS)).json()["data"]) == 1
    objects.available = True
    assert (await memory_editing.request("POST", f"{path}/complete")).status_code == 202

    objects.available = False
    [job] = await memory_editing.claim()
    with pytest.raises(StorageUnavailable):
        await memory_editing.do(job)
    objects.available = True
    await memory_editing.do(job)
    assert (await memory_editing.request("GET", path)).json()["data"]["status"] == "completed"


async def test_an_abortion_that_the_storage_missed_is_repeated(memory_editing: Editing) -> None:
    objects = memory_editing.objects
    assert isinstance(objects, MemoryObjects)
    path = await sent(memory_editing)
    objects.available = False
    assert outcome(await memory_editing.request("DELETE", path)) == (503, "FILES_UNAVAILABLE")
    objects.available = True
    assert len(objects.uploads) == 1
    assert (await memory_editing.request("DELETE", path)).status_code == 200
    assert objects.uploads == {}


async def test_an_upload_expires_after_a_day(memory_editing: Editing) -> None:
    objects, clock = memory_editing.objects, memory_editing.clock
    assert isinstance(objects, MemoryObjects)
    assert isinstance(clock, FixedClock)
    path = await sent(memory_editing)
    await expire(memory_editing)
    assert (await memory_editing.request("GET", path)).json()["data"]["status"] == "open"
    clock.instant += LIFETIME + timedelta(seconds=1)
    objects.available = False
    with pytest.raises(StorageUnavailable):
        await expire(memory_editing)
    objects.available = True
    await expire(memory_editing)
    assert (await memory_editing.request("GET", path)).json()["data"]["status"] == "expired"
    assert objects.uploads == {}
    assert outcome(await memory_editing.request("POST", f"{path}/complete")) == (409, "UPLOAD_ENDED")


async def expire(editing: Editing) -> None:
    run: Any = None
    await editing.handlers["expire-uploads"](run)


async def test_without_a_storage_nothing_can_be_uploaded(api: Api) -> None:
    editing: dict[str, Any] = {"roles": ["editor"]}
    created = await api.request("POST", "admin/playback/assets", {"subject": SUBJECT}, **editing)
    body = {"assetId": created.json()["data"]["id"], "purpose": "video", "fileName": "a.mp4", "size": 5}
    assert outcome(await api.request("POST", UPLOADS, body, **editing)) == (503, "FILES_UNAVAILABLE")
