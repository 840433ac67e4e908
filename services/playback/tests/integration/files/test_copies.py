"""Versions from files of media sources: sources decides, a job copies the parts, and what follows is an upload."""

import logging
from datetime import timedelta
from typing import Any, Final

import httpx2
import pytest
from services.playback.tests.integration.conftest import USER, outcome
from services.playback.tests.integration.files.conftest import UPLOADS, VIDEO, Editing
from services.playback.tests.integration.files.source_server import FILE_ID, LINK, SourceServer
from sqlalchemy import text

from chassis.testing.clock import FixedClock
from objects.errors import StorageUnavailable
from playback.domain.copies.errors import SourceFileAway
from playback.domain.uploads.upload import PART_BYTES
from playback.infrastructure.copies import http

pytestmark = pytest.mark.integration

WHOLE: Final = VIDEO + bytes(PART_BYTES - len(VIDEO)) + b"the end"
RANGES: Final = [f"bytes=0-{PART_BYTES - 1}", f"bytes={PART_BYTES}-{PART_BYTES + 6}"]


async def request(editing: Editing, file_id: Any = FILE_ID, **claims: Any) -> httpx2.Response:
    """Request a version from a file."""
    body = {"assetId": editing.asset_id, "sourceFileId": str(file_id), "encryption": "aes-128"}
    return await editing.request("POST", f"{UPLOADS}/source-files", body, **claims)


async def begun(editing: Editing, sources: SourceServer, data: bytes = WHOLE) -> str:
    """Return the id of the upload of a file that is to be copied."""
    sources.data = data
    sources.expires_at = editing.clock.now() + timedelta(hours=6)
    response = await request(editing)
    assert response.status_code == 202, response.text
    upload: str = response.json()["data"]["id"]
    return upload


async def links(editing: Editing) -> list[bytes]:
    """Return the stored links."""
    async with editing.container.runtime.transactions.engine.connect() as connection:
        rows = await connection.execute(text("select sealed_link from uploads where sealed_link is not null"))
        return [bytes(row.sealed_link) for row in rows]


async def test_a_file_becomes_the_source_of_a_version(
    editing: Editing, sources: SourceServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    upload_id = await begun(editing, sources)
    state = await editing.state(upload_id)
    assert (state["status"], state["fileName"], state["size"]) == ("copying", "Метрополіс.mkv", len(WHOLE))
    [authorization] = sources.authorizations
    assert authorization.startswith("Bearer ")
    [sealed] = await links(editing)
    assert LINK.encode() not in sealed
    await editing.work()
    assert sources.ranges == RANGES
    assert (await editing.state(upload_id))["status"] == "completing"
    assert await links(editing) == []
    await editing.work()
    state = await editing.state(upload_id)
    assert (state["status"], state["version"]) == ("completed", 1)
    [version] = await editing.versions()
    assert (version["status"], version["sourceBytes"], version["encryption"]) == ("processing", len(WHOLE), "aes-128")
    assert await editing.objects.read(f"uploads/{upload_id}/source", PART_BYTES - 1, 100) == WHOLE[PART_BYTES - 1 :]
    shown = (await editing.request("GET", f"admin/playback/assets/{editing.asset_id}/jobs")).text
    assert ("copy-source-file" in shown, "mqm_" in shown + caplog.text) == (True, False)


async def test_the_content_is_checked_as_that_of_any_upload(editing: Editing, sources: SourceServer) -> None:
    upload_id = await begun(editing, sources, b"#EXTM3U\nfile:///etc/passwd\n")
    await editing.work()
    await editing.work()
    state = await editing.state(upload_id)
    assert (state["status"], state["reasonCode"]) == ("rejected", "file_disguised")
    assert await editing.versions() == []


async def test_sources_decides_who_sees_a_file(editing: Editing, sources: SourceServer) -> None:
    sources.expires_at = editing.clock.now() + timedelta(hours=6)
    assert outcome(await request(editing, editing.asset_id)) == (404, "SOURCE_FILE_NOT_FOUND")
    assert outcome(await request(editing, roles=["user"], user=USER)) == (403, "FORBIDDEN")
    assert outcome(await request(editing)) == (409, "SOURCE_FILE_SIZE_UNKNOWN")
    sources.stated = 4 * PART_BYTES
    assert outcome(await request(editing)) == (413, "UPLOAD_TOO_LARGE")
    sources.status = 503
    assert outcome(await request(editing)) == (503, "SOURCES_UNAVAILABLE")
    assert (await editing.request("GET", UPLOADS)).json()["data"] == []


async def test_a_killed_worker_is_followed_behind_the_stored_parts(
    editing: Editing, sources: SourceServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """Stands for the end of the process."""

    def end(before: int) -> None:
        if before == 1:
            raise Killed

    upload_id = await begun(editing, sources)
    [job] = await editing.claim()
    read = http.HttpSourceFiles.read

    async def read_until_killed(self: Any, *values: Any) -> bytes:
        end(len(sources.ranges))
        return await read(self, *values)

    with monkeypatch.context() as patch:
        patch.setattr(http.HttpSourceFiles, "read", read_until_killed)
        with pytest.raises(Killed):
            await editing.do(job)
    await editing.do(job)
    assert sources.ranges == RANGES
    await editing.work()
    assert (await editing.state(upload_id))["version"] == 1


@pytest.mark.parametrize("status", [409, 429, 500, 503])
async def test_a_source_that_is_away_is_waited_for_until_the_link_expires(
    memory_editing: Editing, sources: SourceServer, status: int
) -> None:
    upload_id = await begun(memory_editing, sources)
    [job] = await memory_editing.claim()
    sources.status = status
    with pytest.raises(SourceFileAway, match=f"status {status}"):
        await memory_editing.do(job)
    assert (await memory_editing.state(upload_id))["status"] == "copying"
    clock = memory_editing.clock
    assert isinstance(clock, FixedClock)
    clock.instant += timedelta(hours=6)
    await memory_editing.do(job)
    state = await memory_editing.state(upload_id)
    assert (state["status"], state["reasonCode"]) == ("rejected", "source_late")
    assert await links(memory_editing) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"tag": '"two"'}, "source_changed"),
        ({"data": WHOLE[:-1]}, "source_changed"),
        ({"data": WHOLE + b"more"}, "source_changed"),
        ({"data": WHOLE[:PART_BYTES]}, "source_changed"),
        ({"status": 404}, "source_missing"),
    ],
)
async def test_a_file_that_changed_or_left_meanwhile_is_refused(
    memory_editing: Editing, sources: SourceServer, change: dict[str, Any], code: str
) -> None:
    upload_id = await begun(memory_editing, sources)

    def changed(before: int) -> None:
        if before == 1:
            for name, value in change.items():
                setattr(sources, name, value)

    sources.before_part = changed
    await memory_editing.work()
    state = await memory_editing.state(upload_id)
    assert (state["status"], state["reasonCode"]) == ("rejected", code)
    assert await memory_editing.versions() == []
    assert await memory_editing.objects.open_multiparts("uploads/") == []


async def test_an_aborted_copy_ends(memory_editing: Editing, sources: SourceServer) -> None:
    upload_id = await begun(memory_editing, sources)
    [job] = await memory_editing.claim()
    path = f"{UPLOADS}/{upload_id}"
    body = {"parts": [{"number": 1, "sha256": "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="}]}
    assert outcome(await memory_editing.request("POST", f"{path}/parts", body)) == (409, "UPLOAD_ENDED")
    assert outcome(await memory_editing.request("POST", f"{path}/complete")) == (409, "UPLOAD_ENDED")
    aborted = await memory_editing.request("DELETE", path)
    assert aborted.json()["data"]["status"] == "aborted"
    assert await links(memory_editing) == []
    await memory_editing.do(job)
    assert (sources.ranges, (await memory_editing.state(upload_id))["status"]) == ([], "aborted")


async def test_the_storage_is_waited_for(memory_editing: Editing, sources: SourceServer) -> None:
    upload_id = await begun(memory_editing, sources)
    [job] = await memory_editing.claim()
    memory_editing.objects.available = False  # type: ignore[attr-defined]
    with pytest.raises(StorageUnavailable):
        await memory_editing.do(job)
    assert (await memory_editing.state(upload_id))["status"] == "copying"
