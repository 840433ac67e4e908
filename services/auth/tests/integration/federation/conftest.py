"""Auth with a real OpenID provider, and a client that signs in there as a browser does."""

import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
import pytest_asyncio
from services.auth.tests.integration.conftest import MakeSettings

from auth.api import create_api
from auth.bootstrap import Container, build
from auth.domain.federation.pkce import challenge_of
from chassis.core.browser_sessions import BINDING_COOKIE, BINDING_HEADER
from chassis.testing.clients import client_for
from devstack.testing.openid_plugin import OpenIdProvider
from devstack.testing.pytest_plugin import DatabaseUrls

PUBLIC_URL = "http://127.0.0.1:8000"
RETURN_URL = "http://localhost:3000/sign-in"


@dataclass(slots=True)
class Browser:
    """A browser and the client in it. The gateway's part, from the cookie to the header, is done here."""

    api: httpx2.AsyncClient
    provider: OpenIdProvider
    name: str = "real"
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    binding: str = ""

    def headers(self) -> dict[str, str]:
        return {BINDING_HEADER: self.binding} if self.binding else {}

    async def begin(self, **query: str) -> str:
        """Return the URL at the provider."""
        params = {"codeChallenge": challenge_of(self.verifier), "redirect": "false", **query}
        response = await self.api.get(f"/api/v1/auth/oidc/{self.name}/authorize", params=params, headers=self.headers())
        assert response.status_code == 200, response.text
        cookie = response.headers["set-cookie"]
        assert cookie.startswith(f"{BINDING_COOKIE}=")
        assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(cookie.split("; "))
        self.binding = cookie.partition("=")[2].partition(";")[0]
        url: str = response.json()["data"]["authorizationUrl"]
        return url

    async def follow(self, url: str, **changes: str | None) -> httpx2.Response:
        """Return the response of the callback; `changes` replace or remove parameters of the provider's response."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()} | changes
        params = {name: value for name, value in query.items() if value is not None}
        return await self.api.get(urlsplit(url).path, params=params, headers=self.headers())

    async def code(self, user: str) -> str:
        """Return the one-time code after `user` has signed in at the provider."""
        response = await self.follow(self.provider.sign_in(await self.begin(), user))
        assert response.status_code == 200, response.text
        code: str = response.json()["data"]["code"]
        return code

    async def redeem(self, code: str, verifier: str | None = None) -> httpx2.Response:
        """Return the response of the exchange of a one-time code."""
        body = {"code": code, "codeVerifier": verifier or self.verifier}
        return await self.api.post("/api/v1/auth/oidc/token", json=body)

    async def sign_in(self, user: str) -> httpx2.Response:
        """Return the response with the tokens."""
        return await self.redeem(await self.code(user))


def bearer(tokens: Any) -> dict[str, str]:
    return {"authorization": f"Bearer {tokens['accessToken']}"}


@pytest.fixture
def providers(openid_provider: OpenIdProvider, tmp_path: Path) -> str:
    """Return the setting with the real provider."""
    secret = tmp_path / "client-secret"
    secret.write_text(f"{openid_provider.client_secret}\n")
    real = {
        "name": "real",
        "title": "Real provider",
        "issuer": openid_provider.issuer,
        "client_id": openid_provider.client_id,
        "client_secret_file": str(secret),
    }
    return json.dumps([real])


@pytest_asyncio.fixture
async def container(urls: DatabaseUrls, make_settings: MakeSettings, providers: str) -> AsyncIterator[Container]:
    settings = make_settings(
        urls, oidc_providers=providers, oidc_loopback=True, public_url=PUBLIC_URL, return_urls=(RETURN_URL,)
    )
    container = build(settings)
    yield container
    await container.runtime.engine.dispose()


@pytest_asyncio.fixture
async def client(container: Container) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_for(create_api(container)) as client:
        yield client


@pytest.fixture
def browser(client: httpx2.AsyncClient, openid_provider: OpenIdProvider) -> Browser:
    return Browser(client, openid_provider)


@pytest.fixture
def me(client: httpx2.AsyncClient) -> Callable[[Any], Awaitable[dict[str, Any]]]:
    """Return the account of tokens."""

    async def read(tokens: Any) -> dict[str, Any]:
        response = await client.get("/api/v1/auth/me", headers=bearer(tokens))
        assert response.status_code == 200, response.text
        account: dict[str, Any] = response.json()["data"]
        return account

    return read
