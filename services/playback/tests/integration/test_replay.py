"""`python -m playback replay` on the real Kafka and Postgres."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from services.playback.tests.integration.sessions.events import purchased, revoked, subscribed

from chassis.testing.clock import NOON, FixedClock
from chassis.testing.replay import assert_replay_rebuilds
from contracts.auth import UserDeletedV1
from contracts.event import encode
from devstack.testing.pytest_plugin import CreateDatabase
from playback.bootstrap import build
from playback.infrastructure.tables import READ_MODEL
from playback.presentation.consumers import TOPICS
from playback.settings import Settings

pytestmark = pytest.mark.integration

USERS = [UUID(int=number) for number in range(901, 911)]


async def test_a_replay_rebuilds_every_table(
    create_database: CreateDatabase, kafka_bootstrap: str, encryption_key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = [
        *(subscribed(user, version) for version in (1, 3, 2) for user in USERS),
        *(purchased(user, version) for version in (2, 1) for user in USERS),
        *(revoked(user, NOON + timedelta(minutes=15)) for user in USERS),
        UserDeletedV1(version=9, user_id=USERS[0], deleted_at=NOON),
    ]
    settings = Settings(
        database_url=(await create_database("playback")).app,
        kafka_bootstrap=kafka_bootstrap,
        sources_url="http://127.0.0.1:1",
        encryption_key_files=(encryption_key,),
    )
    # The command is a process of its own.
    monkeypatch.setenv("PLAYBACK_ENCRYPTION_KEY_FILES", str(encryption_key))
    monkeypatch.setenv("PLAYBACK_SOURCES_URL", "http://127.0.0.1:1")
    await assert_replay_rebuilds(
        lambda: build(settings, clock=FixedClock()),
        [encode(event, "test") for event in events],
        topics=TOPICS,
        read_model=READ_MODEL,
        ignored={"received_at"},
    )
