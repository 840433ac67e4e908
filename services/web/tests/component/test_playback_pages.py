"""Pages of editors about videos: who sees them, what their forms and scripts send."""

import html
import json
import re
from typing import Any, Final

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies, token
from services.web.tests.fakes import FakeApi
from services.web.tests.playback_data import (
    ASSET,
    ASSET_ID,
    META,
    SUBTITLE_ID,
    UPLOAD_ID,
    asset,
    job,
    keep_videos,
    upload,
    version,
)
from services.web.tests.title_data import MOVIE_ID
from services.web.tests.watch_data import AT, SESSION_ID

from chassis.core.browser_sessions import csrf_token
from web.application.api import ApiError, Reply
from web.presentation.visits import SCRIPT_HEADER

pytestmark = pytest.mark.unit

EDITOR: Final = cookies(token(roles=("user", "editor", "admin")))
FORM: Final = {"csrf": csrf_token("r1")}
PAGE: Final = f"/assets/{ASSET_ID}"


@pytest.fixture(autouse=True)
def videos(api: FakeApi) -> None:
    """Let the API know a video."""
    keep_videos(api)


async def page(http: httpx2.AsyncClient, path: str) -> str:
    """Return a page of editors."""
    response = await http.get(f"/admin/playback{path}", headers=EDITOR)
    assert response.status_code == 200, response.text
    return response.text


async def post(http: httpx2.AsyncClient, path: str, **fields: Any) -> httpx2.Response:
    """Send a form of editors."""
    return await http.post(f"/admin/playback{path}", data={**FORM, **fields}, headers=EDITOR)


async def send(http: httpx2.AsyncClient, path: str, body: Any) -> httpx2.Response:
    """Send what the script of an upload sends."""
    headers = {**EDITOR, SCRIPT_HEADER: csrf_token("r1")}
    return await http.post(f"/admin/playback/uploads{path}", content=json.dumps(body), headers=headers)


@pytest.mark.parametrize("path", ["", PAGE, f"{PAGE}/upload", "/uploads", f"/uploads/{UPLOAD_ID}", "/jobs"])
async def test_only_operators_see_the_pages(http: httpx2.AsyncClient, api: FakeApi, path: str) -> None:
    assert (await http.get(f"/admin/playback{path}")).headers["location"].startswith("/sign-in")
    assert (await http.get(f"/admin/playback{path}", headers=cookies())).status_code == 403
    assert api.calls == []


async def test_videos_are_listed_by_title_and_state(http: httpx2.AsyncClient, api: FakeApi) -> None:
    text = await page(http, f"?status=ready&mediaId={MOVIE_ID}&cursor=c1")
    for shown in ("Orchard", "With a plan", "PL, UA", f'href="/admin/playback/assets/{ASSET_ID}"'):
        assert shown in text
    [call] = [call for call in api.calls if call.path == "admin/playback/assets"]
    assert call.query == {"status": "ready", "mediaId": MOVIE_ID, "limit": 30, "cursor": "c1"}


@pytest.mark.parametrize(
    ("fields", "subject"),
    [
        ({}, MOVIE_ID),
        ({"season": "2", "episode": "5"}, f"{MOVIE_ID}:2x05"),
        ({"kind": "trailer", "season": "2"}, f"{MOVIE_ID}:trailer"),
        ({"season": "x"}, f"{MOVIE_ID}:xx00"),
    ],
)
async def test_a_video_is_added(http: httpx2.AsyncClient, api: FakeApi, fields: dict[str, str], subject: str) -> None:
    api.on("admin/playback/assets", Reply(201, asset()), "POST")
    response = await post(
        http, "/assets", mediaItemId=f" {MOVIE_ID}", access="purchase", regions="ua, pl", end="2027-01-01", **fields
    )
    assert response.headers["location"] == f"/admin/playback{PAGE}"
    assert api.calls[-1].json == {
        "subject": subject,
        "access": "purchase",
        "regions": ["UA", "PL"],
        "beginsAt": None,
        "endsAt": "2027-01-01T00:00:00Z",
    }


async def test_a_video_that_exists_is_shown_as_rejected(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("admin/playback/assets", ApiError(409, "ASSET_EXISTS", "It has an asset"), "POST")
    response = await post(http, "/assets", mediaItemId=MOVIE_ID, regions="UA")
    assert (response.status_code, 'value="UA"' in response.text) == (409, True)
    assert 'role="alert"' in response.text


async def test_a_video_has_its_versions_subtitles_uploads_and_quality(http: httpx2.AsyncClient, api: FakeApi) -> None:
    failed = version(2, "failed", reason="The file has no video", bytes=None, durationMs=None)
    api.on(ASSET, Reply(200, asset(versions=[failed, version()])))
    text = await page(http, PAGE)
    for shown in ("is played", "The file has no video", "1:30:05", "700 MiB", "1 GiB", "Українська", "0.78", "0.4%"):
        assert shown in text
    assert "the &#34;movie&#34;.mkv" in text
    assert 'name="version" value="7"' in text
    assert f'hx-sse:connect="/api/v1/admin/playback{PAGE}/jobs/events"' in text
    assert "every 10s" not in text


async def test_only_work_in_progress_can_be_ended(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(ASSET, Reply(200, asset(versions=[version(2, "processing"), version()])))
    text = await page(http, PAGE)
    assert f'action="/admin/playback{PAGE}/versions/2/cancel"' in text
    assert "/versions/1/cancel" not in text


async def test_an_open_page_follows_the_jobs(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"{ASSET}/jobs", Reply(200, [job()]))
    response = await http.get(f"/admin/playback{PAGE}", headers={**EDITOR, "HX-Request": "true"})
    assert "<html" not in response.text
    assert f'hx-get="/admin/playback{PAGE}" hx-trigger="job from:#live throttle:1s, every 10s"' in response.text
    assert 'max="1000" value="250"' in response.text
    assert "25 %" in response.text
    api.on(f"{ASSET}/jobs", Reply(200, [job("ready")]))
    ended = await http.get(f"/admin/playback{PAGE}", headers={**EDITOR, "HX-Request": "true"})
    assert "every 10s" not in ended.text


async def test_access_is_changed_as_it_was_seen(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(ASSET, Reply(200, asset()), "PATCH")
    response = await post(http, PAGE, version="7", access="free", regions="", begin="2026-12-01")
    assert response.headers["location"] == f"/admin/playback{PAGE}"
    assert api.calls[-1].headers["If-Match"] == '"7"'
    assert api.calls[-1].json == {
        "access": "free",
        "regions": None,
        "beginsAt": "2026-12-01T00:00:00Z",
        "endsAt": None,
    }
    errors = [{"field": "regions.0", "rule": "country_code", "message": "no"}]
    api.on(ASSET, ApiError(400, "VALIDATION_ERROR", "", {"errors": errors}), "PATCH")
    rejected = await post(http, PAGE, version="7", regions="XX")
    assert (rejected.status_code, 'value="XX"' in rejected.text) == (400, True)
    api.on(ASSET, ApiError(412, "PRECONDITION_FAILED"), "PATCH")
    assert (await post(http, PAGE, version="6")).status_code == 412


@pytest.mark.parametrize(
    ("action", "method", "path"),
    [
        ("/publish", "POST", f"{ASSET}/publish"),
        ("/unpublish", "POST", f"{ASSET}/unpublish"),
        ("/rotate-keys", "POST", f"{ASSET}/rotate-keys"),
        ("/versions/2/reprocess", "POST", f"{ASSET}/versions/2/reprocess"),
        (f"/subtitles/{SUBTITLE_ID}/delete", "DELETE", f"{ASSET}/subtitles/{SUBTITLE_ID}"),
        ("/versions/2/cancel", "POST", f"{ASSET}/versions/2/cancel"),
    ],
)
async def test_actions_are_those_of_the_api(
    http: httpx2.AsyncClient, api: FakeApi, action: str, method: str, path: str
) -> None:
    api.on(path, Reply(200, {}), method)
    response = await post(http, f"{PAGE}{action}")
    assert (response.status_code, response.headers["location"]) == (303, f"/admin/playback{PAGE}")
    assert (api.calls[-1].method, api.calls[-1].path) == (method, path)
    assert (await post(http, f"{PAGE}/explode")).status_code == 404


async def test_uploads_are_listed_and_opened(http: httpx2.AsyncClient, api: FakeApi) -> None:
    text = await page(http, "/uploads?status=open")
    assert (f'href="/admin/playback/uploads/{UPLOAD_ID}"' in text, "38.1 MiB" in text) == (True, True)
    opened = await page(http, f"/uploads/{UPLOAD_ID}")
    [state] = re.findall('data-upload="([^"]+)"', opened)
    assert json.loads(html.unescape(state)) == upload()
    assert "1 of 3 parts are stored." in opened
    new = await page(http, f"{PAGE}/upload")
    assert (f'data-asset="{ASSET_ID}"' in new, "data-upload=" in new) == (True, False)


async def test_only_the_page_of_an_upload_may_reach_the_storage(http: httpx2.AsyncClient) -> None:
    for path, storage in ((f"{PAGE}/upload", " https://storage.example:9000"), (PAGE, "")):
        response = await http.get(f"/admin/playback{path}", headers=EDITOR)
        assert f"connect-src 'self'{storage};" in response.headers["content-security-policy"]


async def test_an_upload_is_started_once_per_key(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("admin/playback/uploads", Reply(201, upload()), "POST")
    body = {"assetId": ASSET_ID, "purpose": "video", "fileName": "a.mkv", "size": 5}
    response = await send(http, "", {"key": "k-1", "upload": body})
    assert (response.status_code, response.json()["id"]) == (200, UPLOAD_ID)
    assert (api.calls[-1].headers["Idempotency-Key"], api.calls[-1].json) == ("k-1", body)
    api.on("admin/playback/uploads", ApiError(409, "TOO_MANY_UPLOADS", "You have 20 open uploads"), "POST")
    refused = await send(http, "", {"key": "k-1", "upload": body})
    assert (refused.status_code, refused.json()["code"]) == (409, "TOO_MANY_UPLOADS")
    assert refused.json()["reason"] != ""


@pytest.mark.parametrize(
    ("name", "method", "path"),
    [("state", "GET", ""), ("parts", "POST", "/parts"), ("complete", "POST", "/complete"), ("abort", "DELETE", "")],
)
async def test_steps_of_an_upload_are_passed_on(
    http: httpx2.AsyncClient, api: FakeApi, name: str, method: str, path: str
) -> None:
    api.on(f"admin/playback/uploads/{UPLOAD_ID}{path}", Reply(200, {"done": name}), method)
    body = {"parts": [{"number": 1, "sha256": "a"}]}
    response = await send(http, f"/{UPLOAD_ID}/{name}", body)
    assert (response.status_code, response.json()) == (200, {"done": name})
    assert api.calls[-1].json == (body if name == "parts" else None)
    api.on(f"admin/playback/uploads/{UPLOAD_ID}{path}", ApiError(503, "FILES_UNAVAILABLE", "secret"), method)
    failed = await send(http, f"/{UPLOAD_ID}/{name}", body)
    assert (failed.status_code, failed.json()) == (503, {"code": "FILES_UNAVAILABLE", "reason": ""})
    forged = await http.post(f"/admin/playback/uploads/{UPLOAD_ID}/{name}", content="{}", headers=EDITOR)
    assert forged.status_code == 403


async def test_administrators_end_sessions(http: httpx2.AsyncClient, api: FakeApi) -> None:
    session = {
        "id": SESSION_ID,
        "subject": MOVIE_ID,
        "mediaItemId": MOVIE_ID,
        "deviceId": None,
        "deviceName": "Living room",
        "startedAt": AT,
        "lastSeenAt": AT,
        "positionMs": 610_000,
        "state": "playing",
        "userId": SESSION_ID,
        "assetId": ASSET_ID,
        "country": "UA",
    }
    api.on("admin/playback/sessions", Reply(200, [session], META))
    api.on("users", Reply(200, [{"id": SESSION_ID, "username": "ada"}]))
    text = await page(http, "/sessions")
    for shown in ("ada", "Living room", "Ukraine", "10:10", "Orchard"):
        assert shown in text
    api.on(f"admin/playback/sessions/{SESSION_ID}", Reply(204), "DELETE")
    assert (await post(http, f"/sessions/{SESSION_ID}/end")).status_code == 303
    assert (api.calls[-1].method, api.calls[-1].path) == ("DELETE", f"admin/playback/sessions/{SESSION_ID}")


async def test_the_storage_shows_what_is_large_and_what_nothing_refers_to(
    http: httpx2.AsyncClient, api: FakeApi
) -> None:
    largest = {"assetId": ASSET_ID, "subject": f"{MOVIE_ID}:trailer", "total": 2_147_483_648, "bytes": {}}
    use = {"total": 3_221_225_472, "bytes": {"original": 1_048_576}, "unfinished": 0, "assets": [largest]}
    orphan = {"key": "work/a/1/b", "kind": "work", "size": 2_048, "changedAt": AT}
    api.on("admin/playback/storage", Reply(200, use))
    assert "This part is not available right now." in await page(http, "/storage")
    orphans = {"scanned": 9, "total": 2_048, "files": [orphan], "next": None}
    api.on("admin/playback/storage/orphans", Reply(200, orphans))
    text = await page(http, "/storage")
    for shown in ("3 GiB", "2 GiB", "1 MiB", "Originals", "Orchard", "trailer", "work/a/1/b", "2 KiB"):
        assert shown in text
    api.on("admin/playback/storage/clean", Reply(202, {}), "POST")
    response = await post(http, "/storage/clean")
    assert (response.status_code, response.headers["location"]) == (303, "/admin/playback/storage")
    assert api.calls[-1].path == "admin/playback/storage/clean"
