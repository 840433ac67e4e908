"""Tokens: only auth's own, of the right kind, for us, in their time; keys survive auth's absence."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from types import SimpleNamespace
from typing import Any, Self
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import APIRouter

from chassis.http import tokens as security_module
from chassis.http.app import create_app
from chassis.http.authorization import keys as keys_module
from chassis.http.authorization.keys import KeySet
from chassis.http.tokens import (
    AdminPrincipal,
    CurrentPrincipal,
    EditorPrincipal,
    InvalidToken,
    OptionalPrincipal,
    TokenVerifier,
)
from chassis.runtime.health import Health
from chassis.testing.clients import client_for
from chassis.testing.tokens import Tokens
from chassis.testing.tokens.forgeries import EXPIRED, forgeries

pytestmark = pytest.mark.unit

TOKENS = Tokens()
USER = UUID("6f1c3f0e-93b5-4c1e-8d3a-0f5a6f5d8a11")
SESSION = UUID("0a4f2c5e-1f0b-4d43-9a56-3b8a3c1f7e22")


async def test_valid_token_has_a_principal() -> None:
    principal = await TOKENS.verifier().verify(TOKENS.issue(USER, ("user", "admin"), session_id=SESSION))
    assert (principal.user_id, principal.session_id) == (USER, SESSION)
    assert principal.roles == {"user", "admin"}
    assert principal.has_role("admin")
    assert not principal.has_role("owner")
    assert 590 < principal.expires_at - time.time() <= 600


GOOD = TOKENS.issue(USER, lifetime=2 * 86_400)
EDITOR = TOKENS.issue(USER, ("user", "editor"), lifetime=2 * 86_400)
ADMIN = TOKENS.issue(USER, ("user", "admin"), lifetime=2 * 86_400)
FORGERIES = {"empty": "", "NUL": "\0.\0.\0", **forgeries(TOKENS)}


@pytest.mark.parametrize("name", FORGERIES)
async def test_forged_tokens_are_rejected(name: str) -> None:
    verifier = TOKENS.verifier()
    with pytest.raises(InvalidToken) as caught:
        await verifier.verify(FORGERIES[name])
    assert caught.value.expired == (name in EXPIRED)
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


async def test_cached_token_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    verifier = TOKENS.verifier()
    token = TOKENS.issue(USER, lifetime=300)
    await verifier.verify(token)

    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return super().now(tz) + timedelta(hours=1)

    # The cache is as young as before.
    later = SimpleNamespace(time=lambda: Later.now().timestamp(), monotonic=time.monotonic)
    monkeypatch.setattr(security_module, "time", later)
    monkeypatch.setattr("jwt.api_jwt.datetime", Later)
    with pytest.raises(InvalidToken) as refused:
        await verifier.verify(token)
    assert refused.value.expired


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
        monkeypatch.setattr(keys_module, "_now", lambda: self.now)
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


async def test_keys_are_kept_fresh_without_a_token(source: Source) -> None:
    assert source.keys.age_seconds == float("inf")
    for _ in range(3):
        await source.keys.keep_fresh()
    assert (source.fetches, source.keys.age_seconds) == (1, 0)

    source.now += 299
    await source.keys.keep_fresh()
    assert (source.fetches, source.keys.age_seconds) == (1, 299)
    source.now += 2
    await source.keys.keep_fresh()
    assert (source.fetches, source.keys.age_seconds) == (2, 0)


async def test_keys_that_cannot_be_kept_fresh_stay(source: Source) -> None:
    await source.keys.keep_fresh()
    source.response = lambda: httpx2.ConnectError("away")
    source.now += 301
    for _ in range(3):
        await source.keys.keep_fresh()
    assert source.fetches == 2, "a failed fetch is repeated after half a minute"
    assert await source.keys.key(TOKENS.key_id) is not None
    source.now += 31
    await source.keys.keep_fresh()
    assert (source.fetches, source.keys.age_seconds) == (3, 332)


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
        ("admins", f"Bearer {EDITOR}", 403, "FORBIDDEN"),
        ("admins", f"Bearer {ADMIN}", 200, None),
        ("editors", None, 401, "UNAUTHORIZED"),
        ("editors", f"Bearer {GOOD}", 403, "FORBIDDEN"),
        ("editors", f"Bearer {EDITOR}", 200, None),
        ("editors", f"Bearer {ADMIN}", 200, None),
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
