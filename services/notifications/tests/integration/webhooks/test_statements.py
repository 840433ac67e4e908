"""The number of statements of a batch depends neither on the number of its events nor on their types."""

import pytest
from services.notifications.tests.conftest import Deliver

from chassis.testing.statements import statements
from contracts.catalog import MediaPublishedV1
from contracts.event import Event
from contracts.examples import EXAMPLES
from contracts.ingestion import AvailabilityChangedV1, ImportProgressedV1, MediaChangedV1, SeasonSyncedV1
from notifications.bootstrap import Container

pytestmark = pytest.mark.integration

OF_IMPORTS = (MediaPublishedV1, MediaChangedV1, SeasonSyncedV1, AvailabilityChangedV1, ImportProgressedV1)


@pytest.mark.parametrize("count", [1, 50])
async def test_a_batch_of_imports_takes_six_statements(container: Container, deliver: Deliver, count: int) -> None:
    events: list[Event] = [event for event in EXAMPLES if isinstance(event, OF_IMPORTS) for _ in range(count)]
    assert {type(event) for event in events} == set(OF_IMPORTS)
    events = [
        event.model_copy(update={"status": "processing"}) if isinstance(event, ImportProgressedV1) else event
        for event in events
    ]

    with statements(container.runtime.engine) as sent:
        await deliver(*events)

    assert [" ".join(statement.split()[:3]) for statement in sent] == [
        "begin",
        "insert into inbox",
        "select ensure_webhook_day(day) from",
        "INSERT INTO webhook_events",
        "select endpoint_id, endpoint.user_id,",
        "commit",
    ]
