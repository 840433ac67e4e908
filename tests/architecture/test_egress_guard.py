"""No shipped module opens an outgoing connection outside of the guard, apart from the exceptions below."""

import ast
from collections.abc import Iterator, Mapping
from typing import Final

import pytest

pytestmark = pytest.mark.unit

OPENERS: Final = frozenset(
    {
        "aiohttp.ClientSession",
        "aiohttp.TCPConnector",
        "asyncio.open_connection",
        "chassis.http.client.HttpClient",
        "chassis.http.client_transport.open_session",
        "egress.guard.EgressGuard",
        "http.client.HTTPConnection",
        "http.client.HTTPSConnection",
        "httpx2.AsyncClient",
        "httpx2.AsyncHTTPTransport",
        "httpx2.Client",
        "httpx2.get",
        "httpx2.post",
        "obstore.store.S3Store",
        "requests.Session",
        "requests.get",
        "requests.post",
        "smtplib.SMTP",
        "aiosmtplib.SMTP",
        "socket.create_connection",
        "urllib.request.urlopen",
    }
)
"""What opens connections, or objects that do, and guards that no administrator would see."""
EXCEPTIONS: Final[Mapping[str, str]] = {
    "libs/egress/src/egress/settings.py": "creates the guards, and remembers them for the report of the service",
    "libs/egress/src/egress/connections/transport.py": "the guard's own sessions",
    "libs/egress/src/egress/clients/sockets.py": "the guard's own sockets",
    "libs/chassis/src/chassis/http/client.py": "the client of our own services, and of the hosts of images",
    "libs/chassis/src/chassis/http/client_transport.py": "the same",
    "libs/chassis/src/chassis/http/authorization/keys.py": "reads the keys of auth, and those of federation",
    "libs/chassis/src/chassis/healthcheck.py": "calls the process itself",
    "libs/objects/src/objects/calls.py": "the installation's own object storage",
    "libs/objects/src/objects/multipart.py": "the same",
    "services/billing/src/billing/providers/calls.py": "two payment providers at fixed addresses; a charge never waits",
    "services/gateway/src/gateway/infrastructure/http/sockets.py": "our own services",
    "services/gateway/src/gateway/infrastructure/images/hosts.py": "hosts of images, which users cannot choose",
    "services/notifications/src/notifications/infrastructure/channels/email/connections.py": "the guard admits the"
    " relay before",
    "services/notifications/src/notifications/infrastructure/channels/sms.py": "by the guard's transport",
    "services/notifications/src/notifications/infrastructure/channels/guarded_requests.py": "by the guard's sockets",
    "services/federation/src/federation/bootstrap.py": "music and library",
    "services/playback/src/playback/bootstrap.py": "sources",
    "services/search/src/search/bootstrap.py": "ingestion",
    "services/web/src/web/infrastructure/gateway_api.py": "the gateway",
    "services/web/src/web/infrastructure/storage_uploads.py": "the installation's own object storage",
}
"""Modules that open connections besides the guard, with the reason. Postgres and Kafka have drivers of their own."""


def openers(text: str) -> Iterator[tuple[int, str]]:
    """Return each call that opens a connection, by the name that its module gives it."""
    tree = ast.parse(text)
    names = dict(_imported(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call | ast.ClassDef):
            for target in [node.func] if isinstance(node, ast.Call) else node.bases:
                called = _dotted(target, names)
                if called in OPENERS:
                    yield node.lineno, called


def _imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.asname or alias.name, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)


def _dotted(node: ast.expr, names: Mapping[str, str]) -> str:
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([names.get(node.id, node.id), *reversed(parts)])


def unguarded(project: Mapping[str, str]) -> list[str]:
    """Return the calls that open connections outside of the guard and of the exceptions."""
    return [
        f"{path}:{line}: {name}"
        for path, text in project.items()
        if path.startswith(("libs/", "services/")) and "/src/" in path and "/testing/" not in path
        if path not in EXCEPTIONS
        for line, name in openers(text)
    ]


def test_outgoing_connections_are_opened_by_the_guard(project: Mapping[str, str]) -> None:
    assert unguarded(project) == []


def test_each_exception_opens_connections(project: Mapping[str, str]) -> None:
    assert [path for path in EXCEPTIONS if not list(openers(project.get(path, "")))] == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("import aiohttp\nsession = aiohttp.ClientSession()", "aiohttp.ClientSession"),
        ("from httpx2 import AsyncClient as Client\nClient(timeout=3)", "httpx2.AsyncClient"),
        ("from egress.guard import EgressGuard\nEgressGuard('calls', policy, clock)", "egress.guard.EgressGuard"),
        ("import requests\nclass Mine(requests.Session): ...", "requests.Session"),
        ("import urllib.request\nurllib.request.urlopen('https://example.org')", "urllib.request.urlopen"),
        ("async def f():\n    import asyncio\n    await asyncio.open_connection('a', 1)", "asyncio.open_connection"),
    ],
)
def test_a_connection_outside_of_the_guard_is_named(text: str, name: str) -> None:
    path = "services/catalog/src/catalog/infrastructure/outside.py"
    [problem] = unguarded({path: text})
    assert problem.startswith(f"{path}:")
    assert problem.endswith(name)
