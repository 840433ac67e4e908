"""Tokens: only auth's own, of the right kind, for us, in their time; keys survive auth's absence."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from fastapi import APIRouter

from chassis.http import tokens as security_module
from chassis.http.app import create_app
from chassis.http.tokens import (
    AdminPrincipal,
    CurrentPrincipal,
    EditorPrincipal,
    InvalidToken,
    KeySet,
    OptionalPrincipal,
    TokenVerifier,
)
from chassis.runtime.health import Health
from chassis.testing.clients import client_for
from chassis.testing.tokens import Tokens

pytestmark = pytest.mark.unit

TOKENS = Tokens()
STRANGER = Tokens()
USER = UUID("6f1c3f0e-93b5-4c1e-8d3a-0f5a6f5d8a11")
SESSION = UUID("0a4f2c5e-1f0b-4d43-9a56-3b8a3c1f7e22")
DAY = 86_400


async def test_valid_token_has_a_principal() -> None:
    principal = await TOKENS.verifier().verify(TOKENS.issue(USER, ("user", "admin"), session_id=SESSION))
    assert (principal.user_id, principal.session_id) == (USER, SESSION)
    assert principal.roles == {"user", "admin"}
    assert principal.has_role("admin")
    assert not principal.has_role("owner")
    assert 590 < principal.expires_at - time.time() <= 600


def lasting(user_id: UUID, **changes: Any) -> str:
    """Return a token that outlives the test run: the forgeries are made once, when they are collected."""
    return TOKENS.issue(user_id, **{"lifetime": 2 * DAY, **changes})


def part(content: Mapping[str, object] | bytes) -> str:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def header(**changes: object) -> dict[str, object]:
    return {"alg": "EdDSA", "typ": "at+jwt", "kid": TOKENS.key_id, **changes}


def body_of(token: str) -> str:
    return token.split(".")[1]


def signed(head: Mapping[str, object] | bytes, payload: str, key: Ed25519PrivateKey = TOKENS.private_key) -> str:
    """Return a validly signed token with any header."""
    text = f"{part(head)}.{payload}"
    return f"{text}.{part(key.sign(text.encode()))}"


def hmac_signed(algorithm: str, secret: bytes) -> str:
    text = f"{part(header(alg=algorithm))}.{body_of(lasting(USER))}"
    return f"{text}.{part(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"


def public_bytes(encoding: serialization.Encoding, form: serialization.PublicFormat) -> bytes:
    return TOKENS.public_key.public_bytes(encoding, form)


PEM = public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
RAW = public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
GOOD = lasting(USER)
CLAIMS: dict[str, object] = jwt.decode(GOOD, options={"verify_signature": False})
NOW = int(time.time())
RSA = generate_private_key(65537, 2048)

FORGERIES: dict[str, str] = {
    "empty": "",
    "one dot": ".",
    "two dots": "..",
    "four dots": "....",
    "words": "not a token",
    "not ASCII": "é.è.ê",
    "NUL": "\0.\0.\0",
    **{
        f"alg {name} without a signature": f"{part(header(alg=name))}.{body_of(GOOD)}."
        for name in ("none", "None", "NONE", "nOnE")
    },
    "alg none with a signature": signed(header(alg="none"), body_of(GOOD)),
    "no alg": signed({"typ": "at+jwt", "kid": TOKENS.key_id}, body_of(GOOD)),
    "alg null": signed(header(alg=None), body_of(GOOD)),
    "alg a list": signed(header(alg=["EdDSA"]), body_of(GOOD)),
    "alg in small letters": signed(header(alg="eddsa"), body_of(GOOD)),
    "HS256 with the public key as PEM": hmac_signed("HS256", PEM),
    "HS256 with the raw public key": hmac_signed("HS256", RAW),
    "HS512 named": hmac_signed("HS512", PEM),
    "RS256 by a key of its own": jwt.encode({"sub": str(USER)}, RSA, "RS256", {"typ": "at+jwt", "kid": TOKENS.key_id}),
    "a stranger's key": STRANGER.issue(USER),
    "a stranger's key under an unknown id": STRANGER.issue(USER, headers={"kid": "stranger"}),
    "a stranger's key carried in jwk": signed(
        header(jwk=STRANGER.jwks["keys"][0]), body_of(GOOD), STRANGER.private_key
    ),
    "a stranger's key at jku": signed(header(jku="http://127.0.0.1:1/keys"), body_of(GOOD), STRANGER.private_key),
    "a stranger's key at x5u": signed(header(x5u="http://127.0.0.1:1/cert"), body_of(GOOD), STRANGER.private_key),
    "no kid": lasting(USER, headers={"kid": None}),
    "kid a number": signed(header(kid=7), body_of(GOOD)),
    "kid a list": signed(header(kid=[TOKENS.key_id]), body_of(GOOD)),
    "kid a path": signed(header(kid="../../etc/passwd"), body_of(GOOD)),
    "kid a statement": signed(header(kid="' or 1=1 --"), body_of(GOOD)),
    "kid a URL": signed(header(kid="http://127.0.0.1:1/"), body_of(GOOD)),
    "no typ": lasting(USER, headers={"typ": None}),
    "typ JWT, as of an id token": lasting(USER, headers={"typ": "JWT"}),
    "typ of a refresh token": lasting(USER, headers={"typ": "rt+jwt"}),
    "typ in capitals": lasting(USER, headers={"typ": "AT+JWT"}),
    "unknown crit": signed(header(crit=["exp2"], exp2=1), body_of(GOOD)),
    "crit of b64": signed(header(crit=["b64"], b64=False), body_of(GOOD)),
    "two algs, the last none": signed(b'{"alg":"EdDSA","typ":"at+jwt","kid":"test-key","alg":"none"}', body_of(GOOD)),
    "two typs, the last JWT": signed(b'{"alg":"EdDSA","typ":"at+jwt","kid":"test-key","typ":"JWT"}', body_of(GOOD)),
    "two kids, the last unknown": signed(b'{"alg":"EdDSA","typ":"at+jwt","kid":"test-key","kid":"x"}', body_of(GOOD)),
    "header a list": signed(b"[]", body_of(GOOD)),
    "header not JSON": signed(b"{", body_of(GOOD)),
    "header nested deeply": signed(b"[" * 5000, body_of(GOOD)),
    "payload nested deeply": signed(header(), part(b"[" * 5000)),
    "payload a list": signed(header(), part(b"[]")),
    "payload not JSON": signed(header(), part(b"hello")),
    "signature of another token": f"{GOOD.rsplit('.', 1)[0]}.{lasting(uuid4()).rsplit('.', 1)[1]}",
    "payload of another token": ".".join([GOOD.split(".")[0], body_of(lasting(uuid4())), GOOD.split(".")[2]]),
    "signature cut": GOOD[:-4],
    "signature gone": GOOD.rsplit(".", 1)[0] + ".",
    "wrong issuer": lasting(USER, claims={"iss": "someone"}),
    "issuer a list": signed(header(), part({**CLAIMS, "iss": ["marquee"]})),
    "wrong audience": lasting(USER, claims={"aud": "billing"}),
    "audiences without ours": lasting(USER, claims={"aud": ["billing", "mail"]}),
    "subject no UUID": lasting(USER, claims={"sub": "ann"}),
    "session no UUID": lasting(USER, claims={"sid": "1"}),
    "session a number": lasting(USER, claims={"sid": 1}),
    "roles a text": lasting(USER, claims={"roles": "admin"}),
    "roles an object": lasting(USER, claims={"roles": {"admin": False}}),
    "roles of numbers": lasting(USER, claims={"roles": [1]}),
    "expired": lasting(USER, lifetime=-31),
    "expires at no time": lasting(USER, claims={"exp": "soon"}),
    "expires at infinity": lasting(USER, claims={"exp": float("inf")}),
    "issued in the future": lasting(USER, claims={"iat": NOW + DAY}),
    "not valid yet": lasting(USER, claims={"nbf": NOW + DAY}),
    **{f"without {claim}": lasting(USER, claims={claim: None}) for claim in ("exp", "iat", "sub", "iss", "aud", "sid")},
    "longer than 8 KiB": lasting(USER, claims={"padding": "x" * 8192}),
    "64 KiB of dots": "." * 65_536,
}


@pytest.mark.parametrize("name", FORGERIES)
async def test_forged_tokens_are_rejected(name: str) -> None:
    verifier = TOKENS.verifier()
    with pytest.raises(InvalidToken) as caught:
        await verifier.verify(FORGERIES[name])
    assert caught.value.expired == (name == "expired")
    assert not verifier._verified, "a rejected token is not cached"


async def test_leeway_tolerates_clock_differences() -> None:
    verifier = TOKENS.verifier()
    await verifier.verify(TOKENS.issue(USER, lifetime=-25))
    await verifier.verify(TOKENS.issue(USER, claims={"iat": int(time.time()) + 20}))


async def test_revoked_session_is_rejected_in_every_encoding() -> None:
    """A token with `==` behind it still verifies, so only the session id may decide."""
    ended: set[UUID] = set()
    verifier = TOKENS.verifier(revoked=lambda session: session in ended)
    token = TOKENS.issue(USER, session_id=SESSION)
    assert (await verifier.verify(token)).session_id == SESSION
    ended.add(SESSION)
    for spelling in (token, token + "==", token + "="):
        with pytest.raises(InvalidToken):
            await verifier.verify(spelling)


async def test_cached_token_expires() -> None:
    verifier = TOKENS.verifier()
    token = TOKENS.issue(USER, lifetime=-29)
    await verifier.verify(token)
    await asyncio.sleep(1.1)
    with pytest.raises(InvalidToken):
        await verifier.verify(token)


async def test_number_of_cached_tokens_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security_module, "CACHED_TOKENS", 3)
    verifier = TOKENS.verifier()
    for _ in range(6):
        await verifier.verify(TOKENS.issue())
    assert len(verifier._verified) == 3


class Source:
    """A source of keys that may be unavailable, with its own clock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        self.fetches = 0
        self.response: Callable[[], object] = lambda: TOKENS.jwks
        self.seconds = 0.0
        monkeypatch.setattr(security_module, "_now", lambda: self.now)
        self.keys = KeySet(self.fetch)

    async def fetch(self) -> dict[str, Any]:
        self.fetches += 1
        await asyncio.sleep(self.seconds)
        response: Any = self.response()
        if isinstance(response, Exception):
            raise response
        return dict(response)

    async def settle(self) -> None:
        """Wait until a refresh in the background has ended."""
        await asyncio.sleep(0.01)


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Source:
    return Source(monkeypatch)


async def test_unknown_key_id_refreshes_at_most_once_in_thirty_seconds(source: Source) -> None:
    assert await source.keys.key(TOKENS.key_id) is not None
    for _ in range(50):
        assert await source.keys.key(uuid4().hex) is None
    assert source.fetches == 1
    source.now += 30.1
    for _ in range(50):
        assert await source.keys.key(uuid4().hex) is None
    assert source.fetches == 2


async def test_new_key_is_fetched(source: Source) -> None:
    await source.keys.key(TOKENS.key_id)
    newer = Tokens(key_id="newer")
    source.response = lambda: {"keys": [*TOKENS.jwks["keys"], *newer.jwks["keys"]]}
    source.now += 31
    assert await source.keys.key("newer") is not None


async def test_withdrawn_key_is_rejected(source: Source) -> None:
    await source.keys.key(TOKENS.key_id)
    source.response = lambda: Tokens(key_id="newer").jwks
    source.now += 31
    assert await source.keys.key("newer") is not None
    assert await source.keys.key(TOKENS.key_id) is None


@pytest.mark.parametrize(
    "response",
    [
        httpx2.ConnectError("away"),
        TimeoutError(),
        {"keys": []},
        {"keys": "none"},
        {},
        {"keys": [{"kty": "oct", "kid": TOKENS.key_id, "k": "c2VjcmV0"}]},
    ],
    ids=str,
)
async def test_last_valid_keys_are_kept_during_an_outage(source: Source, response: object) -> None:
    await source.keys.key(TOKENS.key_id)
    source.response = lambda: response
    for _ in range(20):
        source.now += 3600
        key = await source.keys.key(TOKENS.key_id)
        assert key is not None
        assert key.key_type == "OKP"
        await source.settle()
    assert source.fetches == 21


async def test_old_key_set_is_refreshed_in_the_background(source: Source) -> None:
    await source.keys.key(TOKENS.key_id)
    source.seconds = 0.005
    source.now += 301
    assert await source.keys.key(TOKENS.key_id) is not None
    assert source.fetches == 1, "the caller did not wait for the refresh"
    await source.settle()
    assert source.fetches == 2


async def test_parallel_callers_share_one_refresh(source: Source) -> None:
    source.seconds = 0.005
    keys = await asyncio.gather(*(source.keys.key(TOKENS.key_id) for _ in range(50)))
    assert source.fetches == 1
    assert all(key is not None for key in keys)


async def test_empty_key_set_is_refreshed_soon_but_not_per_request(source: Source) -> None:
    source.response = lambda: httpx2.ConnectError("away")
    for _ in range(50):
        assert await source.keys.key(TOKENS.key_id) is None
    assert source.fetches == 1
    source.response = lambda: TOKENS.jwks
    source.now += 1.1
    assert await source.keys.key(TOKENS.key_id) is not None


async def test_cancelled_caller_does_not_stop_the_refresh(source: Source) -> None:
    source.seconds = 0.01
    impatient = asyncio.create_task(source.keys.key(TOKENS.key_id))
    await asyncio.sleep(0)
    patient = asyncio.create_task(source.keys.key(TOKENS.key_id))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient is not None
    assert source.fetches == 1


async def test_forged_tokens_cause_no_further_requests(source: Source) -> None:
    verifier = TokenVerifier(source.keys, issuer="marquee", audience="marquee")
    for forgery in FORGERIES.values():
        with pytest.raises(InvalidToken):
            await verifier.verify(forgery)
    assert source.fetches == 1


router = APIRouter()


@router.get("/mine")
async def mine(principal: CurrentPrincipal) -> str:
    return str(principal.user_id)


@router.get("/anyone")
async def anyone(principal: OptionalPrincipal) -> str:
    return "anonymous" if principal is None else str(principal.user_id)


@router.get("/admins")
async def admins(principal: AdminPrincipal) -> str:
    return str(principal.user_id)


@router.get("/editors")
async def editors(principal: EditorPrincipal) -> str:
    return str(principal.user_id)


@pytest.mark.parametrize(
    ("path", "authorization", "status", "code"),
    [
        ("mine", None, 401, "UNAUTHORIZED"),
        ("mine", "Bearer ", 401, "UNAUTHORIZED"),
        ("mine", "Basic YW5uOmh1bnRlcjI=", 401, "UNAUTHORIZED"),
        ("mine", "Bearer nonsense", 401, "UNAUTHORIZED"),
        ("mine", f"Bearer {FORGERIES['expired']}", 401, "TOKEN_EXPIRED"),
        ("mine", f"Bearer {GOOD}", 200, None),
        ("mine", f"bearer {GOOD}", 200, None),
        ("anyone", None, 200, None),
        ("anyone", f"Bearer {GOOD}", 200, None),
        ("anyone", "Bearer nonsense", 401, "UNAUTHORIZED"),
        ("admins", None, 401, "UNAUTHORIZED"),
        ("admins", f"Bearer {GOOD}", 403, "FORBIDDEN"),
        ("admins", f"Bearer {TOKENS.issue(USER, ('user', 'editor'))}", 403, "FORBIDDEN"),
        ("admins", f"Bearer {TOKENS.issue(USER, ('user', 'admin'))}", 200, None),
        ("editors", None, 401, "UNAUTHORIZED"),
        ("editors", f"Bearer {GOOD}", 403, "FORBIDDEN"),
        ("editors", f"Bearer {TOKENS.issue(USER, ('user', 'editor'))}", 200, None),
        ("editors", f"Bearer {TOKENS.issue(USER, ('user', 'admin'))}", 200, None),
    ],
)
async def test_routes_receive_the_principal(
    path: str, authorization: str | None, status: int, code: str | None
) -> None:
    app = create_app(
        title="Titles", description="", routers=[router], errors={}, health=Health(), verifier=TOKENS.verifier()
    )
    headers = {} if authorization is None else {"Authorization": authorization}
    async with client_for(app, headers=headers) as client:
        response = await client.get(f"/api/v1/{path}")
    assert response.status_code == status
    if code is not None:
        assert response.json()["error"]["code"] == code
        assert ("www-authenticate" in response.headers) == (status == 401)
