"""The pages of an account: what they show, what their forms call, and the proof that some changes need."""

from typing import Any

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi

from chassis.core.browser_sessions import csrf_token
from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

CSRF = {"csrf": csrf_token("r1")}
DAY = "2026-11-01T10:00:00Z"
ID = "d61513e9-f9f4-5cfa-99cf-43c51be4c912"
PROFILE = {
    "username": "ada",
    "avatarUrl": f"http://127.0.0.1:8000/api/v1/users/avatars/{ID}/512.webp",
    "bio": "<b>",
    "location": None,
    "website": None,
    "isProfilePublic": True,
    "showWatchHistory": False,
    "showRatings": True,
    "allowFollowers": True,
}
ACCOUNT = {
    "username": "ada",
    "email": "ada@example.org",
    "isEmailConfirmed": True,
    "avatarUrl": None,
    "roles": ["user", "editor"],
    "createdAt": DAY,
    "profile": {"privacy": {"isProfilePublic": True}},
    "stats": {"moviesRated": 3, "showsRated": 2, "watchlistCount": 1},
}
FACTORS: dict[str, Any] = {
    "needsSecondFactor": True,
    "methods": ["passkey", "totp", "sms", "recovery-code"],
    "totp": True,
    "passkeys": 1,
    "recoveryCodes": 9,
    "phone": {"number": "+380*******67", "use": "second-factor", "isConfirmed": False, "createdAt": DAY},
}
EVENT = {
    "id": 1,
    "kind": "factor_added",
    "at": DAY,
    "actor": "user",
    "sessionId": None,
    "device": "Firefox",
    "network": None,
    "details": {"factor": "totp"},
}
NEEDS_PROOF = ApiError(403, "REAUTHENTICATION_REQUIRED", "Forbidden: this change needs a sign-in")


async def post(http: httpx2.AsyncClient, path: str, **fields: Any) -> httpx2.Response:
    """Send a form of this session."""
    return await http.post(path, data={**CSRF, **fields}, headers=cookies())


async def page(http: httpx2.AsyncClient, path: str) -> str:
    """Return a page of the user."""
    response = await http.get(path, headers=cookies())
    assert response.status_code == 200, response.text
    return response.text


@pytest.mark.parametrize(
    "path",
    ["/account", "/account/security", "/account/data", "/account/notifications", "/inbox", "/device?userCode=AB"],
)
async def test_a_page_of_an_account_leads_to_the_sign_in_and_back(http: httpx2.AsyncClient, path: str) -> None:
    response = await http.get(path)
    target = path.replace("/", "%2F").replace("?", "%3F").replace("=", "%3D")
    assert (response.status_code, response.headers["location"]) == (303, f"/sign-in?next={target}")


async def test_the_overview_says_how_safe_the_account_is(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("auth/me", Reply(200, ACCOUNT))
    api.on("auth/factors", Reply(200, FACTORS))
    api.on("auth/sessions", Reply(200, [], {"total": 2}))
    api.on("auth/audit", Reply(200, [EVENT, {**EVENT, "kind": "a_new_kind", "details": {}, "actor": "administrator"}]))
    text = await page(http, "/account")
    for shown in ("Signing in takes two steps", "1 passkey<", "Signed in on 2 devices", "Factor added", "a new kind"):
        assert shown in text
    assert text.count("Editor</span>") == 1
    api.on("auth/factors", ApiError(503, "SERVICE_UNAVAILABLE"))
    assert "This part is not available right now." in await page(http, "/account")


async def test_security_events_are_paged(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("auth/audit", Reply(200, [EVENT], {"nextCursor": "n+1"}))
    assert "/account/activity?cursor=n%2B1" in await page(http, "/account/activity")


async def test_a_profile_is_changed_and_its_rejection_keeps_what_was_entered(
    http: httpx2.AsyncClient, api: FakeApi
) -> None:
    api.on("users/me", Reply(200, PROFILE))
    text = await page(http, "/account/profile")
    assert f'src="/api/v1/users/avatars/{ID}/512.webp"' in text
    assert "&lt;b&gt;</textarea>" in text
    api.on("users/me", Reply(200, PROFILE), "PATCH")
    fields = {"username": "ada", "bio": "one\r\ntwo", "location": " ", "website": ""}
    response = await post(http, "/account/profile", **fields)
    assert response.headers["location"] == "/account/profile"
    assert api.calls[-1].json == {"username": "ada", "bio": "one\ntwo", "location": None, "website": None}
    errors = [{"field": "website", "message": "must be an address"}]
    api.on("users/me", ApiError(400, "VALIDATION_ERROR", "website: …", {"errors": errors}), "PATCH")
    again = await post(http, "/account/profile", **{**fields, "website": "no address"})
    assert (again.status_code, 'value="no address"' in again.text) == (400, True)
    assert "must be an address" in again.text


async def test_a_picture_goes_to_the_storage_and_is_confirmed(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("users/me", Reply(200, PROFILE))
    offer = {"uploadUrl": "http://storage/x", "method": "POST", "fields": {"key": "k"}, "key": "k"}
    api.on("users/me/avatar/upload-url", Reply(200, offer), "POST")
    api.on("users/me/avatar", Reply(200, PROFILE), "POST")
    file = {"picture": ("a.png", b"\x89PNG", "image/png")}
    response = await http.post("/account/profile/picture", data=CSRF, files=file, headers=cookies())
    assert response.headers["location"] == "/account/profile"
    assert api.uploads.sent == [(offer, b"\x89PNG", "image/png")]
    assert [call.json for call in api.calls] == [{"contentType": "image/png", "size": 4}, {"key": "k"}]
    none = await post(http, "/account/profile/picture")
    assert (none.status_code, "Choose a file first." in none.text) == (400, True)
    api.on("users/me/avatar/upload-url", ApiError(503, "SERVICE_UNAVAILABLE"), "POST")
    unavailable = await http.post("/account/profile/picture", data=CSRF, files=file, headers=cookies())
    assert (unavailable.status_code, "Nothing was changed" in unavailable.text) == (503, True)
    api.on("users/me/avatar", Reply(204), "DELETE")
    assert (await post(http, "/account/profile/picture/remove")).status_code == 303


async def test_privacy_is_a_set_of_switches(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("users/me", Reply(200, PROFILE))
    assert (await page(http, "/account/privacy")).count(" checked") == 3
    api.on("users/me", Reply(200, PROFILE), "PATCH")
    await post(http, "/account/privacy", showRatings="true")
    assert api.calls[-1].json == {
        "isProfilePublic": False,
        "showWatchHistory": False,
        "showRatings": True,
        "allowFollowers": False,
    }


async def test_preferences_are_stored_and_known_to_pages_at_once(http: httpx2.AsyncClient, api: FakeApi) -> None:
    stored = {"language": "uk", "region": "PL", "timeZone": None, "spoilerMode": "off", "ratingScale": "stars5"}
    api.on("users/me/preferences", Reply(200, stored))
    api.on("catalog/my/services", Reply(200, {"region": "GB", "providerIds": [8]}))
    providers = [
        {"providerId": 2, "name": "Apple", "logo": None, "count": 3},
        {"providerId": 8, "name": "Netflix", "logo": {"small": "https://image.tmdb.org/t/p/w92/n.jpg"}, "count": 1},
    ]
    api.on("catalog/providers", Reply(200, providers))
    text = await page(http, "/account/preferences")
    assert text.index("Netflix") < text.index("Apple")
    assert 'value="8" checked' in text
    assert 'value="PL" selected>Poland<' in text
    assert text.count("<option") > 600, "all countries and time zones"
    assert ("Europe/Kyiv" in text, "Europe/Kiev" in text) == (True, False)
    api.on("users/me/preferences", Reply(200, {**stored, "timeZone": "Europe/Kyiv"}), "PATCH")
    fields = {
        "language": "uk",
        "region": "PL",
        "timeZone": "Europe/Kyiv",
        "spoilerMode": "off",
        "ratingScale": "stars5",
    }
    response = await post(http, "/account/preferences", **fields)
    assert api.calls[-1].json == fields
    assert "__Host-marquee-zone=Europe/Kyiv" in str(response.headers.get_list("set-cookie"))
    api.on("catalog/my/services", Reply(200, {}), "PUT")
    await post(http, "/account/preferences/services", region="GB", provider=["8", "2", "x"])
    assert api.calls[-1].json == {"region": "GB", "providerIds": [8, 2]}
    api.on("catalog/providers", ApiError(503, "SERVICE_UNAVAILABLE"))
    assert "This part is not available right now." in await page(http, "/account/preferences")


async def test_sessions_have_the_own_one_first(http: httpx2.AsyncClient, api: FakeApi) -> None:
    session = {
        "id": ID,
        "isCurrent": False,
        "device": "Chrome on Linux",
        "network": "203.0.113.0/24",
        "location": {"country": "UA", "city": "Kyiv"},
        "methods": ["pwd"],
        "createdAt": DAY,
        "lastUsedAt": DAY,
    }
    own = {**session, "isCurrent": True, "device": "Firefox", "location": None}
    api.on("auth/sessions", Reply(200, [session, own]))
    text = await page(http, "/account/sessions")
    assert text.index("Firefox") < text.index("Chrome on Linux")
    assert "Kyiv, Ukraine" in text
    assert text.count(f"/account/sessions/{ID}/end") == 1


async def test_a_waiting_device_is_approved_by_its_code(http: httpx2.AsyncClient, api: FakeApi) -> None:
    assert "The device shows a code." in await page(http, "/device")
    api.on("auth/device/request", ApiError(404, "DEVICE_CODE_NOT_FOUND"))
    unknown = await http.get("/device?userCode=AB-CD", headers=cookies())
    assert (unknown.status_code, "No device waits with this code." in unknown.text) == (404, True)
    device = {"deviceName": "TV <1>", "client": None, "address": "203.0.113.9", "requestedAt": DAY}
    api.on("auth/device/request", Reply(200, device))
    assert "TV &lt;1&gt;" in await page(http, "/device?userCode=AB-CD")
    for decision in ("approve", "deny"):
        api.on(f"auth/device/{decision}", Reply(204), "POST")
        response = await post(http, "/device", userCode="AB-CD", decision=decision)
        assert (response.status_code, api.calls[-1].json) == (303, {"userCode": "AB-CD"})


async def test_devices_are_listed(http: httpx2.AsyncClient, api: FakeApi) -> None:
    device = {"id": ID, "name": "Living room", "kind": "tv", "createdAt": DAY, "lastUsedAt": DAY}
    api.on("auth/devices", Reply(200, [device]))
    assert "Living room" in await page(http, "/account/devices")
    api.on("auth/devices", Reply(200, []))
    assert "No device is registered." in await page(http, "/account/devices")


async def test_a_key_is_shown_once(http: httpx2.AsyncClient, api: FakeApi) -> None:
    key = {"id": ID, "name": "n", "scopes": ["library:read"], "hint": "mq_ab", "expiresAt": DAY, "lastUsedAt": None}
    api.on("auth/api-keys", Reply(200, [key]))
    server = {"id": ID, "source": "plex", "name": "home", "accounts": ["ada"], "lastUsedAt": None}
    failure = {"lastError": "unknown title", "lastErrorAt": DAY}
    api.on("me/scrobble-keys", Reply(200, [{**server, **failure}]))
    text = await page(http, "/account/keys")
    assert "mq_ab…" in text
    assert "unknown title" in text
    api.on("auth/api-keys", Reply(201, {**key, "key": "mq_secret"}), "POST")
    created = await post(http, "/account/keys", name="n", scope="library:read", days="30")
    assert (created.status_code, ">mq_secret</code>" in created.text) == (201, True)
    sent = next(call for call in api.calls if call.method == "POST")
    assert sent.json["scopes"] == ["library:read"]
    api.on("me/scrobble-keys", Reply(201, {**server, **failure, "key": "s", "path": "/api/v1/scrobble/s/plex"}), "POST")
    address = await post(http, "/account/keys/scrobbling", source="plex", name="home", accounts="ada, , bob")
    assert "http://localhost:8000/api/v1/scrobble/s/plex" in address.text
    assert next(call for call in reversed(api.calls) if call.method == "POST").json["accounts"] == ["ada", "bob"]
    api.on("auth/api-keys", ApiError(409, "API_KEY_LIMIT", "Conflict: 20 keys"), "POST")
    assert "as many API keys as are possible" in (await post(http, "/account/keys", name="n")).text


async def test_data_can_be_taken_along_and_deleted(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("auth/me", Reply(200, ACCOUNT))
    assert "Type ada to confirm" in await page(http, "/account/data")
    api.on("users/me/export", Reply(200, {"exportedAt": DAY}))
    export = await post(http, "/account/data/export")
    assert export.json() == {"exportedAt": DAY}
    assert export.headers["content-disposition"].startswith('attachment; filename="marquee-account-')
    wrong = await post(http, "/account/data/delete", username="eve")
    assert (wrong.status_code, "Nothing was deleted." in wrong.text) == (400, True)
    api.on("users/me", NEEDS_PROOF, "DELETE")
    assert "Is it you?" in (await post(http, "/account/data/delete", username="ada")).text
    api.on("users/me", Reply(204), "DELETE")
    deleted = await post(http, "/account/data/delete", username="ada")
    assert deleted.headers["location"] == "/"
    assert "Max-Age=0" in str(deleted.headers.get_list("set-cookie"))
