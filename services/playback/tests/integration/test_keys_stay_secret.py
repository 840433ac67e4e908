"""No content key is in a log, a trace, an error, an event, a row or a representation: everything is captured."""

import logging
from base64 import b64encode, urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from services.playback.tests.integration import license_servers as servers
from services.playback.tests.integration.conftest import OTHER, Api
from services.playback.tests.integration.license_servers import REVOKED, LicenseServer
from services.playback.tests.integration.played import kid_of, play, send

from chassis.runtime import telemetry
from chassis.runtime.tracing import spans
from chassis.testing.clock import FixedClock
from chassis.testing.logs import leaks
from devstack.testing.pytest_plugin import CreateDatabase
from playback.bootstrap import Container, build
from playback.settings import Settings

pytestmark = pytest.mark.integration


@pytest_asyncio.fixture
async def container(
    create_database: CreateDatabase, encryption_key: Path, server: LicenseServer
) -> AsyncIterator[Container]:
    """Return the service with an account for Widevine."""
    urls = await create_database("playback")
    settings = Settings(
        database_url=urls.app,
        kafka_bootstrap="127.0.0.1:1",
        sources_url="http://127.0.0.1:1",
        encryption_key_files=(encryption_key,),
        egress_networks="127.0.0.0/8",
        widevine_url=f"{server.url}/widevine",
        widevine_provider=servers.PROVIDER,
        widevine_key=servers.SIGNING_KEY.hex(),
        widevine_iv=servers.SIGNING_IV.hex(),
    )
    container = build(settings, clock=FixedClock())
    yield container
    await container.runtime.close()


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """Record spans in memory."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(spans, "_TRACER", provider.get_tracer("test"))
    monkeypatch.setattr(telemetry._Export, "enabled", True)
    yield exporter
    provider.shutdown()


def forms(key: bytes) -> list[str]:
    """Return how a key could be written."""
    plain, url = b64encode(key).decode().rstrip("="), urlsafe_b64encode(key).decode().rstrip("=")
    return [key.hex(), key.hex().upper(), plain, url, repr(key)[2:-1], key.decode("latin-1")]


async def everything_in(container: Container) -> str:
    """Return every row of the schema as Postgres writes it."""
    async with container.runtime.engine.connect() as connection:
        tables = await connection.exec_driver_sql(
            "select table_name from information_schema.tables where table_schema = current_schema()"
        )
        rows: list[str] = []
        for name in tables.scalars().all():
            whole = await connection.exec_driver_sql(f'select t::text from "{name}" t')
            rows += whole.scalars().all()
    return "\n".join(rows)


async def test_keys_are_in_licenses_only(
    container: Container,
    api: Api,
    server: LicenseServer,
    caplog: pytest.LogCaptureFixture,
    exported: InMemorySpanExporter,
) -> None:
    caplog.set_level(logging.DEBUG)
    assert isinstance(container.clock, FixedClock)
    played = await play(container)
    widevine = f"playback/licenses/widevine?session={played.session.id}"
    body = {"kids": played.kids, "type": "temporary"}
    issued = await send(api, played.path, body)
    assert (await send(api, widevine, content=b"device")).status_code == 200
    refused = [
        await send(api, played.path, {"kids": [*played.kids, kid_of(uuid4())], "type": "temporary"}),
        await send(api, played.path, body, user_id=OTHER),
        await send(api, widevine, content=REVOKED),
    ]
    server.failures = 3
    refused.append(await send(api, widevine, content=b"device"))
    async with container.runtime.engine.begin() as connection:
        await connection.exec_driver_sql("update content_keys set label = label, wrapped = wrapped || 'x'::bytea")
    refused.append(await send(api, played.path, body))
    container.clock.instant += timedelta(hours=7)
    refused.append(await send(api, played.path, body))
    assert [response.status_code for response in refused] == [403, 404, 403, 503, 503, 409]
    keys = (played.keys.video, played.keys.audio)
    for key in keys:
        assert forms(key.key)[3] in issued.text, "what is searched for is found where it belongs"
    traces = [span.to_json() for span in exported.get_finished_spans()]
    captured = "\n".join(
        [
            *traces,
            *(response.text for response in refused),
            await everything_in(container),
            repr(played.keys),
            repr(server.messages[0].keys()),
            repr(container),
        ]
    )
    assert len(caplog.records) > 3
    calls = [span for span in exported.get_finished_spans() if span.name == "POST 127.0.0.1"]
    assert len(calls) == server.requests == 5, "each try of a call of the licence server is traced once"
    assert str(played.keys.video.id) in captured
    assert [form for key in keys for form in forms(key.key) if form in captured] == []
    accounts = [servers.SIGNING_KEY.hex(), servers.SIGNING_IV.hex()]
    assert [secret for secret in accounts if secret in captured] == []
    named = {form: form for key in keys for form in forms(key.key)} | {secret: secret for secret in accounts}
    assert leaks(caplog.records, named) == []
