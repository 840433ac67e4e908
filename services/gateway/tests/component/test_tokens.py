"""Access tokens: valid ones are forwarded, invalid ones are rejected, or ignored on public reads."""

import asyncio
import base64
import json
import time
from typing import TypeAlias
from uuid import uuid4

import aiohttp
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from services.gateway.tests.component.harness import Echo, Gateway, StartGateway, status_of

from chassis.testing.tokens import Tokens

pytestmark = pytest.mark.integration

Http: TypeAlias = aiohttp.ClientSession

PRIVATE = "/api/v1/me/x"
PUBLIC = "/api/v1/catalog/x"
DEEP = b'{"a":' + b"[" * 2500


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def forgeries(tokens: Tokens) -> dict[str, str]:
    """Return one token for every way in which a token can be invalid."""
    good = tokens.issue()
    head, payload, signature = good.split(".")
    stranger = Tokens(key_id=tokens.key_id)
    public = tokens.public_key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    claims = jwt.decode(good, options={"verify_signature": False})

    def unsigned(algorithm: str) -> str:
        return f"{b64(json.dumps({'alg': algorithm, 'typ': 'at+jwt', 'kid': tokens.key_id}).encode())}.{payload}."

    def hmac(algorithm: str, secret: bytes) -> str:
        header = {"alg": algorithm, "typ": "at+jwt", "kid": tokens.key_id}
        signing = f"{b64(json.dumps(header).encode())}.{payload}"
        padded = secret + b"\0" * 32
        made = jwt.get_algorithm_by_name(algorithm).sign(signing.encode(), padded)
        return f"{signing}.{b64(made)}"

    now = int(time.time())
    changed_claims: dict[str, dict[str, object]] = {
        "other issuer": {"iss": "elsewhere"},
        "other audience": {"aud": "elsewhere"},
        "no audience": {"aud": None},
        "no issuer": {"iss": None},
        "no subject": {"sub": None},
        "no session": {"sid": None},
        "no issue time": {"iat": None},
        "no expiry": {"exp": None},
        "subject is no id": {"sub": "admin"},
        "session is no id": {"sid": "*"},
        "not yet": {"nbf": now + 3600},
        "issued tomorrow": {"iat": now + 86_400},
        "expiry is text": {"exp": "never"},
    }
    changed_heads: dict[str, dict[str, object]] = {
        "type of an id token": {"typ": "JWT"},
        "no type": {"typ": None},
        "unknown key": {"kid": "another"},
        "no key": {"kid": None},
        "key by path": {"kid": "../../etc/passwd"},
        "key by query": {"kid": "' or 1=1 --"},
        "key by url": {"kid": "http://127.0.0.1:1/key"},
        "unknown critical header": {"crit": ["exp"], "exp": 1},
    }
    own = Ed25519PrivateKey.generate()
    own_key = json.loads(jwt.algorithms.OKPAlgorithm.to_jwk(own.public_key()))
    return {
        **{name: tokens.issue(claims=change) for name, change in changed_claims.items()},
        **{name: tokens.issue(headers=change) for name, change in changed_heads.items()},
        **{f"algorithm {name}": unsigned(name) for name in ("none", "None", "nOnE", "NONE", "")},
        **{f"{name} over the public key": hmac(name, public) for name in ("HS256", "HS384", "HS512")},
        "another's key": stranger.issue(),
        "key in the token": jwt.encode(claims, own, "EdDSA", {"typ": "at+jwt", "kid": tokens.key_id, "jwk": own_key}),
        "key by reference": jwt.encode(
            claims,
            own,
            "EdDSA",
            {"typ": "at+jwt", "kid": "x", "jku": "http://127.0.0.1:1/", "x5u": "http://127.0.0.1:1/"},
        ),
        "no signature": f"{head}.{payload}.",
        "cut signature": f"{head}.{payload}.{signature[:-2]}",
        "other payload": f"{head}.{b64(json.dumps({**claims, 'roles': ['admin']}).encode())}.{signature}",
        "two parts": f"{head}.{payload}",
        "four parts": f"{good}.{signature}",
        "no json": f"{b64(b'nonsense')}.{payload}.{signature}",
        "header is a list": f"{b64(b'[]')}.{payload}.{signature}",
        "deep header": f"{b64(b'[' * 3000)}.{payload}.{signature}",
        "deep header value": f"{b64(DEEP)}.{payload}.{signature}",
        "not base64": f"!!.{payload}.{signature}",
        "refresh token": b64(b"r" * 32),
        "too long": good + "A" * 8192,
        "spaces": "a b c",
    }


async def test_valid_token_is_forwarded(http: Http, echo: Echo) -> None:
    token = echo.tokens.issue()
    for scheme in ("Bearer", "bearer", "BEARER"):
        async with http.get(PRIVATE, headers={"Authorization": f"{scheme} {token}"}) as response:
            seen = await response.json()
        assert [value for name, value in seen["headers"] if name.lower() == "authorization"] == [f"Bearer {token}"]


async def test_request_without_a_token_is_forwarded(http: Http) -> None:
    async with http.get(PRIVATE) as response:
        assert response.status == 200
        assert "authorization" not in {name.lower() for name, _ in (await response.json())["headers"]}


async def test_every_forged_token_gets_the_same_401(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, reads_per_minute=0)
    bodies = set()
    async with aiohttp.ClientSession(gateway.url) as http:
        for name, token in forgeries(echo.tokens).items():
            async with http.get(PRIVATE, headers={"Authorization": f"Bearer {token}"}) as response:
                body = await response.json()
            assert response.status == 401, name
            assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'
            body["error"].pop("requestId")
            bodies.add(json.dumps(body, sort_keys=True))
    [body] = bodies
    assert json.loads(body)["error"]["code"] == "UNAUTHORIZED"
    assert [seen for seen in echo.requests if seen["path"] == PRIVATE] == []


async def test_expired_token_has_its_own_code(http: Http, echo: Echo) -> None:
    expired = {"Authorization": f"Bearer {echo.tokens.issue(lifetime=-60)}"}
    for method, path in (("GET", PRIVATE), ("POST", PUBLIC), ("POST", "/api/v1/ingestion/sync")):
        async with http.request(method, path, headers=expired) as response:
            assert (response.status, (await response.json())["error"]["code"]) == (401, "TOKEN_EXPIRED"), path


@pytest.mark.parametrize("prefix", ["catalog", "home", "insights", "stats"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_public_reads_ignore_an_invalid_token(http: Http, echo: Echo, prefix: str, method: str) -> None:
    for token in ("x.y.z", echo.tokens.issue(lifetime=-60)):
        headers = {"Authorization": f"Bearer {token}"}
        async with http.request(method, f"/api/v1/{prefix}/x", headers=headers) as response:
            assert response.status == 200
    arrived = [{name.lower() for name, _ in seen["headers"]} for seen in echo.requests if seen["method"] == method]
    assert len(arrived) == 2
    assert not any("authorization" in names for names in arrived)


@pytest.mark.parametrize("prefix", ["auth", "users", "ingestion", "catalog/import", "user-media", "me"])
async def test_private_reads_reject_an_invalid_token(http: Http, prefix: str) -> None:
    async with http.get(f"/api/v1/{prefix}/x", headers={"Authorization": "Bearer x.y.z"}) as response:
        assert response.status == 401


@pytest.mark.parametrize("way", ["login", "register", "refresh"])
async def test_sign_in_ignores_an_expired_token(http: Http, echo: Echo, way: str) -> None:
    expired = {"Authorization": f"Bearer {echo.tokens.issue(lifetime=-60)}"}
    async with http.post(f"/api/v1/auth/{way}", headers=expired) as response:
        assert response.status == 200
        assert "authorization" not in {name.lower() for name, _ in (await response.json())["headers"]}


@pytest.mark.parametrize("credentials", ["Basic YTpi", "Bearer", "Bearer ", "Token x", "x.y.z"])
async def test_other_credentials_are_rejected(http: Http, credentials: str) -> None:
    async with http.get(PRIVATE, headers={"Authorization": credentials}) as response:
        assert response.status == 401


async def test_two_authorization_headers_are_rejected(http: Http, echo: Echo) -> None:
    token = f"Bearer {echo.tokens.issue()}"
    for path in (PRIVATE, PUBLIC):
        async with http.get(path, headers=[("Authorization", token), ("Authorization", token)]) as response:
            assert (response.status, (await response.json())["error"]["code"]) == (400, "BAD_REQUEST")


async def test_revoked_session_is_rejected_in_every_encoding(http: Http, gateway: Gateway, echo: Echo) -> None:
    session_id = uuid4()
    token = echo.tokens.issue(session_id=session_id)
    assert await status_of(http.get(PRIVATE, headers={"Authorization": f"Bearer {token}"})) == 200

    gateway.container.application.revoke_session(session_id, time.time() + 600)

    for spelling in (token, f"{token}=", f"{token}==", echo.tokens.issue(session_id=session_id)):
        async with http.get(PRIVATE, headers={"Authorization": f"Bearer {spelling}"}) as response:
            assert (response.status, (await response.json())["error"]["code"]) == (401, "UNAUTHORIZED")
    assert await status_of(http.get(PRIVATE, headers=echo.tokens.bearer())) == 200


async def test_missing_keys_are_a_503_and_not_a_401(echo: Echo, start_gateway: StartGateway) -> None:
    echo.keys_available = False
    gateway = await start_gateway(echo)
    async with aiohttp.ClientSession(gateway.url) as http:
        responses = await asyncio.gather(*(http.get(PRIVATE, headers=echo.tokens.bearer()) for _ in range(20)))
        assert {response.status for response in responses} == {503}
        assert responses[0].headers["retry-after"] == "1"
        assert await status_of(http.get(PUBLIC, headers=echo.tokens.bearer())) == 200
        echo.keys_available = True
        await asyncio.sleep(1.1)
        assert await status_of(http.get(PRIVATE, headers=echo.tokens.bearer())) == 200
        echo.keys_available = False
        assert await status_of(http.get(PRIVATE, headers=echo.tokens.bearer())) == 200, "the last valid keys are kept"
