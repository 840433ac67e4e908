"""Media sources: the list, the form of a kind, and what a user or administrator changes."""

from typing import Any, Final

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies, token
from services.web.tests.fakes import FakeApi
from services.web.tests.source_data import OUTAGE, OWNER_ID, SOURCE, SOURCE_ID, keep_sources, kind_field, source

from chassis.core.browser_sessions import csrf_token
from web.application.api import ApiError, Reply, invalid_field

pytestmark = pytest.mark.unit

FORM: Final = {"csrf": csrf_token("r1"), "version": "4"}
ADMIN: Final = cookies(token(roles=("user", "admin")))
PAGE: Final = f"/my/sources/{SOURCE_ID}"
SENT: Final[dict[str, Any]] = {
    "name": " Attic ",
    "url": " https://files.example ",
    "depth": "3",
    "verify": "true",
    "mode": "safe",
    "password": " open sesame",
}
UNREADABLE: Final = ApiError(
    409, "SOURCE_UNREADABLE", "cannot be read", {"cause": "credentials_refused", "reason": "401"}
)


@pytest.fixture(autouse=True)
def sources(api: FakeApi) -> None:
    """Let the API know a source."""
    keep_sources(api)


async def page(http: httpx2.AsyncClient, path: str, headers: dict[str, str] | None = None) -> str:
    """Return a page of a user."""
    response = await http.get(path, headers=headers or cookies())
    assert response.status_code == 200, response.text
    return response.text


async def post(http: httpx2.AsyncClient, path: str, headers: dict[str, str] | None = None, **fields: Any) -> Any:
    """Send a form of a user."""
    return await http.post(path, data={**FORM, **fields}, headers=headers or cookies())


@pytest.mark.parametrize("path", ["/my/sources", "/my/sources/new/webdav", PAGE, "/admin/sources"])
async def test_sources_need_an_account(http: httpx2.AsyncClient, api: FakeApi, path: str) -> None:
    assert (await http.get(path)).headers["location"].startswith("/sign-in")
    assert api.calls == []


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, "Connected"),
        ({"scannedAt": None}, "Not scanned yet"),
        ({"isPaused": True, "outage": OUTAGE}, "Paused"),
        ({"outage": OUTAGE}, "The server refuses the credentials."),
        ({"outage": {**OUTAGE, "code": "egress_host"}}, "does not permit connections"),
        ({"outage": {**OUTAGE, "code": "new_cause"}}, "401 from the server"),
        ({"isOwned": False, "visibility": "everyone"}, "for everyone"),
    ],
)
async def test_the_list_shows_the_state_of_each_source(
    http: httpx2.AsyncClient, api: FakeApi, changes: dict[str, Any], shown: str
) -> None:
    keep_sources(api, **changes)
    text = await page(http, "/my/sources")
    assert shown in text
    assert f'href="{PAGE}" dir="auto">Living &lt;room&gt;</a>' in text
    assert 'href="/my/sources/new/webdav"' in text


async def test_without_a_source_the_list_says_what_to_do(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("sources", Reply(200, []))
    assert "Nothing is connected yet." in await page(http, "/my/sources")
    api.on("sources/kinds", ApiError(503, "SERVICE_UNAVAILABLE"))
    assert "This part is not available right now." in await page(http, "/my/sources")
    api.on("sources", ApiError(503, "SERVICE_UNAVAILABLE"))
    assert (await http.get("/my/sources", headers=cookies())).status_code == 503


async def test_the_form_has_the_fields_of_the_kind(http: httpx2.AsyncClient) -> None:
    text = await page(http, "/my/sources/new/webdav")
    assert 'placeholder="https://files.example/movies"' in text
    assert 'name="depth" type="number" value="3"' in text
    assert 'name="verify" value="true" checked' in text
    assert '<option value="safe" selected>' in text
    assert 'id="field-libraries" name="libraries"' in text
    assert 'name="password" type="password" required autocomplete="new-password"' in text
    assert 'name="visibility"' not in text
    assert 'name="visibility"' in await page(http, "/my/sources/new/webdav", ADMIN)
    assert (await http.get("/my/sources/new/folder", headers=cookies())).status_code == 404


async def test_a_source_is_connected(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("sources", Reply(201, source()), "POST")
    response = await post(http, "/my/sources/new/webdav", **SENT, libraries="Movies\r\n\r\n Shows ")
    assert (response.status_code, response.headers["location"]) == (303, PAGE)
    assert api.calls[-1].json == {
        "kind": "webdav",
        "name": "Attic",
        "visibility": "private",
        "configuration": {
            "url": "https://files.example",
            "depth": 3,
            "verify": True,
            "libraries": ["Movies", "Shows"],
            "mode": "safe",
        },
        "credentials": {"password": " open sesame"},
    }


async def test_a_rejected_form_keeps_what_was_typed_but_no_secret(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("sources", UNREADABLE, "POST")
    response = await post(http, "/my/sources/new/webdav", **SENT)
    assert response.status_code == 409
    assert "The server refuses the credentials." in response.text
    assert 'value="https://files.example"' in response.text
    assert "open sesame" not in response.text
    errors = [{"field": "configuration.url", "in": "body", "rule": "missing", "params": {}, "message": "no"}]
    api.on("sources", ApiError(400, "VALIDATION_ERROR", "", {"errors": errors}), "POST")
    invalid = await post(http, "/my/sources/new/webdav", **SENT)
    assert invalid.status_code == 400
    assert '<a href="#field-url">Address: Is required.</a>' in invalid.text
    assert 'aria-invalid="true"' in invalid.text
    api.on("sources", ApiError(503, "SERVICE_UNAVAILABLE"), "POST")
    assert (await post(http, "/my/sources/new/webdav", **SENT)).status_code == 503


async def test_the_page_of_a_source_explains_an_outage(http: httpx2.AsyncClient, api: FakeApi) -> None:
    keep_sources(api, outage=OUTAGE)
    text = await page(http, PAGE)
    for shown in ("The server refuses the credentials.", "is tried again", "What is known of its files stays."):
        assert shown in text
    assert f'action="{PAGE}/credentials"' in text


@pytest.mark.parametrize(
    ("headers", "changes", "path"),
    [
        (cookies(), {}, SOURCE),
        (ADMIN, {"isOwned": False}, f"admin/{SOURCE}"),
    ],
)
async def test_a_source_is_changed_as_it_was_seen(
    http: httpx2.AsyncClient, api: FakeApi, headers: dict[str, str], changes: dict[str, Any], path: str
) -> None:
    keep_sources(api, **changes)
    api.on(path, Reply(200, source()), "PATCH")
    response = await post(http, PAGE, headers, **SENT)
    assert (response.status_code, response.headers["location"]) == (303, PAGE)
    assert (api.calls[-1].headers["If-Match"], "configuration" in api.calls[-1].json) == ('"4"', False)
    await post(http, PAGE, headers, **{**SENT, "url": "https://other.example"})
    assert api.calls[-1].json["configuration"]["url"] == "https://other.example"
    assert ("visibility" in api.calls[-1].json) is (headers is ADMIN)
    api.on(path, ApiError(412, "PRECONDITION_FAILED"), "PATCH")
    assert (await post(http, PAGE, headers, **SENT)).status_code == 412
    api.on(path, UNREADABLE, "PATCH")
    refused = await post(http, PAGE, headers, **{**SENT, "url": "https://other.example"})
    assert (refused.status_code, 'value="https://other.example"' in refused.text) == (409, True)


async def test_another_address_needs_the_credentials_again(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(SOURCE, invalid_field("credentials", "credentials_again"), "PATCH")
    moved = {name: value for name, value in SENT.items() if name != "password"} | {"url": "https://other.example"}
    shown = (await page(http, PAGE)).count('name="password"')
    refused = await post(http, PAGE, **moved)
    assert (refused.status_code, "Enter them again" in refused.text) == (400, True)
    assert refused.text.count('name="password"') == shown + 1
    api.on(SOURCE, Reply(200, source()), "PATCH")
    await post(http, PAGE, **moved, password="open sesame")
    assert api.calls[-1].json["credentials"] == {"password": "open sesame"}


async def test_credentials_are_replaced(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"{SOURCE}/credentials", Reply(200, source()), "PUT")
    response = await post(http, f"{PAGE}/credentials", user="ada", password="open sesame")
    assert response.headers["location"] == PAGE
    assert api.calls[-1].json == {"credentials": {"user": "ada", "password": "open sesame"}}
    api.on(f"{SOURCE}/credentials", UNREADABLE, "PUT")
    refused = await post(http, f"{PAGE}/credentials", password="open sesame")
    assert (refused.status_code, "open sesame" in refused.text) == (409, False)
    api.on(f"{SOURCE}/credentials", ApiError(412, "PRECONDITION_FAILED"), "PUT")
    assert (await post(http, f"{PAGE}/credentials", password="open sesame")).status_code == 412


@pytest.mark.parametrize(
    ("action", "method", "path", "body"),
    [
        ("scan", "POST", f"{SOURCE}/scan", None),
        ("check", "POST", f"{SOURCE}/check", None),
        ("pause", "PATCH", SOURCE, {"isPaused": True}),
        ("delete", "DELETE", SOURCE, None),
    ],
)
async def test_actions_are_those_of_the_api(
    http: httpx2.AsyncClient, api: FakeApi, action: str, method: str, path: str, body: Any
) -> None:
    api.on(path, Reply(200, source()), method)
    response = await post(http, f"{PAGE}/{action}", isPaused="true")
    assert (response.status_code, response.headers["location"]) == (
        303,
        "/my/sources" if action == "delete" else PAGE,
    )
    assert (api.calls[-1].method, api.calls[-1].path, api.calls[-1].json) == (method, path, body)
    assert (await post(http, f"{PAGE}/explode")).status_code == 404


async def test_a_check_that_fails_says_why(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"{SOURCE}/check", UNREADABLE, "POST")
    response = await post(http, f"{PAGE}/check")
    assert (response.status_code, "The server refuses the credentials." in response.text) == (409, True)


async def test_a_source_of_others_is_only_shown(http: httpx2.AsyncClient, api: FakeApi) -> None:
    keep_sources(api, isOwned=False, configuration={}, visibility="everyone")
    text = await page(http, PAGE)
    assert f'action="{PAGE}' not in text
    assert f'action="{PAGE}/pause"' in await page(http, PAGE, ADMIN)
    assert f'action="{PAGE}/credentials"' not in await page(http, PAGE, ADMIN)


async def test_administrators_see_the_sources_of_everyone(http: httpx2.AsyncClient, api: FakeApi) -> None:
    assert (await http.get("/admin/sources", headers=cookies())).status_code == 403
    api.on("admin/sources", Reply(200, [source(ownerId=OWNER_ID, outage=OUTAGE)]))
    api.on("users", Reply(200, [{"id": OWNER_ID, "username": "ada"}]))
    text = await page(http, "/admin/sources", ADMIN)
    for shown in ("ada", "Living &lt;room&gt;", "The server refuses the credentials.", "Only the owner"):
        assert shown in text
    api.on("admin/sources", Reply(200, []))
    assert "No user has connected a source yet." in await page(http, "/admin/sources", ADMIN)


@pytest.mark.parametrize("address", ["/my/sources", "/admin/sources"])
async def test_lists_of_sources_are_read_further_by_a_cursor(
    http: httpx2.AsyncClient, api: FakeApi, address: str
) -> None:
    route = address.removeprefix("/my").removeprefix("/")
    api.on(route, Reply(200, [source(ownerId=OWNER_ID)], {"limit": 50, "hasMore": True, "nextCursor": "c2"}))
    assert f'href="{address}?cursor=c2"' in await page(http, address, ADMIN)
    api.on(route, Reply(200, [source(ownerId=OWNER_ID)], {"limit": 50, "hasMore": False, "nextCursor": None}))
    assert "cursor=" not in await page(http, f"{address}?cursor=c2", ADMIN)
    [second] = [call for call in api.calls if call.path == route and call.query.get("cursor") == "c2"]
    assert second.query["limit"] == 50


async def test_a_field_without_a_text_has_the_words_of_the_api(http: httpx2.AsyncClient, api: FakeApi) -> None:
    unknown = {"kind": "webdav", "configuration": [kind_field("newField")], "credentials": []}
    api.on("sources/kinds", Reply(200, [unknown]))
    assert "The newField" in await page(http, "/my/sources/new/webdav")


async def test_administrators_change_when_sources_are_scanned(http: httpx2.AsyncClient, api: FakeApi) -> None:
    schedule = {
        "name": "scan-due-sources",
        "description": "Scans what is due",
        "cron": "* * * * *",
        "enabled": True,
        "catchUp": False,
        "lastRunAt": None,
        "nextRunAt": None,
    }
    api.on("ingestion/schedules", Reply(200, []))
    assert "scan-due-sources" not in await page(http, "/admin/schedules", ADMIN)
    api.on("admin/sources/schedules", Reply(200, [schedule]))
    text = await page(http, "/admin/schedules", ADMIN)
    assert 'action="/admin/schedules/sources/scan-due-sources/run"' in text
    editor = cookies(token(roles=("user", "editor")))
    assert "scan-due-sources" not in await page(http, "/admin/schedules", editor)
    path = "admin/sources/schedules/scan-due-sources"
    api.on(path, Reply(200, schedule), "PATCH")
    api.on(f"{path}/run", Reply(202, {"jobId": OWNER_ID}), "POST")
    address = "/admin/schedules/sources/scan-due-sources"
    assert (await post(http, address, ADMIN, cron="0 * * * *")).headers["location"] == "/admin/schedules"
    assert api.calls[-1].json == {"cron": "0 * * * *", "enabled": False, "catchUp": False}
    assert (await post(http, f"{address}/run", ADMIN)).headers["location"] == "/admin/schedules"
    assert (api.calls[-1].method, api.calls[-1].path) == ("POST", f"{path}/run")
    assert (await post(http, f"{address}/run", editor)).status_code == 403
    api.on("admin/sources/schedules", ApiError(503, "SERVICE_UNAVAILABLE"))
    assert "This part is not available right now." in await page(http, "/admin/schedules", ADMIN)
