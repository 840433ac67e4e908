"""The OpenID provider of the tests is a real one: it verifies the verifier and takes a code once."""

import base64
import hashlib
import secrets
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import jwt
import pytest

from devstack.testing.openid_plugin import OpenIdProvider

pytestmark = pytest.mark.integration

CALLBACK = "http://127.0.0.1:1/callback"
VERIFIER = secrets.token_urlsafe(32)


def _authorization_url(provider: OpenIdProvider, **more: str) -> str:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": CALLBACK,
        "scope": "openid email profile",
        "state": "a-state",
        "nonce": "a-nonce",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **more,
    }
    return f"{provider.issuer}/auth?{urlencode(query)}"


def _exchange(provider: OpenIdProvider, code: str, verifier: str) -> httpx2.Response:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": verifier}
    client = (provider.client_id, provider.client_secret)
    return httpx2.post(f"{provider.issuer}/token", data=form, auth=client, trust_env=False, timeout=10)


def test_a_sign_in_yields_an_id_token_with_the_nonce(openid_provider: OpenIdProvider) -> None:
    query = parse_qs(urlsplit(openid_provider.sign_in(_authorization_url(openid_provider), "ada")).query)
    assert query["state"] == ["a-state"]
    assert query["iss"] == [openid_provider.issuer]

    response = _exchange(openid_provider, query["code"][0], VERIFIER)

    assert response.status_code == 200, response.text
    claims = jwt.decode(response.json()["id_token"], options={"verify_signature": False})
    assert (claims["sub"], claims["nonce"], claims["aud"]) == ("ada", "a-nonce", "marquee")
    again = _exchange(openid_provider, query["code"][0], VERIFIER)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_another_verifier_is_rejected(openid_provider: OpenIdProvider) -> None:
    query = parse_qs(urlsplit(openid_provider.sign_in(_authorization_url(openid_provider), "grace")).query)

    response = _exchange(openid_provider, query["code"][0], secrets.token_urlsafe(32))

    assert (response.status_code, response.json()["error"]) == (400, "invalid_grant")


def test_an_error_of_the_provider_is_a_redirect_to_the_client(openid_provider: OpenIdProvider) -> None:
    url = openid_provider.sign_in(_authorization_url(openid_provider, prompt="none"), "ada")

    assert parse_qs(urlsplit(url).query)["error"] == ["login_required"]
