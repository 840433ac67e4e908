"""Uploads in parts over HTTP, on the real storage and a real Postgres."""

import hashlib
from typing import Any

import pytest
from services.playback.tests.integration.conftest import USER, outcome
from services.playback.tests.integration.files.conftest import UPLOADS, VIDEO, Editing, digest

from playback.domain.uploads.upload import PART_BYTES

pytestmark = pytest.mark.integration

FIRST = VIDEO + bytes(PART_BYTES - len(VIDEO))
LAST = b"the end"


async def test_an_interrupted_upload_is_resumed(editing: Editing) -> None:
    whole = hashlib.sha256(FIRST + LAST).hexdigest()
    upload = await editing.start(len(FIRST + LAST), sha256=whole)
    assert (upload["partSize"], upload["parts"], upload["status"]) == (PART_BYTES, 2, "open")
    assert await editing.send(upload["id"], 1, FIRST) == 200

    state = await editing.state(upload["id"])
    assert state["stored"] == [{"number": 1, "size": PART_BYTES}]
    complete = f"{UPLOADS}/{upload['id']}/complete"
    refused = await editing.request("POST", complete)
    assert outcome(refused) == (409, "UPLOAD_INCOMPLETE")
    assert refused.json()["error"]["details"] == {"count": 1, "missing": [2]}

    assert await editing.send(upload["id"], 2, LAST) == 200
    accepted = await editing.request("POST", complete)
    assert (accepted.status_code, accepted.json()["data"]["status"]) == (202, "completing")
    await editing.work()

    state = await editing.state(upload["id"])
    assert (state["status"], state["version"], state["stored"]) == ("completed", 1, [])
    [version] = await editing.versions()
    assert (version["number"], version["status"], version["sourceBytes"]) == (1, "processing", len(FIRST + LAST))
    key = f"uploads/{upload['id']}/source"
    assert await editing.objects.read(key, PART_BYTES - 1, 100) == FIRST[-1:] + LAST


async def test_repetitions_after_the_end_change_nothing(editing: Editing) -> None:
    state = await editing.upload(VIDEO)
    again = await editing.request("POST", f"{UPLOADS}/{state['id']}/complete")
    assert (again.status_code, again.json()["data"]["status"]) == (202, "completed")
    await editing.work()
    assert len(await editing.versions()) == 1
    assert outcome(await editing.request("DELETE", f"{UPLOADS}/{state['id']}")) == (409, "UPLOAD_ENDED")
    body = {"parts": [{"number": 1, "sha256": digest(VIDEO)}]}
    assert outcome(await editing.request("POST", f"{UPLOADS}/{state['id']}/parts", body)) == (409, "UPLOAD_ENDED")


async def test_the_storage_rejects_a_part_with_another_checksum(editing: Editing) -> None:
    upload = await editing.start(len(VIDEO))
    assert await editing.send(upload["id"], 1, VIDEO, content=VIDEO[:-1] + b"x") == 400
    assert (await editing.state(upload["id"]))["stored"] == []
    assert await editing.send(upload["id"], 1, VIDEO) == 200


@pytest.mark.parametrize(
    ("data", "code", "reason"),
    [
        (b"<html>no video</html>", "file_disguised", "The file is a text"),
        (b"#EXTM3U\nfile:///etc/passwd\n", "file_disguised", "The file is a playlist, which refers to other files"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "file_disguised", "The file is a picture"),
        (b"ID3\x04" + bytes(40), "file_disguised", "The file is a sound without a picture"),
        (b"PK\x03\x04" + bytes(40), "file_disguised", "The file is an archive"),
        (bytes(100), "file_unknown", "The file has no format that is read"),
    ],
)
async def test_a_disguised_file_is_rejected_and_deleted(editing: Editing, data: bytes, code: str, reason: str) -> None:
    state = await editing.upload(data)
    assert (state["status"], state["reasonCode"], state["reason"]) == ("rejected", code, reason)
    assert await editing.versions() == []
    assert await editing.objects.head(f"uploads/{state['id']}/source") is None


async def test_a_file_with_another_digest_is_rejected(editing: Editing) -> None:
    state = await editing.upload(VIDEO, sha256="0" * 64)
    assert (state["status"], state["reasonCode"]) == ("rejected", "file_checksum")
    assert await editing.versions() == []


async def test_an_aborted_upload_leaves_nothing(editing: Editing) -> None:
    upload = await editing.start(len(VIDEO))
    assert await editing.send(upload["id"], 1, VIDEO) == 200
    path = f"{UPLOADS}/{upload['id']}"
    for _ in range(2):
        aborted = await editing.request("DELETE", path)
        assert (aborted.status_code, aborted.json()["data"]["status"]) == (200, "aborted")
    assert outcome(await editing.request("POST", f"{path}/complete")) == (409, "UPLOAD_ENDED")
    assert await editing.objects.open_multiparts(f"uploads/{upload['id']}/") == []


async def test_uploads_are_listed_by_state(editing: Editing) -> None:
    done = await editing.upload(VIDEO)
    begun = await editing.start(len(VIDEO))
    listed = (await editing.request("GET", UPLOADS)).json()["data"]
    assert [upload["id"] for upload in listed] == [begun["id"], done["id"]]
    open_ones = (await editing.request("GET", f"{UPLOADS}?status=open&assetId={editing.asset_id}")).json()["data"]
    assert [upload["id"] for upload in open_ones] == [begun["id"]]
    page = (await editing.request("GET", f"{UPLOADS}?limit=1")).json()
    rest = (await editing.request("GET", f"{UPLOADS}?limit=1&cursor={page['meta']['nextCursor']}")).json()
    assert [upload["id"] for upload in rest["data"]] == [done["id"]]


async def test_a_key_of_a_request_names_one_upload(editing: Editing) -> None:
    headers = {**editing.api.tokens.bearer(USER, roles=["editor"]), "Idempotency-Key": "one"}
    body: dict[str, Any] = {"assetId": editing.asset_id, "purpose": "video", "fileName": "a.mp4", "size": 5}
    path = f"/api/v1/{UPLOADS}"
    first, again = [await editing.api.client.post(path, json=body, headers=headers) for _ in range(2)]
    assert first.json()["data"] == again.json()["data"]
    assert len(await editing.objects.open_multiparts(f"uploads/{first.json()['data']['id']}/")) == 1
    for changed in ({"size": 6}, {"encryption": "none"}):
        other = await editing.api.client.post(path, json={**body, **changed}, headers=headers)
        assert outcome(other) == (409, "IDEMPOTENCY_KEY_REUSED")
