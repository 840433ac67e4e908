"""A provider that sends forged tokens, fails, or points into the operator's network: what auth accepts and calls."""

import base64
import hashlib
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

import jwt
import pytest
import pytest_asyncio
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from auth.domain.federation.authorization import Flow
from auth.domain.federation.errors import ExternalSignInFailed, ProviderUnavailable
from auth.domain.federation.providers import Provider
from auth.infrastructure.federation.guarded_client import MAX_BYTES, CallFailed, GuardedClient, provider_guard
from auth.infrastructure.federation.openid_providers import ConfiguredProviders
from auth.infrastructure.federation.provider_documents import ProviderDocuments
from chassis.runtime.clock import SystemClock
from egress.settings import EgressSettings

pytestmark = pytest.mark.integration

KEY: Final = generate_private_key(65537, 2048)
OTHER_KEY: Final = generate_private_key(65537, 2048)
PUBLIC_JWK: Final = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
PUBLIC_PEM: Final = base64.b64encode(json.dumps(PUBLIC_JWK).encode())
Claims = dict[str, Any]


@dataclass(slots=True)
class FakeProvider:
    """A provider whose token is what a test says. It counts the requests for each path."""

    issuer: str = ""
    id_token: str = ""
    access_token: str = "access"
    document: Claims = field(default_factory=dict)
    status: int = 200
    padding: int = 0
    requests: list[str] = field(default_factory=list)

    def routes(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._respond)
        return app

    async def _respond(self, request: web.Request) -> web.Response:
        self.requests.append(request.path)
        if request.path == "/redirect":
            raise web.HTTPFound(f"{self.issuer}/.well-known/openid-configuration")
        bodies: dict[str, Claims] = {
            "/.well-known/openid-configuration": {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/auth",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "id_token_signing_alg_values_supported": ["RS256", "none", "HS256"],
                **self.document,
            },
            "/jwks": {"keys": [{**PUBLIC_JWK, "kid": "k1", "use": "sig"}]},
            "/token": {"id_token": self.id_token, "access_token": self.access_token, "token_type": "Bearer"},
        }
        body = {**bodies.get(request.path, {}), "padding": "x" * self.padding}
        return web.json_response(body, status=self.status)


@pytest_asyncio.fixture
async def fake() -> AsyncIterator[FakeProvider]:
    fake = FakeProvider()
    runner = web.AppRunner(fake.routes())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    fake.issuer = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield fake
    await runner.cleanup()


class ProviderSettings(EgressSettings):
    """Settings of the guard alone."""

    PURPOSES: ClassVar = ("identity_providers",)


def _client(*, loopback: bool) -> GuardedClient:
    return GuardedClient(provider_guard(ProviderSettings(), SystemClock(), loopback=loopback))


@pytest_asyncio.fixture
async def providers(fake: FakeProvider) -> AsyncIterator[ConfiguredProviders]:
    client = _client(loopback=True)
    documents = ProviderDocuments(client, loopback=True)
    provider = Provider("fake", "Fake", fake.issuer, "marquee", "secret")
    yield ConfiguredProviders([provider], lambda name: f"http://127.0.0.1:1/{name}", client, documents, SystemClock())
    await client.aclose()


FLOW: Final = Flow.start(None)


def claims(fake: FakeProvider, **changes: Any) -> Claims:
    now = int(time.time())
    valid = {"iss": fake.issuer, "aud": "marquee", "sub": "1", "nonce": FLOW.nonce, "iat": now, "exp": now + 300}
    return {name: value for name, value in {**valid, "email": "a@example.org", **changes}.items() if value is not None}


def signed(payload: Claims, *, key: RSAPrivateKey | str = KEY, algorithm: str = "RS256", **header: Any) -> str:
    return jwt.encode(payload, key, algorithm=algorithm, headers={"kid": "k1", **header})


def unsigned(payload: Claims, **header: Any) -> str:
    parts = ({"alg": "none", "kid": "k1", **header}, payload)
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, ""])


def hmac_with_the_public_key(payload: Claims) -> str:
    """Return a token with an HMAC whose secret is the public key, the classical confusion of algorithms."""
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"k1"}').rstrip(b"=")
    body = base64.urlsafe_b64encode(json.dumps(payload).encode()).rstrip(b"=")
    mac = hashlib.sha256(PUBLIC_PEM + head + b"." + body).digest()
    return b".".join((head, body, base64.urlsafe_b64encode(mac).rstrip(b"="))).decode()


def tampered(token: str) -> str:
    head, body, signature = token.split(".")
    payload = json.loads(base64.urlsafe_b64decode(body + "=="))
    payload["sub"] = "2"
    return ".".join((head, base64.urlsafe_b64encode(json.dumps(payload).encode()).rstrip(b"=").decode(), signature))


FORGED: Final[dict[str, Callable[[FakeProvider], str]]] = {
    "alg none": lambda fake: unsigned(claims(fake)),
    "alg None": lambda fake: unsigned(claims(fake), alg="None"),
    "alg none with a signature": lambda fake: unsigned(claims(fake)) + "AAAA",
    "HMAC with the public key": lambda fake: hmac_with_the_public_key(claims(fake)),
    "HMAC with the client secret": lambda fake: signed(claims(fake), key="secret" * 8, algorithm="HS256"),
    "an algorithm that is not announced": lambda fake: signed(claims(fake), algorithm="PS256"),
    "another key": lambda fake: signed(claims(fake), key=OTHER_KEY),
    "an unknown key id": lambda fake: signed(claims(fake), kid="k2"),
    "a key in the header": lambda fake: signed(
        claims(fake),
        key=OTHER_KEY,
        kid="k3",
        jwk=json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(OTHER_KEY.public_key())),
    ),
    "a URL of keys in the header": lambda fake: signed(
        claims(fake), key=OTHER_KEY, kid="k4", jku=f"{fake.issuer}/stolen"
    ),
    "an unknown critical extension": lambda fake: signed(claims(fake), crit=["exp"]),
    "changed claims": lambda fake: tampered(signed(claims(fake))),
    "no signature": lambda fake: signed(claims(fake)).rpartition(".")[0] + ".",
    "no token": lambda _: "",
    "nonsense": lambda _: "a.b.c",
    "five parts": lambda fake: signed(claims(fake)) + ".a.b",
    "too long": lambda fake: signed(claims(fake, padding="x" * 20_000)),
    "another issuer": lambda fake: signed(claims(fake, iss="https://evil.example")),
    "another audience": lambda fake: signed(claims(fake, aud="other")),
    "several audiences": lambda fake: signed(claims(fake, aud=["marquee", "other"])),
    "another party": lambda fake: signed(claims(fake, azp="other")),
    "another nonce": lambda fake: signed(claims(fake, nonce="n")),
    "no nonce": lambda fake: signed(claims(fake, nonce=None)),
    "expired": lambda fake: signed(claims(fake, exp=int(time.time()) - 120)),
    "no expiry": lambda fake: signed(claims(fake, exp=None)),
    "of the future": lambda fake: signed(claims(fake, iat=int(time.time()) + 120)),
    "no subject": lambda fake: signed(claims(fake, sub=None)),
    "another access token": lambda fake: signed(claims(fake, at_hash="AAAAAAAAAAAAAAAAAAAAAA")),
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
async def test_a_forged_id_token_is_rejected(
    fake: FakeProvider, providers: ConfiguredProviders, forged: Callable[[FakeProvider], str]
) -> None:
    fake.id_token = forged(fake)
    with pytest.raises(ExternalSignInFailed):
        await providers.identify(providers.of_name("fake"), FLOW, "code")
    expected = {"/.well-known/openid-configuration", "/jwks", "/token"}
    assert set(fake.requests) <= expected, "no URL of a token is ever requested"


@pytest.mark.parametrize("aud", ["marquee", ["marquee"]])
async def test_a_valid_id_token_is_accepted(fake: FakeProvider, providers: ConfiguredProviders, aud: Any) -> None:
    fake.id_token = signed(claims(fake, aud=aud, email_verified=True))
    identity = await providers.identify(providers.of_name("fake"), FLOW, "code")
    assert (identity.issuer, identity.subject, identity.verified_address()) == (fake.issuer, "1", "a@example.org")


async def test_unknown_key_ids_request_the_keys_once(fake: FakeProvider, providers: ConfiguredProviders) -> None:
    for number in range(5):
        fake.id_token = signed(claims(fake), kid=f"unknown-{number}")
        with pytest.raises(ExternalSignInFailed):
            await providers.identify(providers.of_name("fake"), FLOW, "code")
    assert fake.requests.count("/jwks") == 1


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://10.0.0.1/token"},
        {"token_endpoint": "https://169.254.169.254/latest/meta-data"},
        {"jwks_uri": "https://[::ffff:10.0.0.1]/keys"},
        {"userinfo_endpoint": "https://192.168.1.1/me"},
        {"id_token_signing_alg_values_supported": ["HS256"]},
    ],
)
async def test_a_document_that_points_into_the_network_is_not_used(
    fake: FakeProvider, providers: ConfiguredProviders, document: Claims
) -> None:
    fake.document = document
    with pytest.raises(ProviderUnavailable):
        await providers.authorization_url(providers.of_name("fake"), FLOW)


async def test_a_provider_that_fails_is_left_alone_for_a_while(
    fake: FakeProvider, providers: ConfiguredProviders
) -> None:
    fake.status = 500
    for _ in range(8):
        with pytest.raises(ProviderUnavailable) as unavailable:
            await providers.authorization_url(providers.of_name("fake"), FLOW)
        assert unavailable.value.retry_after > 0
    assert len(fake.requests) == 3, "three failures open the circuit"


async def test_documents_are_kept_while_the_provider_is_unavailable(
    fake: FakeProvider, providers: ConfiguredProviders
) -> None:
    await providers.authorization_url(providers.of_name("fake"), FLOW)
    fake.status = 500
    assert await providers.authorization_url(providers.of_name("fake"), FLOW)
    assert len(fake.requests) == 1


async def test_neither_redirects_nor_large_responses_are_read(fake: FakeProvider) -> None:
    client = _client(loopback=True)
    assert (await client.get(f"{fake.issuer}/redirect")).status == 302
    fake.padding = MAX_BYTES
    with pytest.raises(CallFailed, match="BodyTooLarge"):
        await client.get(f"{fake.issuer}/jwks")
    await client.aclose()


async def test_a_name_of_this_machine_is_not_called_without_the_setting(fake: FakeProvider) -> None:
    client = _client(loopback=False)
    with pytest.raises(CallFailed):
        await client.get(fake.issuer.replace("127.0.0.1", "localhost"))
    await client.aclose()
    assert fake.requests == []
