"""`python -m auth replay` on the real Kafka and Postgres."""

from pathlib import Path
from uuid import uuid4

import pytest
from services.auth.tests.integration.conftest import MakeSettings
from services.auth.tests.integration.entitlements.events import subscription
from services.auth.tests.integration.library.test_counts import entry

from auth.bootstrap import build
from auth.domain.accounts.account import Account
from auth.infrastructure.accounts.identifiers import IdnaIdentifiers
from auth.infrastructure.accounts.repository import SqlAccounts
from auth.infrastructure.tables import READ_MODEL, accounts
from auth.presentation.consumers import TOPICS
from chassis.testing.clock import NOON
from chassis.testing.replay import assert_replay_rebuilds
from contracts.event import encode
from devstack.testing.pytest_plugin import DatabaseUrls

pytestmark = pytest.mark.integration


async def test_a_replay_rebuilds_counts_and_entitlements_and_keeps_accounts(
    urls: DatabaseUrls,
    make_settings: MakeSettings,
    kafka_bootstrap: str,
    signing_key: Path,
    encryption_key: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = make_settings(urls, kafka_bootstrap=kafka_bootstrap)
    account = Account(uuid4(), "ada@example.org", "ada_l", NOON)
    container = build(settings)
    async with container.runtime.transactions.begin() as transaction:
        await SqlAccounts(transaction.connection, IdnaIdentifiers()).add(account, None)
        await transaction.commit()
    await container.runtime.engine.dispose()
    events = [entry(account.id, number, version=version, rating=80) for version in (2, 1) for number in range(1, 9)]
    events += [entry(account.id, 1, version=3, removed=True), entry(uuid4(), 1, state="planned")]
    subscriptions = [subscription(account.id, version, "premium", device_limit=version) for version in (2, 3, 1)]
    monkeypatch.setenv("AUTH_SIGNING_KEY_FILE", str(signing_key))
    monkeypatch.setenv("AUTH_ENCRYPTION_KEY_FILES", str(encryption_key))
    monkeypatch.setenv("AUTH_NOTICE_KEY_FILES", str(encryption_key))

    await assert_replay_rebuilds(
        lambda: build(settings),
        [
            *(encode(event, "library") for event in events),
            *(encode(event, "billing") for event in (*subscriptions, subscription(uuid4(), 1, "free"))),
        ],
        topics=TOPICS,
        read_model=READ_MODEL,
        unchanged=[accounts],
        ignored={"received_at"},
    )
