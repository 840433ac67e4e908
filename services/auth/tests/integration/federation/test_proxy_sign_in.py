"""Sign-in of users whom a reverse proxy names. The gateway's part, the header of auth, is done here."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx2
import jwt
import pytest
from services.auth.tests.factor_support import FactorUser
from services.auth.tests.integration.conftest import MakeSettings
from sqlalchemy import func, select, text

from auth.api import create_api
from auth.bootstrap import Container, build
from auth.infrastructure.tables import accounts, audit_entries, outbox
from chassis.core.browser_sessions import ACCESS_COOKIE, DELIVERY_HEADER
from chassis.core.proxy_sign_in import PROXY_SIGNATURE_HEADER, PROXY_USER_HEADER, sign
from chassis.testing.clients import client_for
from chassis.testing.clock import FixedClock
from devstack.testing.pytest_plugin import DatabaseUrls

pytestmark = pytest.mark.integration

Serve = Callable[..., Awaitable[httpx2.AsyncClient]]
SECRET = "a secret of thirty-two characters"
PATH = "/api/v1/auth/proxy/sign-in"
REFUSED = (401, "INVALID_PROXY_USER", "No trusted reverse proxy has signed a user in")


async def sign_in(client: httpx2.AsyncClient, *users: str, **headers: str) -> httpx2.Response:
    named = [(PROXY_USER_HEADER, user) for user in users]
    signed = [(PROXY_SIGNATURE_HEADER, sign(SECRET, user, int(time.time()))) for user in users[:1] if user.isascii()]
    return await client.post(PATH, headers=[*named, *signed, *headers.items()])


def outcome(response: httpx2.Response) -> tuple[int, str, str]:
    error = response.json()["error"]
    return response.status_code, error["code"], error["message"]


def claims(response: httpx2.Response) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    token = response.json()["data"]["accessToken"]
    decoded: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return decoded


async def count(container: Container, table: Any) -> int:
    async with container.runtime.transactions.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


async def test_by_default_no_proxy_signs_users_in(
    client: httpx2.AsyncClient, container: Container, register: Callable[..., Any]
) -> None:
    await register()
    before = await count(container, audit_entries)
    for users in (["ada_l@example.org"], []):
        assert outcome(await sign_in(client, *users))[:2] == (404, "PROXY_SIGN_IN_DISABLED")
    assert await count(container, audit_entries) == before


async def test_a_named_user_is_signed_in_and_a_new_one_registered(container: Container, serve: Serve) -> None:
    behind_proxy = await serve(proxy_sign_in=True, proxy_user_secret=SECRET)
    first = await sign_in(behind_proxy, "Ada.L@Example.org")
    assert (claims(first)["amr"], claims(first)["roles"]) == (["prx"], ["user"])
    me = await behind_proxy.get(
        "/api/v1/auth/me", headers={"authorization": f"Bearer {first.json()['data']['accessToken']}"}
    )
    assert (me.json()["data"]["email"], me.json()["data"]["username"]) == ("Ada.L@Example.org", "Ada_L")

    second = await sign_in(behind_proxy, "ada.l@example.ORG")

    assert claims(second)["sub"] == claims(first)["sub"]
    assert claims(second)["sid"] != claims(first)["sid"]
    async with container.runtime.transactions.read() as connection:
        kinds = (await connection.execute(select(audit_entries.c.kind).order_by(audit_entries.c.id))).scalars().all()
        hashes = (await connection.execute(select(accounts.c.password_hash))).scalars().all()
        topics = (await connection.execute(select(outbox.c.topic))).scalars().all()
    assert kinds == ["registered", "signed_in", "signed_in"]
    assert hashes == [None]
    assert topics == ["user.registered", "user.changed", "user.contact.changed"]


async def test_the_account_that_has_the_address_is_signed_in(
    register: Callable[..., Any], serve: Serve, container: Container
) -> None:
    tokens = await register()
    own = jwt.decode(tokens["accessToken"], options={"verify_signature": False})["sub"]
    closed = await serve(proxy_sign_in=True, proxy_user_secret=SECRET, registration="closed")
    assert claims(await sign_in(closed, "ADA_L@example.org"))["sub"] == own
    assert await count(container, accounts) == 1


async def test_parallel_first_sign_ins_register_one_account(container: Container, serve: Serve) -> None:
    behind_proxy = await serve(proxy_sign_in=True, proxy_user_secret=SECRET)
    responses = await asyncio.gather(*(sign_in(behind_proxy, "ada@example.org") for _ in range(8)))
    assert len({claims(response)["sub"] for response in responses}) == 1
    assert await count(container, accounts) == 1


@pytest.mark.parametrize("registration", ["closed", "invitation"])
async def test_an_unknown_user_is_registered_only_where_registration_is_open(
    container: Container, serve: Serve, registration: str
) -> None:
    behind_proxy = await serve(proxy_sign_in=True, proxy_user_secret=SECRET, registration=registration)
    assert outcome(await sign_in(behind_proxy, "ada@example.org"))[:2] == (403, "REGISTRATION_CLOSED")
    assert await count(container, accounts) == 0


async def test_a_proxy_may_state_usernames_which_register_no_account(
    container: Container, register: Callable[..., Any], serve: Serve
) -> None:
    tokens = await register()
    by_name = await serve(proxy_sign_in=True, proxy_user_secret=SECRET, proxy_user="username")
    own = jwt.decode(tokens["accessToken"], options={"verify_signature": False})["sub"]
    assert claims(await sign_in(by_name, "Ada_L"))["sub"] == own
    assert outcome(await sign_in(by_name, "bob_l"))[:2] == (403, "REGISTRATION_CLOSED")
    assert outcome(await sign_in(by_name, "ada_l@example.org")) == REFUSED
    assert await count(container, accounts) == 1


async def test_every_malformed_user_gets_one_response_and_leaves_nothing(
    container: Container, register: Callable[..., Any], serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    await register()
    behind_proxy = await serve(proxy_sign_in=True, proxy_user_secret=SECRET)
    before = await count(container, audit_entries), await count(container, accounts)
    wrong = [
        "",
        " ",
        "ada_l",
        "ada_l@example.org,b@example.org",
        "ada_l@",
        "x@xn--zz.example",
        "a" * 300,
        "a\tb@example.org",
    ]
    with caplog.at_level(logging.INFO):
        for users in (
            [],
            ["ada_l@example.org", "ada_l@example.org"],
            ["ada_l@example.org", "bob@example.org"],
            *([one] for one in wrong),
        ):
            response = await sign_in(behind_proxy, *users)
            assert outcome(response) == REFUSED, users
            assert response.headers["cache-control"] == "no-store"
        for name in ("Remote-User", "X-Forwarded-User", "X-Marquee-Proxy_User", "X_Marquee_Proxy_User"):
            assert outcome(await sign_in(behind_proxy, **{name: "ada_l@example.org"})) == REFUSED, name
    assert (await count(container, audit_entries), await count(container, accounts)) == before
    assert "sign-in by a proxy failed" in caplog.text
    assert not any("ada_l" in repr(vars(record)) for record in caplog.records)


async def test_letters_that_are_compared_as_ascii_are_no_other_spelling_of_a_user(
    register: Callable[..., Any], serve: Serve
) -> None:
    await register("ada_l", "ada@example.org")
    behind_proxy = await serve(proxy_sign_in=True, proxy_user_secret=SECRET)
    for address in (
        "\u00aada@example.org".encode("latin-1"),
        "\uff41da@example.org".encode(),
        "\u212aim@a.org".encode(),
    ):
        response = await behind_proxy.post(PATH, headers=[(PROXY_USER_HEADER.encode(), address)])
        assert outcome(response) == REFUSED, address


async def test_a_suspended_user_is_refused(container: Container, register: Callable[..., Any], serve: Serve) -> None:
    await register()
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("update accounts set suspended_at = now()"))
    behind_proxy = await serve(proxy_sign_in=True, proxy_user_secret=SECRET)
    assert outcome(await sign_in(behind_proxy, "ada_l@example.org"))[:2] == (403, "ACCOUNT_SUSPENDED")


async def test_a_user_with_a_second_factor_has_to_give_it(urls: DatabaseUrls, make_settings: MakeSettings) -> None:
    clock = FixedClock(datetime.now(UTC))
    container = build(make_settings(urls, proxy_sign_in=True, proxy_user_secret=SECRET), clock=clock)
    async with client_for(create_api(container)) as client:
        user = await FactorUser(client, container, clock).register()
        await user.enable_totp()
        response = await sign_in(client, user.email)
        assert outcome(response)[:2] == (401, "SECOND_FACTOR_REQUIRED")
        challenge = response.json()["error"]["details"]["challenge"]
        second = await user.second_step("totp", challenge, code=user.totp_code())
        assert claims(second)["amr"][0] == "prx"
        assert claims(second)["amr"][-1] == "mfa"
    await container.runtime.engine.dispose()


async def test_a_page_in_a_browser_has_its_tokens_in_cookies(serve: Serve) -> None:
    behind_proxy = await serve(proxy_sign_in=True, proxy_user_secret=SECRET)
    response = await sign_in(behind_proxy, "ada@example.org", **{DELIVERY_HEADER: "cookie"})
    assert response.status_code == 200, response.text
    assert response.json()["data"]["accessToken"] is None
    assert any(line.startswith(f"{ACCESS_COOKIE}=") for line in response.headers.get_list("set-cookie"))


@pytest.mark.parametrize(
    "signatures",
    [
        [],
        ["", ""],
        [sign("another secret of the same length", "ada@example.org", int(time.time()))],
        [sign(SECRET, "bob@example.org", int(time.time()))],
        [sign(SECRET, "ada@example.org", int(time.time()) - 3600)],
        [sign(SECRET, "ada@example.org", int(time.time()) + 3600)],
        [sign(SECRET, "ada@example.org", int(time.time()))] * 2,
        [sign(SECRET, "ada@example.org", int(time.time())).upper()],
        ["9" * 30 + "." + "0" * 64],
    ],
)
async def test_a_user_whom_no_gateway_has_signed_is_refused(
    container: Container, serve: Serve, signatures: list[str]
) -> None:
    behind_proxy = await serve(proxy_sign_in=True, proxy_user_secret=SECRET)
    stated = [(PROXY_USER_HEADER, "ada@example.org"), *((PROXY_SIGNATURE_HEADER, value) for value in signatures)]

    assert outcome(await behind_proxy.post(PATH, headers=stated)) == REFUSED
    assert await count(container, accounts) == 0


@pytest.mark.parametrize("secret", [None, "short"])
def test_sign_in_by_a_proxy_needs_a_secret(urls: DatabaseUrls, make_settings: MakeSettings, secret: str | None) -> None:
    with pytest.raises(ValueError, match="needs proxy_user_secret of at least 32 characters"):
        make_settings(urls, proxy_sign_in=True, proxy_user_secret=secret)
