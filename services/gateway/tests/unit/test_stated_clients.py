"""Whom trusted proxies state as the client: the same as uvicorn's own middleware reads."""

import itertools
from typing import Any

import pytest
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from gateway.presentation.stated_clients import BehindProxies, StatedClients

pytestmark = pytest.mark.unit

LISTS: list[list[bytes]] = [
    [],
    [b""],
    [b"203.0.113.9"],
    [b"203.0.113.9, 10.1.2.3"],
    [b"198.51.100.1", b"203.0.113.9:443, 10.1.2.3"],
    [b"10.1.2.3, 10.9.9.9"],
    [b"[2001:db8::1]:80, 10.0.0.1"],
    [b"nonsense, \xff, 10.0.0.1"],
]
SCHEMES: list[list[bytes]] = [[], [b"https"], [b" http "], [b"gopher"], [b"https", b"gopher"]]


async def scope_behind(middleware: Any, scope: dict[str, Any]) -> tuple[Any, Any]:
    await middleware(scope, None, None)
    return scope["client"], scope["scheme"]


@pytest.mark.parametrize("trusted", [["10.0.0.0/8"], ["10.0.0.1", "10.1.2.3"], ["*"]])
@pytest.mark.parametrize("kind", ["http", "websocket"])
async def test_clients_are_those_of_uvicorn(trusted: list[str], kind: str) -> None:
    async def application(*_: Any) -> None: ...

    ours: Any = BehindProxies(application, StatedClients(trusted))
    theirs = ProxyHeadersMiddleware(application, trusted_hosts=trusted)
    for peer, lists, schemes in itertools.product(["10.0.0.1", "192.0.2.7", None], LISTS, SCHEMES):
        headers = [(b"x-forwarded-for", value) for value in lists]
        headers += [(b"x-forwarded-proto", value) for value in schemes]
        scope = {
            "type": kind,
            "client": peer and (peer, 5),
            "headers": headers,
            "scheme": kind[:4].replace("webs", "ws"),
        }
        assert await scope_behind(ours, dict(scope)) == await scope_behind(theirs, dict(scope))


def test_no_header_counts_without_a_trusted_proxy() -> None:
    scope = {
        "type": "http",
        "client": ("10.0.0.1", 5),
        "headers": [(b"x-forwarded-for", b"192.0.2.1")],
        "scheme": "http",
    }
    assert StatedClients(()).of(scope) == (("10.0.0.1", 5), "http")
