"""The unit of work on the real Postgres."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from chassis.messaging.outbox import Outbox
from chassis.messaging.transaction import Transactions
from chassis.storage.database import create_engine
from ingestion.domain.events import SignalsCollected
from ingestion.domain.titles.facts import TitleKey
from ingestion.infrastructure.tables import outbox
from ingestion.infrastructure.unit_of_work import SqlUnitsOfWork

if TYPE_CHECKING:
    from devstack.testing.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration


async def test_event_that_breaks_its_contract_fails_where_it_is_published(create_database: CreateDatabase) -> None:
    url = (await create_database("ingestion")).app
    engine = create_engine(url, schema="ingestion", application_name="events")
    units = SqlUnitsOfWork(Transactions(engine, Outbox(outbox, schema="ingestion")))
    now = datetime.now(UTC)
    impossible = SignalsCollected(title=TitleKey("movie", 1), observed_at=now, day=now.date(), popularity=-1.0)
    with pytest.raises(ValidationError):
        async with units.begin() as work:
            await work.publish(impossible)
    await engine.dispose()
