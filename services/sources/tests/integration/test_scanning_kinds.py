"""Each registered kind from its form to stored files: added by the API, scanned, and scanned again."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio
from services.sources.tests.integration.test_managing import SOURCES, USER
from services.sources.tests.integration.test_scanning import counts, scan
from services.sources.tests.kinds.connections import (
    CREDENTIALS,
    KINDS,
    MEDIA_SERVERS,
    SERVERS,
    Connection,
    connected,
    surroundings,
)
from services.sources.tests.scanning import ended, stored, working

from chassis.testing.tokens import Tokens
from jobs.model import Status
from sources.bootstrap import Container
from sources.infrastructure.kinds.adapters import SpecAdapters
from sources.infrastructure.kinds.registry import SPECS

pytestmark = pytest.mark.integration


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Return each kind in turn."""
    return str(request.param)


@pytest_asyncio.fixture
async def connection(kind: str, tmp_path: Path) -> AsyncIterator[Connection]:
    """Return a server of a kind."""
    async with connected(kind, tmp_path) as connection:
        yield connection


@pytest.fixture
def adapters(connection: Connection) -> SpecAdapters:
    """Return the registered kinds, which may call this machine."""
    return SpecAdapters(SPECS, surroundings(connection))


async def test_a_source_is_added_and_scanned(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container, connection: Connection, kind: str
) -> None:
    body = {
        "kind": kind,
        "name": "Library",
        "configuration": connection.configuration,
        "credentials": CREDENTIALS[kind],
    }
    token = tokens.bearer(USER, roles=["admin"]) if kind == "folder" else tokens.bearer(USER)
    response = await client.post(SOURCES, json=body, headers=token)
    assert response.status_code == 201, response.text
    source = response.json()["data"]
    async with working(container):
        first = await ended(container)
        assert (first.status, counts(first.result)) == (Status.READY, [60, 60, 0, 0, 0, 0])
        await scan(container, source["id"])
        second = await ended(container, 2)
        listed = 0 if kind in MEDIA_SERVERS else 60
        assert counts(second.result) == [listed, 0, 0, listed, 0, 0]
    assert len(await stored(container)) == 60


@pytest.mark.parametrize("kind", SERVERS)
async def test_a_source_with_refused_credentials_is_not_added(
    client: httpx2.AsyncClient, tokens: Tokens, connection: Connection, kind: str
) -> None:
    assert connection.server is not None
    connection.server.refuses = 401
    body = {"kind": kind, "name": "x", "configuration": connection.configuration, "credentials": CREDENTIALS[kind]}
    response = await client.post(SOURCES, json=body, headers=tokens.bearer(USER))
    assert response.status_code == 409
    assert "credentials_refused" in response.text
