"""Security of an account: password, factors, and the proof that some changes need."""

import json

import httpx2
import pytest
from services.web.tests.component.test_account import ACCOUNT, DAY, FACTORS, ID, NEEDS_PROOF, page, post
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi

from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit


def secure(api: FakeApi) -> None:
    """Let the API describe a user with every factor."""
    passkey = {"id": ID, "name": "phone", "isSynced": True, "createdAt": DAY, "lastUsedAt": None}
    api.on("auth/me", Reply(200, ACCOUNT))
    api.on("auth/factors", Reply(200, FACTORS))
    api.on("auth/passkeys", Reply(200, [passkey]))
    api.on("auth/identities", Reply(200, [{"id": ID, "provider": None, "title": None, "linkedAt": DAY}]))
    api.on("auth/providers", Reply(200, [{"name": "example", "title": "Example"}]))


async def test_security_shows_every_factor(http: httpx2.AsyncClient, api: FakeApi) -> None:
    secure(api)
    text = await page(http, "/account/security")
    for shown in ("+380*******67", "9 left", "Connect Example", "A provider that is no longer offered", "Synced"):
        assert shown in text
    assert ">confirmed</span>" in text
    api.on("auth/me", Reply(200, ACCOUNT | {"isEmailConfirmed": False}))
    assert "not confirmed" in await page(http, "/account/security")


async def test_a_password_is_changed_by_the_current_one(http: httpx2.AsyncClient, api: FakeApi) -> None:
    secure(api)
    fields = {"currentPassword": "the old secret", "newPassword": "the new secret"}
    api.on("users/me/password", ApiError(401, "INVALID_CREDENTIALS"), "PATCH")
    wrong = await post(http, "/account/security/password", **fields)
    assert (wrong.status_code, "is wrong." in wrong.text, "secret" in wrong.text) == (401, True, False)
    api.on("users/me/password", Reply(204), "PATCH")
    assert (await post(http, "/account/security/password", **fields)).headers["location"] == "/account/security"
    assert api.calls[-1].json == fields


async def test_an_authenticator_is_set_up_with_a_drawing_and_codes_that_are_shown_once(
    http: httpx2.AsyncClient, api: FakeApi
) -> None:
    setup = {"secret": "SECRET32", "uri": "otpauth://x", "qrCode": '<svg viewBox="0 0 9 9"><path d="M0 0"/></svg>'}
    api.on("auth/factors/totp", Reply(201, setup), "POST")
    response = await post(http, "/account/security/authenticator")
    assert setup["qrCode"] in response.text
    assert "SECRET32" in response.text
    assert response.headers["cache-control"].startswith("private")
    api.on("auth/factors/totp/confirm", ApiError(401, "INVALID_FACTOR"), "POST")
    wrong = await post(http, "/account/security/authenticator/confirm", code="1")
    assert (wrong.status_code, "That proof is not valid." in wrong.text) == (401, True)
    api.on("auth/factors/totp/confirm", Reply(200, {"recoveryCodes": ["aaaa-bbbb", "cccc-dddd"]}), "POST")
    codes = await post(http, "/account/security/authenticator/confirm", code="123456")
    assert "<code>cccc-dddd</code>" in codes.text


async def test_a_phone_is_confirmed_by_a_code(http: httpx2.AsyncClient, api: FakeApi) -> None:
    secure(api)
    api.on("auth/factors/phone", Reply(202, {}), "PUT")
    sent = await post(http, "/account/security/phone", number="+380501234567", use="sign-in")
    assert sent.headers["location"] == "/account/security/phone"
    assert api.calls[-1].json == {"number": "+380501234567", "use": "sign-in"}
    api.on("auth/factors/phone/confirm", Reply(200, {"recoveryCodes": []}), "POST")
    response = await post(http, "/account/security/phone/confirm", code="1")
    assert response.headers["location"] == "/account/security"
    errors = [{"field": "number", "message": "must be a number"}]
    api.on("auth/factors/phone", ApiError(400, "VALIDATION_ERROR", "", {"errors": errors}), "PUT")
    assert "must be a number" in (await post(http, "/account/security/phone", number="1", use="sign-in")).text


@pytest.mark.parametrize(
    ("path", "method", "call"),
    [
        (f"/account/security/passkeys/{ID}/remove", "DELETE", f"auth/passkeys/{ID}"),
        (f"/account/security/passkeys/{ID}", "PATCH", f"auth/passkeys/{ID}"),
        (f"/account/security/identities/{ID}/remove", "DELETE", f"auth/identities/{ID}"),
        ("/account/security/authenticator/remove", "DELETE", "auth/factors/totp"),
        ("/account/security/phone/remove", "DELETE", "auth/factors/phone"),
        ("/account/security/address", "POST", "users/me/email"),
        (f"/account/sessions/{ID}/end", "DELETE", f"auth/sessions/{ID}"),
        ("/account/sessions/end-others", "DELETE", "auth/sessions"),
        (f"/account/devices/{ID}", "PATCH", f"auth/devices/{ID}"),
        (f"/account/devices/{ID}/remove", "DELETE", f"auth/devices/{ID}"),
        (f"/account/keys/{ID}/delete", "DELETE", f"auth/api-keys/{ID}"),
        (f"/account/keys/scrobbling/{ID}/delete", "DELETE", f"me/scrobble-keys/{ID}"),
    ],
)
async def test_a_change_is_one_call_and_a_redirect(
    http: httpx2.AsyncClient, api: FakeApi, path: str, method: str, call: str
) -> None:
    api.on(call, Reply(204), method)
    response = await post(http, path, name="n", email="new@example.org")
    assert response.status_code == 303
    assert [(one.method, one.path) for one in api.calls] == [(method, call)]
    forged = await http.post(path, data={"csrf": "other"}, headers=cookies())
    assert (forged.status_code, len(api.calls)) == (403, 1)
    assert (await post(http, path.replace(ID, "no-id"))).status_code == (404 if ID in path else 303)


async def test_a_change_that_needs_a_proof_continues_after_it(http: httpx2.AsyncClient, api: FakeApi) -> None:
    secure(api)
    api.on("auth/api-keys", NEEDS_PROOF, "POST")
    fields = {"name": "Back <up>", "scope": ["library:read", "stats:read"], "days": "30"}
    prove = await post(http, "/account/keys", **fields)
    assert prove.status_code == 403
    assert "<h1>Is it you?</h1>" in prove.text
    assert prove.text.count('name="name" value="Back &lt;up&gt;"') == 5, "each way carries the form along"
    assert 'name="proof_target" value="/account/keys"' in prove.text
    proof = {"proof_method": "password", "proof_password": "my secret", "proof_target": "/account/keys"}
    api.on("auth/reauthenticate", ApiError(401, "INVALID_CREDENTIALS"), "POST")
    wrong = await post(http, "/account/prove", **fields, **proof, proof_sends="true")
    assert (wrong.status_code, "my secret" in wrong.text) == (401, False)
    assert 'name="scope" value="stats:read"' in wrong.text
    api.on("auth/reauthenticate", Reply(204), "POST")
    again = await post(http, "/account/prove", **fields, **proof, proof_sends="true")
    assert (again.status_code, again.headers["location"]) == (307, "/account/keys")
    assert api.calls[-1].json == {"method": "password", "password": "my secret"}
    away = await post(http, "/account/prove", **{**proof, "proof_target": "https://evil.example/x"})
    assert (away.status_code, away.headers["location"]) == (303, "/x")


async def test_a_passkey_or_code_proves_too(http: httpx2.AsyncClient, api: FakeApi) -> None:
    secure(api)
    api.on("auth/passkeys/options", NEEDS_PROOF, "POST")
    assert (await post(http, "/account/security/passkeys/options")).status_code == 403
    text = await page(http, "/account/prove?next=/account/security")
    assert 'data-options="/account/prove/options"' in text
    api.on("auth/reauthenticate", Reply(204), "POST")
    await post(http, "/account/prove", proof_method="passkey", credential=json.dumps({"id": "k"}), proof_target="/a")
    assert api.calls[-1].json == {"method": "passkey", "credential": {"id": "k"}}
    api.on("auth/reauthenticate/code", Reply(202, {}), "POST")
    sent = await post(http, "/account/prove/code", proof_target="/account/data", proof_sends="false")
    assert "Code from the message" in sent.text
    await post(http, "/account/prove", proof_method="sms", proof_code=" 12 ", proof_target="/a")
    assert api.calls[-1].json == {"method": "sms", "code": "12"}
