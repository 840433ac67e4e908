"""Pages about videos that administrators see: decisions about keys, jobs of all videos, and how much is watched."""

import re
from typing import Any, Final

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies, token
from services.web.tests.fakes import FakeApi
from services.web.tests.playback_data import ASSET, ASSET_ID, META, asset, job, keep_videos
from services.web.tests.source_data import FILE_ID, file
from services.web.tests.title_data import MOVIE_ID, listed
from services.web.tests.watch_data import AT, OTHER_ID, SESSION_ID

from chassis.core.browser_sessions import csrf_token
from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

ADMIN: Final = cookies(token(roles=("user", "admin")))
EDITOR: Final = cookies(token(roles=("user", "editor")))
PAGE: Final = f"/admin/playback/assets/{ASSET_ID}"
RETENTION: Final = f"insights/titles/{MOVIE_ID}/retention"


@pytest.fixture(autouse=True)
def videos(api: FakeApi) -> None:
    """Let the API know a video."""
    keep_videos(api)


async def page(http: httpx2.AsyncClient, path: str, headers: dict[str, str] = ADMIN) -> str:
    """Return a page."""
    response = await http.get(path, headers=headers)
    assert response.status_code == 200, response.text
    return response.text


@pytest.mark.parametrize("path", ["/sessions", "/storage", "/key-releases"])
async def test_only_administrators_see_sessions_storage_and_keys(
    http: httpx2.AsyncClient, api: FakeApi, path: str
) -> None:
    for name in ("sessions", "storage", "key-releases"):
        api.on(f"admin/playback/{name}", ApiError(403, "FORBIDDEN"))
    assert (await http.get(f"/admin/playback{path}", headers=EDITOR)).status_code == 403
    assert f'href="/admin/playback{path}"' in await page(http, "/admin/playback")
    assert f'href="/admin/playback{path}"' not in await page(http, "/admin/playback", EDITOR)


async def test_only_administrators_rotate_keys(http: httpx2.AsyncClient) -> None:
    address = f'action="{PAGE}/rotate-keys"'
    assert address in await page(http, PAGE)
    assert address not in await page(http, PAGE, EDITOR)


async def test_decisions_about_keys_are_filtered(http: httpx2.AsyncClient, api: FakeApi) -> None:
    released = {
        "id": OTHER_ID,
        "at": AT,
        "userId": SESSION_ID,
        "authSessionId": None,
        "sessionId": SESSION_ID,
        "assetId": ASSET_ID,
        "version": 3,
        "keyId": OTHER_ID,
        "system": "widevine",
        "outcome": "other_version",
    }
    erased = {**released, "userId": None, "assetId": None, "keyId": None, "outcome": "unknown_session"}
    api.on("admin/playback/key-releases", Reply(200, [released, released, erased], {**META, "nextCursor": "c2"}))
    api.on("users", Reply(200, [{"id": SESSION_ID, "username": "ada"}]))
    text = await page(http, "/admin/playback/key-releases?outcome=other_version&cursor=c1")
    for shown in ("ada", "Key of another video", "Widevine", "version 3", "Deleted user", "all keys", "cursor=c2"):
        assert shown in text
    video = f'<a href="/admin/playback/assets/{ASSET_ID}">'
    assert re.search(rf'{video}\s*<span dir="auto">{listed()["title"]}</span>', text)
    assert [call.path for call in api.calls].count(ASSET) == 1
    [call] = [call for call in api.calls if call.path == "admin/playback/key-releases"]
    assert call.query == {"outcome": "other_version", "system": "", "userId": "", "limit": 50, "cursor": "c1"}
    api.on(ASSET, ApiError(404, "ASSET_NOT_FOUND"))
    assert f"{video}<code>{ASSET_ID[:8]}</code>" in await page(http, "/admin/playback/key-releases")
    api.on("admin/playback/key-releases", Reply(200, [], META))
    assert "No request for a key matches." in await page(http, "/admin/playback/key-releases")


async def test_jobs_of_all_videos_are_shown_with_their_progress(http: httpx2.AsyncClient, api: FakeApi) -> None:
    where = {"assetId": ASSET_ID, "subject": f"{MOVIE_ID}:trailer", "mediaItemId": MOVIE_ID}
    failed = job("failed", kind="encode-rendition", reason="The encoder failed", done=None, total=None)
    gone = {**failed, "assetId": OTHER_ID, "subject": None, "mediaItemId": None}
    api.on("admin/playback/jobs", Reply(200, [{**job(), **where}, gone], META))
    text = await page(http, "/admin/playback/jobs?status=processing&offset=30", EDITOR)
    for shown in ("Orchard", "trailer", "25 %", "Making of a version", "Encoding", "The encoder failed", OTHER_ID[:8]):
        assert shown in text
    [call] = [call for call in api.calls if call.path == "admin/playback/jobs"]
    assert call.query == {"status": "processing", "kind": "", "limit": 30, "offset": "30"}
    fragment = await page(http, "/admin/playback/jobs", {**EDITOR, "HX-Request": "true"})
    assert ("<html" in fragment, "Making of a version" in fragment) == (False, True)
    api.on("admin/playback/jobs", Reply(200, [], META))
    assert "No job of this kind." in await page(http, "/admin/playback/jobs")


@pytest.mark.parametrize(
    ("part", "query"), [("", {}), (":2x05", {"video": "2x05"}), (":trailer", {"video": "trailer"})]
)
async def test_the_page_of_a_video_shows_how_much_is_watched(
    http: httpx2.AsyncClient, api: FakeApi, part: str, query: dict[str, Any]
) -> None:
    api.on(ASSET, Reply(200, asset(subject=f"{MOVIE_ID}{part}")))
    parts = [{"from": 0.0, "to": 5.0, "retention": 0.94}, {"from": 5.0, "to": 10.0, "retention": None}]
    api.on(RETENTION, Reply(200, {"users": 412, "parts": parts}))
    text = await page(http, PAGE, EDITOR)
    for shown in ("Share of 412 users", "0–5 %", "94%", "5–10 %"):
        assert shown in text
    [call] = [call for call in api.calls if call.path == RETENTION]
    assert call.query == query
    api.on(RETENTION, Reply(200, {"users": None, "parts": []}))
    assert "once 20 users have watched" in await page(http, PAGE, EDITOR)


async def test_the_page_of_a_video_shows_who_has_changed_it(http: httpx2.AsyncClient, api: FakeApi) -> None:
    assert "Who has changed it" not in await page(http, PAGE, EDITOR)
    edits = [{"kind": kind, "editedBy": SESSION_ID, "editedAt": AT} for kind in ("unpublished", "published", "changed")]
    api.on(f"{ASSET}/edits", Reply(200, edits))
    api.on("users", Reply(200, [{"id": SESSION_ID, "username": "ada"}]))
    text = await page(http, PAGE, EDITOR)
    shown = text.partition("Who has changed it")[2].partition("</ul>")[0]
    assert shown.index("Unpublished") < shown.index("Published") < shown.index("Access changed")
    assert shown.count(">ada<") == 3


async def test_files_of_media_sources_become_versions(http: httpx2.AsyncClient, api: FakeApi) -> None:
    def version(name: str, season: int | None = None, *episodes: int) -> dict[str, Any]:
        match = {"mediaId": MOVIE_ID, "method": "name", "confidence": 1.0, "season": season, "episodes": episodes}
        return file(name=name, match=match)

    files = [version("one.mkv", 1, 2, 3), version("two.mkv", 1, 4), version("three.mkv")]
    api.on(f"sources/titles/{MOVIE_ID}", Reply(200, {"versions": files, "available": True, "episodes": []}))
    offered = {"": ["one", "two", "three"], ":1x03": ["one"], ":1x05": [], ":trailer": []}
    for part, names in offered.items():
        api.on(ASSET, Reply(200, asset(subject=f"{MOVIE_ID}{part}")))
        text = await page(http, PAGE, EDITOR)
        assert re.findall(r'aria-label="Use this file: (\w+)', text) == names
        assert ("Add a version from a library" in text) == bool(names)
    api.on("admin/playback/uploads/source-files", Reply(202, {"id": OTHER_ID}), "POST")
    form = {"csrf": csrf_token("r1"), "file": FILE_ID}
    sent = await http.post(f"{PAGE}/source-files", data=form, headers=EDITOR)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/admin/playback/uploads/{OTHER_ID}")
    assert api.calls[-1].json == {"assetId": ASSET_ID, "sourceFileId": FILE_ID}
    api.on(ASSET, Reply(200, asset(subject=MOVIE_ID)))
    api.on("admin/playback/uploads/source-files", ApiError(409, "SOURCE_FILE_SIZE_UNKNOWN"), "POST")
    refused = await http.post(f"{PAGE}/source-files", data=form, headers=EDITOR)
    assert refused.status_code == 409
    assert "Download it, and upload it instead." in refused.text
