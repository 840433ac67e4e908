"""What cannot be uploaded, by whom, and how much."""

from typing import Any
from uuid import uuid4

import pytest
from services.playback.tests.integration.conftest import OTHER, outcome
from services.playback.tests.integration.files.conftest import UPLOADS, VIDEO, Editing, digest

from playback.domain.uploads.upload import MOST_OPEN, PART_BYTES

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(
    ("fields", "where", "rule"),
    [
        ({"size": 0}, "size", "greater_than_equal"),
        ({"size": "5"}, "size", "int_type"),
        ({"fileName": ""}, "fileName", "string_too_short"),
        ({"purpose": "picture"}, "purpose", "literal_error"),
        ({"assetId": "{x}"}, "assetId", "uuid_form"),
        ({"sha256": "abc"}, "sha256", "string_pattern_mismatch"),
        ({"purpose": "subtitles"}, "body", "language_required"),
        ({"purpose": "subtitles", "language": "english language"}, "language", "string_pattern_mismatch"),
        ({"language": "en"}, "body", "subtitles_only"),
    ],
)
async def test_an_invalid_upload_names_the_field(
    memory_editing: Editing, fields: dict[str, Any], where: str, rule: str
) -> None:
    body = {"assetId": memory_editing.asset_id, "purpose": "video", "fileName": "a.mp4", "size": 5, **fields}
    response = await memory_editing.request("POST", UPLOADS, body)
    assert outcome(response) == (400, "VALIDATION_ERROR")
    [error] = response.json()["error"]["details"]["errors"]
    assert (error["field"], error["rule"]) == (where, rule)


async def test_parts_must_belong_to_the_upload(memory_editing: Editing) -> None:
    upload = await memory_editing.start(PART_BYTES + 1)
    path = f"{UPLOADS}/{upload['id']}/parts"
    sha256 = digest(b"1")
    signed = await memory_editing.request("POST", path, {"parts": [{"number": 2, "sha256": sha256}]})
    [part] = signed.json()["data"]
    assert (part["size"], part["headers"]["x-amz-checksum-sha256"]) == (1, sha256)
    unknown = await memory_editing.request("POST", path, {"parts": [{"number": 3, "sha256": sha256}]})
    assert outcome(unknown) == (400, "UPLOAD_PART_UNKNOWN")
    twice = await memory_editing.request("POST", path, {"parts": [{"number": 1, "sha256": sha256}] * 2})
    assert outcome(twice) == (400, "VALIDATION_ERROR")
    none = await memory_editing.request(
        "POST", f"{UPLOADS}/{uuid4()}/parts", {"parts": [{"number": 1, "sha256": sha256}]}
    )
    assert outcome(none) == (404, "UPLOAD_NOT_FOUND")


async def test_the_size_is_limited_by_the_role(memory_editing: Editing) -> None:
    body = {"assetId": memory_editing.asset_id, "purpose": "video", "fileName": "a.mp4", "size": 200 * 2**30}
    refused = await memory_editing.request("POST", UPLOADS, body)
    assert outcome(refused) == (413, "UPLOAD_TOO_LARGE")
    assert refused.json()["error"]["details"] == {"limit": 3 * PART_BYTES}
    accepted = await memory_editing.request("POST", UPLOADS, body, roles=["admin"])
    upload = accepted.json()["data"]
    assert (upload["parts"], upload["partSize"]) == (9753, 21 * 2**20)
    subtitles = {**body, "purpose": "subtitles", "language": "en"}
    assert outcome(await memory_editing.request("POST", UPLOADS, subtitles, roles=["admin"])) == (
        413,
        "UPLOAD_TOO_LARGE",
    )


async def test_others_cannot_upload_and_an_editor_not_without_end(memory_editing: Editing) -> None:
    body = {"assetId": memory_editing.asset_id, "purpose": "video", "fileName": "a.mp4", "size": 5}
    assert outcome(await memory_editing.request("POST", UPLOADS, body, user=OTHER, roles=[])) == (403, "FORBIDDEN")
    unknown = {**body, "assetId": str(uuid4())}
    assert outcome(await memory_editing.request("POST", UPLOADS, unknown)) == (404, "ASSET_NOT_FOUND")
    for _ in range(MOST_OPEN):
        await memory_editing.start(len(VIDEO))
    assert outcome(await memory_editing.request("POST", UPLOADS, body)) == (409, "TOO_MANY_UPLOADS")
