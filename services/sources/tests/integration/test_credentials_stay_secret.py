"""Credentials of sources are in no table, event, response or log record."""

import logging
from uuid import UUID

import httpx2
import pytest
from services.sources.tests.integration.test_managing import NEW, SOURCES, URL, USER
from services.sources.tests.library import MemoryAdapters
from services.sources.tests.scanning import ended, later, working
from sqlalchemy import text

from chassis.testing.tokens import Tokens
from sources.bootstrap import Container
from sources.domain.media_sources.errors import SourceFailed
from sources.infrastructure.tables import metadata

pytestmark = pytest.mark.integration

SECRET, OTHER_SECRET = "marked-secret-1", "marked-secret-2"


async def test_marked_secrets_are_found_nowhere(
    client: httpx2.AsyncClient,
    tokens: Tokens,
    container: Container,
    adapters: MemoryAdapters,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    library, user = adapters.library(URL), tokens.bearer(USER)
    library.password = SECRET
    library.add("a.mkv")
    added = await client.post(SOURCES, json=NEW | {"credentials": {"password": SECRET}}, headers=user)
    source_id = added.json()["data"]["id"]
    path = f"{SOURCES}/{source_id}"
    async with working(container):
        await ended(container)
        library.failure = SourceFailed("unreachable", "the server accepts no connection")
        later(container)
        await client.post(f"{path}/scan", headers=user)
        await ended(container, 2)
    refused = await client.put(
        f"{path}/credentials", json={"credentials": {"password": OTHER_SECRET}}, headers=user | {"If-Match": "*"}
    )
    assert refused.status_code == 409
    responses = [added.text, refused.text]
    for shown in (path, f"{path}/scans", SOURCES):
        responses.append((await client.get(shown, headers=user)).text)
    stored = []
    async with container.runtime.engine.connect() as connection:
        for table in metadata.sorted_tables:
            rows = await connection.execute(
                text(f"select encode(convert_to(t::text, 'UTF8'), 'hex') from \"{table.name}\" t")
            )
            stored += [bytes.fromhex(row[0]).decode() for row in rows]
        bodies = (await connection.execute(text("select body from outbox"))).scalars().all()
    async with container.units.begin() as work:
        assert await work.media_sources.credentials(UUID(source_id)) == {"password": SECRET}
    logged = [f"{record.getMessage()} {record.__dict__}" for record in caplog.records]
    everything = [*stored, *responses, *logged, *(body.decode() for body in bodies)]
    assert len(bodies) == 1
    assert any(source_id in entry for entry in stored)
    for secret in (SECRET, OTHER_SECRET):
        forms = (secret, secret.encode().hex())
        assert [entry for entry in everything if any(form in entry for form in forms)] == []
