"""No secret of a request is in any log record of the gateway, whatever fails."""

import logging
from urllib.parse import quote

import aiohttp
import pytest
from services.gateway.tests.component.harness import Echo, StartGateway, status_of

from chassis.core.api_keys import with_checksum
from chassis.core.browser_sessions import ACCESS_COOKIE, REFRESH_COOKIE
from chassis.core.path_secrets import MEDIA_PREFIX, WEBHOOK_PREFIX
from chassis.testing.logs import leaks
from devstack.ports import free_ports

pytestmark = pytest.mark.integration

MARKER = "lost-marker-secret"
ADDRESS = "ada-marker@example.org"
QUERY = f"code={MARKER}&state={MARKER}&query={quote(ADDRESS)}&email={ADDRESS}"
WEBHOOK_KEY = f"{WEBHOOK_PREFIX}{'w' * 43}"
MEDIA_TOKEN = f"{MEDIA_PREFIX}{'t' * 190}"
PATHS = (
    "/api/v1/auth/oidc/real/callback",
    "/api/v1/auth/status/401",
    "/api/v1/auth/x",
    "/api/auth/login",
    "/api/v1/nowhere",
    f"/api/v1/auth/{WEBHOOK_KEY}/plex",
    f"/api/nowhere/{WEBHOOK_KEY}",
    f"/media/{MEDIA_TOKEN}/vod/a/1/master.m3u8",
    f"/media/{MEDIA_TOKEN}/../a",
)


async def test_no_record_holds_a_secret(
    start_gateway: StartGateway, echo: Echo, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token, expired = echo.tokens.issue(), echo.tokens.issue(lifetime=-60)
    unknown, usable = with_checksum("k" * 40), with_checksum("m" * 40)
    echo.api_keys[usable] = token
    secrets = {"marker": MARKER, "address": ADDRESS, "quoted address": quote(ADDRESS), "token": token}
    secrets |= {"webhook key": WEBHOOK_KEY, "media token": MEDIA_TOKEN}
    secrets |= {"expired token": expired, "unknown key": unknown, "key": usable}
    credentials = [
        {"Authorization": f"Bearer {value}"} for value in (token, expired, f"{token}x", MARKER, unknown, usable)
    ]
    credentials += [{"X-Api-Key": unknown}, {"X-Api-Key": MARKER}, {"Authorization": f"Basic {MARKER}"}]
    credentials += [{"Cookie": f"{ACCESS_COOKIE}={value}; {REFRESH_COOKIE}={MARKER}"} for value in (token, MARKER)]
    body = f'{{"password": "{MARKER}", "email": "{ADDRESS}"}}'.encode()
    [closed] = free_ports(1)
    limits = {"reads_per_minute": 10_000, "writes_per_minute": 10_000, "sign_ins_per_minute": 10_000}
    works = await start_gateway(echo, **limits)
    broken = await start_gateway(echo, auth_url=f"http://127.0.0.1:{closed}", **limits)

    statuses = []
    for gateway in (works, broken):
        async with aiohttp.ClientSession(gateway.url, cookie_jar=aiohttp.DummyCookieJar()) as session:
            for path in PATHS:
                for headers in credentials:
                    statuses.append(await status_of(session.get(f"{path}?{QUERY}", headers=headers)))
                    statuses.append(await status_of(session.post(f"{path}?{QUERY}", headers=headers, data=body)))
        head = f"POST /api/v1/auth/login?{QUERY} HTTP/1.1\r\nAuthorization: Bearer {MARKER}\r\n"
        for rest in (
            "Content-Length: x\r\n\r\n",
            "Bad header\r\n\r\n",
            f"Host: x\r\nContent-Length: 99\r\n\r\n{MARKER}",
        ):
            await gateway.exchange((head + rest).encode(), seconds=0.5)

    assert {200, 401, 403, 404, 503} <= set(statuses)
    assert {record.name for record in caplog.records} >= {"access"}
    assert sorted(set(leaks(caplog.records, secrets))) == []
