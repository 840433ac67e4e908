"""Sign-in by a reverse proxy: only a trusted peer names a user, only at the sign-in, and only with its own header."""

import time
from typing import Any

import pytest
from services.gateway.tests.component.harness import Echo, Gateway, StartGateway

from chassis.core.proxy_sign_in import PROXY_SIGNATURE_HEADER, PROXY_USER_HEADER, is_signed

pytestmark = pytest.mark.integration

SECRET = "a secret of thirty-two characters"
PROXY: dict[str, Any] = {"proxy_user_header": "Remote-User", "proxy_user_secret": SECRET}
SIGN_IN = "/api/v1/auth/proxy/sign-in"
NAMED = PROXY_USER_HEADER.lower()
SPELLINGS = [
    "Remote-User: ada@example.org",
    "REMOTE-USER: ada@example.org",
    "remote-user:ada@example.org",
    "Remote_User: ada@example.org",
    "X-Marquee-Proxy-User: ada@example.org",
    "x-marquee-proxy-user: ada@example.org",
    "X_Marquee_Proxy_User: ada@example.org",
    "X-Marquee_Proxy-User: ada@example.org",
    "X-Marquee-Proxy-User: ada@example.org\r\nX-Marquee-Proxy-User: bob@example.org",
    "X-Marquee-Proxy-User:\r\nConnection: X-Marquee-Proxy-User, Remote-User",
    "Remote-User: ada@example.org\r\nConnection: remote-user",
    "Remote-User: ada@example.org\r\nX-Forwarded-For: 10.1.2.3",
    "Remote-User: ada@example.org\r\nX-Real-Ip: 10.1.2.3\r\nForwarded: for=10.1.2.3",
    "X-Forwarded-User: ada@example.org\r\nX-Forwarded-Email: ada@example.org",
]
MALFORMED = [
    "Remote-User : ada@example.org",
    "Remote-User\t: ada@example.org",
    "X-Marquee-Proxy-User : ada@example.org",
    "Accept: */*\r\n X-Marquee-Proxy-User: ada@example.org",
]


async def sent(
    gateway: Gateway, echo: Echo, lines: str, path: str = SIGN_IN, method: str = "POST"
) -> list[tuple[str, str]]:
    """Send a request with lines of headers and return the headers that the service received."""
    echo.requests.clear()
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n{lines}\r\n\r\n"
    response = await gateway.exchange(head.encode("latin-1"))
    assert response.startswith(b"HTTP/1.1 200 "), response[:200]
    [request] = echo.requests
    return [(name.lower(), value) for name, value in request["headers"]]


def stated(headers: list[tuple[str, str]]) -> list[str]:
    """Return what the service reads, in any spelling; no header of a user may have remained beside it."""
    users = [(name.replace("_", "-"), value) for name, value in headers if "user" in name and name != "user-agent"]
    assert {name for name, _ in users} <= {NAMED}, users
    return [value for _, value in users]


@pytest.mark.parametrize("path", [SIGN_IN, "/api/auth/proxy/sign-in"])
async def test_a_trusted_proxy_names_the_user_of_a_sign_in(start_gateway: StartGateway, echo: Echo, path: str) -> None:
    gateway = await start_gateway(echo, **PROXY, proxy_user_networks=("127.0.0.0/8",))
    for lines in (
        "Remote-User: ada@example.org",
        "REMOTE-USER:  ada@example.org ",
        "Authorization: Bearer x\r\nremote-user: ada@example.org",
    ):
        headers = await sent(gateway, echo, lines, path)
        assert stated(headers) == ["ada@example.org"]
        signature = dict(headers)[PROXY_SIGNATURE_HEADER.lower()]
        assert is_signed(SECRET, "ada@example.org", signature, int(time.time()))
        assert "authorization" not in dict(headers)
    spoofed = "Remote-User: ada@example.org\r\nX-Marquee-Proxy-User: root@example.org\r\nRemote_User: root@example.org"
    assert stated(await sent(gateway, echo, spoofed, path)) == ["ada@example.org"]
    for lines in (
        "Remote-User: a@example.org\r\nRemote-User: b@example.org",
        "Remote-User:",
        "Accept: */*",
        "X-Marquee-Proxy-User: root@example.org",
        "Remote_User: root@example.org",
    ):
        assert stated(await sent(gateway, echo, lines, path)) == []


ELSEWHERE = [
    ("GET", SIGN_IN),
    ("PUT", SIGN_IN),
    ("POST", "/api/v1/auth/login"),
    ("POST", "/api/v1/auth/refresh"),
    ("POST", "/api/v1/auth/oidc/token"),
    ("POST", "/api/v1/auth/proxy/sign-in/x"),
    ("POST", "/api/v1/auth/proxy"),
    ("POST", "/api/v1/users/proxy/sign-in"),
    ("GET", "/api/v1/catalog/x"),
]


async def test_elsewhere_no_user_is_named(start_gateway: StartGateway, echo: Echo) -> None:
    gateway = await start_gateway(echo, **PROXY, proxy_user_networks=("127.0.0.1",))
    for method, path in ELSEWHERE:
        token = f"Authorization: Bearer {echo.tokens.issue()}\r\n"
        lines = f"{token}Remote-User: ada@example.org\r\n{PROXY_USER_HEADER}: ada@example.org"
        assert stated(await sent(gateway, echo, lines, path, method)) == [], path


async def test_a_client_that_is_no_proxy_names_no_user(start_gateway: StartGateway, echo: Echo) -> None:
    # The client may state the address of the proxy: it is that of the request then, but not that of the connection.
    gateway = await start_gateway(
        echo,
        proxy_user_header="Remote-User",
        proxy_user_secret=SECRET,
        proxy_user_networks=("10.1.0.0/16",),
        trusted_proxies=("127.0.0.1",),
        writes_per_minute=0,
    )
    for lines in SPELLINGS:
        headers = await sent(gateway, echo, lines)
        assert stated(headers) == [], lines
        if "X-Forwarded-For" in lines:
            assert dict(headers)["x-forwarded-for"] == "10.1.2.3"


async def test_without_the_setting_no_user_is_named(gateway: Gateway, echo: Echo) -> None:
    for lines in SPELLINGS:
        assert NAMED not in {name.replace("_", "-") for name, _ in await sent(gateway, echo, lines)}, lines


async def test_malformed_headers_reach_no_service(start_gateway: StartGateway, echo: Echo) -> None:
    gateway = await start_gateway(echo, **PROXY, proxy_user_networks=("127.0.0.1",))
    for lines in MALFORMED:
        head = (
            f"POST {SIGN_IN} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n{lines}\r\n\r\n"
        )
        response = await gateway.exchange(head.encode())
        received = {name.lower() for request in echo.requests for name, _ in request["headers"]}
        assert response.startswith(b"HTTP/1.1 400 ") or NAMED not in received, lines


async def test_other_requests_and_the_client_of_a_trusted_proxy_are_as_before(
    start_gateway: StartGateway, echo: Echo
) -> None:
    gateway = await start_gateway(
        echo,
        proxy_user_header="Remote-User",
        proxy_user_secret=SECRET,
        proxy_user_networks=("127.0.0.1",),
        trusted_proxies=("127.0.0.1",),
    )
    headers = dict(await sent(gateway, echo, "Remote-User: ada@example.org\r\nX-Forwarded-For: 192.0.2.9"))
    assert (headers[NAMED], headers["x-forwarded-for"]) == ("ada@example.org", "192.0.2.9")
