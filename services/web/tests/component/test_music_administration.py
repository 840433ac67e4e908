"""The pages of administrators of music: folders, scans and schedules."""

import re
from typing import Any, Final

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi
from services.web.tests.music_data import ADMIN, AT, FOLDER_ID, SCAN_ID, USER_ID, folder, listener, scan

from chassis.core.browser_sessions import csrf_token
from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

__all__ = ["listener"]
FOLDERS: Final = "admin/music/folders"
FOLDER: Final = f"{FOLDERS}/{FOLDER_ID}"
PAGE: Final = f"/admin/music/folders/{FOLDER_ID}"
SCHEDULE: Final = {
    "name": "scan",
    "cron": "5 * * * *",
    "description": "Scan",
    "enabled": True,
    "catchUp": False,
    "lastRunAt": None,
    "nextRunAt": AT,
}


@pytest.fixture(autouse=True)
def music(api: FakeApi) -> None:
    """Let the API know a folder, a scan and a schedule."""
    api.on(FOLDERS, Reply(200, [folder(problem="it is empty")]))
    api.on(FOLDER, Reply(200, folder(visibility="chosen", userIds=[USER_ID, SCAN_ID])))
    api.on("admin/music/scans", Reply(200, [scan(problems={FOLDER_ID: "it is <empty>"})]))
    api.on("admin/music/schedules", Reply(200, [SCHEDULE]))
    api.on("users", Reply(200, [{"id": USER_ID, "username": "ada"}]))
    api.on("users/ada", Reply(200, {"id": USER_ID, "username": "ada"}))


async def send(http: httpx2.AsyncClient, address: str, /, **fields: str) -> httpx2.Response:
    """Send a form of an administrator."""
    return await http.post(address, data={"csrf": csrf_token("r1"), **fields}, headers=ADMIN)


async def page(http: httpx2.AsyncClient, path: str, **headers: str) -> str:
    """Return a page of an administrator."""
    response = await http.get(path, headers={**ADMIN, **headers})
    assert response.status_code == 200, response.text
    return response.text


@pytest.mark.parametrize("path", ["/admin/music", "/admin/music/scans", PAGE])
async def test_pages_are_for_administrators(http: httpx2.AsyncClient, listener: httpx2.AsyncClient, path: str) -> None:
    assert (await listener.get(path, headers=cookies())).status_code == 403
    assert (await http.get(path, headers=ADMIN)).status_code == 404
    assert (await listener.get(path, headers=ADMIN)).status_code == 200


async def test_overview_has_folders_scans_and_schedules(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    text = await page(listener, "/admin/music")
    for shown in (
        "Records &lt;all&gt;",
        "/srv/music",
        "missing tracks are deleted after 30 days",
        "it is empty",
        "it is &lt;empty&gt;",
        'action="/admin/music/schedules/scan"',
        'hx-sse:connect="/api/v1/admin/music/scans/events"',
        'href="/admin/music" aria-current="page"',
    ):
        assert shown in text
    assert re.findall('<td class="number">([0-9,]+)</td>', text) == [
        "1,200", "1,201", "1,202", "1,203", "1,205", "1,206", "1,207"
    ]  # fmt: skip
    for path in (FOLDERS, "admin/music/scans", "admin/music/schedules"):
        api.on(path, ApiError(503, "SERVICE_UNAVAILABLE"))
    assert (await page(listener, "/admin/music")).count("This part is not available right now.") == 4


async def test_scan_is_followed_and_ended(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("admin/music/scans", Reply(200, [scan("processing", isFull=True)]))
    fragment = await page(listener, "/admin/music/scans", **{"HX-Request": "true"})
    assert ("<html" in fragment, "every 15s" in fragment, "1,200 files read" in fragment) == (False, True, True)
    assert f'action="/admin/music/scans/{SCAN_ID}/cancel"' in fragment
    api.on(f"admin/music/scans/{SCAN_ID}/cancel", Reply(200, scan("cancelled")), "POST")
    response = await send(listener, f"/admin/music/scans/{SCAN_ID}/cancel")
    assert (response.status_code, response.headers["location"]) == (303, "/admin/music")


@pytest.mark.parametrize(("fields", "is_full"), [({}, False), ({"isFull": "true"}, True)])
async def test_scan_begins_unless_one_runs(
    listener: httpx2.AsyncClient, api: FakeApi, fields: dict[str, str], is_full: bool
) -> None:
    api.on("admin/music/scans", Reply(202, scan("queued")), "POST")
    assert (await send(listener, "/admin/music/scans", **fields)).headers["location"] == "/admin/music"
    assert api.calls[-1].json == {"isFull": is_full}
    api.on("admin/music/scans", ApiError(409, "SCAN_RUNNING", "one runs"), "POST")
    response = await send(listener, "/admin/music/scans", **fields)
    assert (response.status_code, "A scan is running already." in response.text) == (409, True)


async def test_folder_is_added(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(FOLDERS, Reply(201, folder()), "POST")
    fields = {"name": " Jazz ", "path": " /srv/jazz ", "purge": "at-once", "days": ""}
    assert (await send(listener, "/admin/music/folders", **fields)).headers["location"] == "/admin/music"
    body = {"name": "Jazz", "path": "/srv/jazz", "visibility": "everyone", "purge": {"purge": "at-once"}}
    assert api.calls[-1].json == body


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ApiError(409, "MUSIC_FOLDER_OVERLAPS", "x"), "The directory is within a music folder, or contains one."),
        (ApiError(409, "MUSIC_FOLDER_NOT_ALLOWED", "x"), "There is no such directory"),
        (ApiError(409, "MUSIC_FOLDER_NAME_TAKEN", "x"), "Another music folder has this name."),
    ],
)
async def test_folder_that_is_refused_is_shown_again(
    listener: httpx2.AsyncClient, api: FakeApi, error: ApiError, words: str
) -> None:
    api.on(FOLDERS, error, "POST")
    response = await send(listener, "/admin/music/folders", name="J<z", path="/srv", days="7", users="ada")
    assert response.status_code == 409
    for shown in (words, 'value="J&lt;z"', 'value="/srv"', 'value="7"', ">ada</textarea>"):
        assert shown in response.text


async def test_folder_is_changed_as_it_was_seen(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    text = await page(listener, PAGE)
    assert (f">ada\n{SCAN_ID}</textarea>" in text, 'name="version" value="4"' in text) == (True, True)
    api.on(FOLDER, Reply(200, folder()), "PATCH")
    fields = {"name": "Jazz", "visibility": "chosen", "users": f"ada {SCAN_ID}", "purge": "after-days", "days": "x"}
    assert (await send(listener, PAGE, version="4", **fields)).status_code == 303
    assert api.calls[-1].headers["If-Match"] == '"4"'
    assert api.calls[-1].json == {
        "name": "Jazz",
        "visibility": "chosen",
        "purge": {"purge": "after-days", "days": "x"},
        "userIds": [USER_ID, SCAN_ID],
    }
    api.on(FOLDER, ApiError(412, "PRECONDITION_FAILED"), "PATCH")
    assert (await send(listener, PAGE, version="3", **fields)).status_code == 412


@pytest.mark.parametrize("name", ["bob", "../admin", "a?b"])
async def test_unknown_user_is_named(listener: httpx2.AsyncClient, api: FakeApi, name: str) -> None:
    response = await send(listener, PAGE, name="J", visibility="chosen", users=name)
    assert (response.status_code, f"No user is called {name}." in response.text) == (400, True)
    assert not [call for call in api.calls if call.method == "PATCH"]
    assert {call.path for call in api.calls if call.path.startswith("users/")} <= {"users/bob"}


async def test_too_many_users_are_refused(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    response = await send(listener, PAGE, name="J", visibility="chosen", users="ada " * 101)
    assert response.status_code == 400
    assert not [call for call in api.calls if call.path == "users/ada"]


async def test_folder_is_deleted(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(FOLDER, Reply(204), "DELETE")
    assert (await send(listener, f"{PAGE}/delete", version="4")).headers["location"] == "/admin/music"
    assert api.calls[-1].headers["If-Match"] == '"4"'


@pytest.mark.parametrize(
    ("path", "method", "called", "body"),
    [
        ("scan", "PATCH", "admin/music/schedules/scan", {"cron": "5 4 * * *", "enabled": True, "catchUp": False}),
        ("scan/run", "POST", "admin/music/schedules/scan/run", None),
    ],
)
async def test_schedules_are_changed_and_run(
    listener: httpx2.AsyncClient, api: FakeApi, path: str, method: str, called: str, body: dict[str, Any] | None
) -> None:
    api.on(called, Reply(200, SCHEDULE), method)
    response = await send(listener, f"/admin/music/schedules/{path}", cron="5 4 * * *", enabled="1")
    assert (response.status_code, response.headers["location"]) == (303, "/admin/music")
    assert (api.calls[-1].method, api.calls[-1].path, api.calls[-1].json) == (method, called, body)
