"""The first sign-in with a provider where registration needs an invitation."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest
import pytest_asyncio
from services.auth.tests.integration.conftest import PASSWORD, MakeSettings
from services.auth.tests.integration.federation.conftest import PUBLIC_URL, Browser
from sqlalchemy import func, insert, select

from auth.application.accounts.commands import RegisterAccount
from auth.bootstrap import Container, build
from auth.domain.accounts.confirmations import ConfirmationCode
from auth.infrastructure.tables import accounts, invitations
from devstack.testing.openid_plugin import OpenIdProvider
from devstack.testing.pytest_plugin import DatabaseUrls

pytestmark = pytest.mark.integration

IS_NEW = accounts.c.username != "chief_x"
NEW_ACCOUNTS = select(func.count()).select_from(accounts).where(IS_NEW)
CODE = "an-invitation-of-the-administrator-of-the-tests"


@pytest_asyncio.fixture
async def container(urls: DatabaseUrls, make_settings: MakeSettings, providers: str) -> AsyncIterator[Container]:
    settings = make_settings(
        urls, oidc_providers=providers, oidc_loopback=True, public_url=PUBLIC_URL, registration="invitation"
    )
    container = build(settings)
    yield container
    await container.runtime.engine.dispose()


async def invite(container: Container, email: str | None = None, *, days: int = 1) -> None:
    """Invite by the code, in the name of an administrator."""
    chief = RegisterAccount("chief@example.org", "chief_x", PASSWORD)
    assert await container.application.accounts.ensure_administrator(chief)
    administrator = await value(container, select(accounts.c.id))
    now = datetime.now(UTC)
    row = {
        "id": uuid4(),
        "digest": ConfirmationCode(CODE).digest,
        "created_by": administrator,
        "created_at": now - timedelta(days=7),
        "expires_at": now + timedelta(days=days),
        "email": email,
        "email_key": email,
    }
    async with container.runtime.engine.begin() as connection:
        await connection.execute(insert(invitations), [row])


async def exchange(browser: Browser, code: str, invitation: str | None) -> tuple[int, str]:
    body = {"code": code, "codeVerifier": browser.verifier, "invitationCode": invitation}
    response = await browser.api.post("/api/v1/auth/oidc/token", json=body)
    return response.status_code, response.json().get("error", {}).get("code", "")


async def value(container: Container, query: Any) -> Any:
    async with container.runtime.transactions.read() as connection:
        return (await connection.execute(query)).scalar_one()


async def test_the_same_one_time_code_registers_once_an_invitation_is_stated(
    browser: Browser, container: Container
) -> None:
    await invite(container, "ada@provider.example")
    code = await browser.code("ada")
    for wrong in (None, "another-code-that-no-administrator-has-ever-sent", "ü\x7f"):
        assert await exchange(browser, code, wrong) == (403, "INVITATION_REQUIRED")
    assert await value(container, NEW_ACCOUNTS) == 0

    assert await exchange(browser, code, CODE) == (200, "")
    account = await value(container, select(accounts.c.id).where(IS_NEW))
    assert await value(container, select(invitations.c.account_id)) == account

    again = await browser.code("ada")
    assert await exchange(browser, again, None) == (200, ""), "an identity that is linked needs no invitation"


@pytest.mark.parametrize(("email", "days"), [("bob@provider.example", 1), (None, -1)], ids=["for another", "expired"])
async def test_an_invitation_for_another_address_or_an_expired_one_is_refused(
    browser: Browser, container: Container, email: str | None, days: int
) -> None:
    await invite(container, email, days=days)

    assert await exchange(browser, await browser.code("ada"), CODE) == (403, "INVITATION_REQUIRED")
    assert await value(container, NEW_ACCOUNTS) == 0


async def test_an_invitation_registers_one_of_several_users(
    browser: Browser, client: httpx2.AsyncClient, container: Container, openid_provider: OpenIdProvider
) -> None:
    await invite(container)
    browsers = [Browser(client, openid_provider) for _ in range(4)]
    codes = [await one.code(f"user-{number}") for number, one in enumerate(browsers)]

    statuses = await asyncio.gather(*(exchange(one, code, CODE) for one, code in zip(browsers, codes, strict=True)))

    assert Counter(statuses) == {(200, ""): 1, (403, "INVITATION_REQUIRED"): 3}
    assert await value(container, NEW_ACCOUNTS) == 1
