"""Sign-in with a real OpenID provider, and sign-in of a device by a code, each through the gateway."""

import base64
import hashlib
import secrets
import time
from collections.abc import Iterator
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from chassis.core.browser_sessions import BINDING_COOKIE
from devstack.testing.openid_plugin import OpenIdProvider
from stacks import Stack

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def api(stack: Stack) -> Iterator[httpx2.Client]:
    """Yield a client of the stack."""
    with httpx2.Client(base_url=f"{stack.gateway}/api/v1", timeout=30, trust_env=False) as client:
        yield client


def test_a_user_signs_in_with_a_provider_and_then_on_a_device(
    api: httpx2.Client, openid_provider: OpenIdProvider, return_url: str
) -> None:
    verifier = secrets.token_urlsafe(32)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    begin = {"codeChallenge": challenge, "returnTo": return_url}
    to_provider = api.get("/auth/oidc/real/authorize", params=begin)
    assert to_provider.status_code == 302, to_provider.text
    binding = SimpleCookie(to_provider.headers["set-cookie"])[BINDING_COOKIE].value

    callback = openid_provider.sign_in(to_provider.headers["location"], "ada")
    path = callback.partition("/api/v1")[2]
    stranger = api.get(path)
    assert (stranger.status_code, stranger.json()["error"]["code"]) == (400, "EXTERNAL_SIGN_IN_FAILED")
    back = api.get(path, headers={"cookie": f"{BINDING_COOKIE}={binding}"})
    assert back.status_code == 303, back.text
    location = back.headers["location"]
    assert location.startswith(f"{return_url}?code=")

    code = parse_qs(urlsplit(location).query)["code"][0]
    tokens = api.post("/auth/oidc/token", json={"code": code, "codeVerifier": verifier})
    assert tokens.status_code == 200, tokens.text
    user = {"authorization": f"Bearer {tokens.json()['data']['accessToken']}"}
    me = api.get("/auth/me", headers=user).json()["data"]
    assert (me["username"], me["email"]) == ("ada", "ada@provider.example")
    [identity] = api.get("/auth/identities", headers=user).json()["data"]
    assert identity["provider"] == "real"

    codes = api.post("/auth/device", json={"deviceName": "Living room"}).json()["data"]
    poll = {"deviceCode": codes["deviceCode"]}
    pending = api.post("/auth/device/token", json=poll)
    assert (pending.status_code, pending.json()["error"]["details"]["error"]) == (400, "authorization_pending")
    shown = api.get("/auth/device/request", params={"userCode": codes["userCode"]}, headers=user).json()["data"]
    assert shown["deviceName"] == "Living room"
    assert api.post("/auth/device/approve", json={"userCode": codes["userCode"]}, headers=user).status_code == 204
    time.sleep(codes["interval"])
    signed_in = api.post("/auth/device/token", json=poll)
    assert signed_in.status_code == 200, signed_in.text
    television = {"authorization": f"Bearer {signed_in.json()['data']['accessToken']}"}
    assert api.get("/auth/me", headers=television).json()["data"]["id"] == me["id"]

    device = api.post("/auth/devices", json={"name": "Living room", "kind": "tv"}, headers=television).json()["data"]
    assert api.delete(f"/auth/devices/{device['id']}", headers=user).status_code == 204
    deadline = time.monotonic() + 10
    while api.get("/auth/me", headers=television).status_code != 401:
        assert time.monotonic() < deadline, "the session on the removed device still works"
        time.sleep(0.2)
    assert api.get("/auth/me", headers=user).status_code == 200
