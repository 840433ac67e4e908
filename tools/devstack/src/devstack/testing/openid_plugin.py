"""The fixture of a real OpenID provider, started when the first test needs it."""

import json
import os
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest_asyncio

from devstack.folders import cache_folder
from devstack.ports import free_ports
from devstack.processes import http_probe
from devstack.processes.process import Child, Command, start_ready
from devstack.testing.node_packages import Node
from devstack.testing.openid.browser import sign_in
from devstack.testing.openid.install import PROGRAM, install

CLIENT_ID: Final = "marquee"
_START_SECONDS: Final = 30.0
_DISCOVERY: Final = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class OpenIdProvider:
    """A running provider with one registered client, which may be redirected to any port of this machine.

    Every name signs in. The address of `ada` is `ada@provider.example`; those of names that begin with `unverified`
    are not verified.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)

    def sign_in(self, authorization_url: str, name: str) -> str:
        """Return the URL of the client to which the provider redirects once `name` has signed in and consented."""
        return sign_in(authorization_url, name)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def openid_provider(devstack_folder: Path) -> AsyncIterator[OpenIdProvider]:
    """Yield a running provider, for this session alone."""
    node = Node.of_wheel()
    home = install(cache_folder(os.environ), node)
    [port] = free_ports(1)
    secret = secrets.token_urlsafe(24)
    client = json.dumps({"port": port, "clientId": CLIENT_ID, "clientSecret": secret})
    log = devstack_folder / "openid-provider.log"
    child = await _started(Command((str(node.program), PROGRAM, client), log, folder=home), port)
    yield OpenIdProvider(f"http://127.0.0.1:{port}", CLIENT_ID, secret)
    await child.kill()


async def _started(command: Command, port: int) -> Child:
    async def is_ready(_pid: int) -> bool:
        response = await http_probe.get(port, _DISCOVERY)
        return response is not None and response.status == 200

    return await start_ready("the OpenID provider", command, is_ready, _START_SECONDS)
