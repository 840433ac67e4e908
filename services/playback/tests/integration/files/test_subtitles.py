"""Files of subtitles from the upload to WebVTT in the storage."""

from typing import Any

import pytest
from services.playback.tests.integration.conftest import USER, outcome
from services.playback.tests.integration.files.conftest import VIDEO, Editing

pytestmark = pytest.mark.integration

SRT = b"1\n00:00:01,000 --> 00:00:02,000\n<b>Hi</b><script>x</script>\n"
VTT = b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<b>Hi</b>\n"


async def listed(editing: Editing) -> list[dict[str, Any]]:
    subtitles: list[dict[str, Any]] = (await editing.request("GET", path(editing))).json()["data"]
    return subtitles


def path(editing: Editing) -> str:
    return f"admin/playback/assets/{editing.asset_id}/subtitles"


async def test_srt_is_converted_replaced_and_deleted(editing: Editing) -> None:
    state = await editing.upload(SRT, purpose="subtitles", language="PT-br", label="Português")
    assert (state["status"], state["version"], state["language"]) == ("completed", None, "pt-BR")
    [subtitle] = await listed(editing)
    assert (subtitle["language"], subtitle["label"], subtitle["kind"]) == ("pt-BR", "Português", "subtitles")
    key = f"vod/{editing.asset_id}/subtitles/{subtitle['id']}.vtt"
    stored = await editing.objects.get(key, limit=1000)
    assert stored is not None
    assert (stored.content_type, stored.data) == ("text/vtt; charset=utf-8", VTT)
    assert await editing.objects.head(f"uploads/{state['id']}/source") is None

    await editing.upload(SRT, purpose="subtitles", language="pt-BR", kind="captions")
    other = await editing.upload(b"WEBVTT\n\n00:01.000 --> 00:02.000\nnew\n", purpose="subtitles", language="pt-BR")
    subtitles = {item["kind"]: item for item in await listed(editing)}
    assert subtitles.keys() == {"captions", "subtitles"}
    assert (subtitles["subtitles"]["id"], subtitles["subtitles"]["label"]) == (other["id"], "pt-BR")

    for item in subtitles.values():
        assert (await editing.request("DELETE", f"{path(editing)}/{item['id']}")).status_code == 204
    assert await listed(editing) == []
    assert await editing.objects.head(f"vod/{editing.asset_id}/subtitles/{other['id']}.vtt") is None
    gone = await editing.request("DELETE", f"{path(editing)}/{other['id']}")
    assert outcome(gone) == (404, "SUBTITLE_NOT_FOUND")
    assert outcome(await editing.request("DELETE", f"{path(editing)}/{other['id']}", roles=[])) == (403, "FORBIDDEN")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (VIDEO + bytes(range(256)), "file_disguised"),
        (b"no subtitles", "file_subtitles"),
        ("1\n00:00:01,000 --> 00:00:02,000\nПривіт\n".encode("cp1251"), "file_subtitles"),
    ],
)
async def test_other_files_are_rejected_with_the_reason(memory_editing: Editing, data: bytes, code: str) -> None:
    state = await memory_editing.upload(data, purpose="subtitles", language="uk")
    assert (state["status"], state["reasonCode"]) == ("rejected", code)
    assert await listed(memory_editing) == []
    assert await memory_editing.objects.list("vod/", limit=10) == []


async def test_users_see_no_subtitles_of_editors(memory_editing: Editing) -> None:
    assert outcome(await memory_editing.request("GET", path(memory_editing), user=USER, roles=[])) == (403, "FORBIDDEN")
