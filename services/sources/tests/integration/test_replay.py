"""`python -m sources replay` on the real Kafka and Postgres: titles are rebuilt, and files stay."""

import pytest
from services.sources.tests.integration.test_titles import ADA, IDA, LOST, newer, store

from chassis.testing.clock import FixedClock
from chassis.testing.replay import assert_replay_rebuilds
from contracts.event import encode
from devstack.testing.pytest_plugin import CreateDatabase
from sources.bootstrap import Container, build
from sources.infrastructure.files.tables import files
from sources.infrastructure.tables import READ_MODEL
from sources.presentation.consumers import TOPICS
from sources.settings import Settings

pytestmark = pytest.mark.integration


async def test_replay_rebuilds_titles_and_leaves_files(
    create_database: CreateDatabase, kafka_bootstrap: str, container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = container.settings.encryption_key_files
    monkeypatch.setenv("SOURCES_ENCRYPTION_KEY_FILES", ",".join(map(str, keys)))
    urls = await create_database("sources")
    settings = Settings(
        database_url=urls.app,
        kafka_bootstrap=kafka_bootstrap,
        encryption_key_files=keys,
    )
    await assert_replay_rebuilds(
        lambda: build(settings, clock=FixedClock()),
        [encode(event, "test") for event in (ADA, LOST, IDA, newer(ADA))],
        topics=TOPICS,
        read_model=READ_MODEL,
        unchanged=(files,),
        ignored={"received_at"},
        settle=store,
    )
