"""`python -m notifications replay` on the real Kafka and Postgres: users are rebuilt, and nothing is sent again."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from services.notifications.tests.conftest import USER
from services.notifications.tests.integration.notices.conftest import contact, sealed
from services.notifications.tests.plan_events import subscription_changed

from chassis.testing.clock import NOON, FixedClock
from chassis.testing.replay import assert_replay_rebuilds
from contracts.auth import NoticeContent, UserChangedV1, UserDeletedV1, UserNoticeRequestedV1
from contracts.catalog import UserServicesChangedV1
from contracts.event import Event, encode
from contracts.examples import EXAMPLES
from contracts.library import SubscriptionTriggeredV1
from devstack.testing.pytest_plugin import CreateDatabase
from notifications.bootstrap import build
from notifications.infrastructure.tables import READ_MODEL, deliveries, notifications, user_plans, webhook_events
from notifications.presentation.consumers import TOPICS
from notifications.settings import Settings

pytestmark = pytest.mark.integration

ERASED = UUID(int=0xE1)


async def test_a_replay_rebuilds_users_and_sends_nothing_again(
    create_database: CreateDatabase,
    kafka_bootstrap: str,
    settings: dict[str, Any],
    encryption_key: Path,
    notice_key: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NOTIFICATIONS_ENCRYPTION_KEY_FILES", str(encryption_key))
    monkeypatch.setenv("NOTIFICATIONS_NOTICE_KEY_FILES", str(notice_key))
    [triggered] = [event for event in EXAMPLES if isinstance(event, SubscriptionTriggeredV1)][:1]
    [subscribed] = [event for event in EXAMPLES if isinstance(event, UserServicesChangedV1)][:1]
    notice_id = UUID(int=0xA10)
    content = NoticeContent(address="ada@example.com", data={"code": "123456", "minutes": "10", "username": "ada"})
    requested = UserNoticeRequestedV1(
        notice_id=notice_id,
        user_id=USER,
        kind="confirm_address",
        channel="email",
        language="uk",
        sealed=sealed(content, UserNoticeRequestedV1.context_of(notice_id)),
        requested_at=NOON,
    )
    events: list[Event] = [
        UserChangedV1(version=1, user_id=USER, preferred_region="PL", preferred_language="pl", changed_at=NOON),
        UserChangedV1(version=2, user_id=USER, preferred_region="DE", preferred_language="de", changed_at=NOON),
        UserChangedV1(version=1, user_id=ERASED, preferred_region="PL", changed_at=NOON),
        UserDeletedV1(version=2, user_id=ERASED, deleted_at=NOON),
        contact(1, "ada@example.com"),
        subscribed.model_copy(update={"user_id": USER}),
        triggered.model_copy(update={"user_id": USER}),
        requested,
        subscription_changed(1, "active"),
        subscription_changed(2, "past_due"),
    ]
    urls = await create_database("notifications")
    own = Settings(database_url=urls.app, **{**settings, "kafka_bootstrap": kafka_bootstrap})

    await assert_replay_rebuilds(
        lambda: build(own, clock=FixedClock()),
        [encode(event, "test") for event in events],
        topics=TOPICS,
        read_model=READ_MODEL,
        unchanged=(notifications, deliveries, webhook_events, user_plans),
        ignored={"received_at", "sealed_email", "sealed", "erased_at"},
    )
