"""The number of statements of a batch does not depend on the number of its events."""

from collections.abc import Awaitable, Callable

import pytest

from chassis.testing.clock import FixedClock
from chassis.testing.events import stats_updated
from chassis.testing.statements import statements
from contracts.catalog import MediaPublishedV1
from contracts.event import Event
from contracts.ingestion import MediaImportedV1, SignalsCollectedV1
from insights.bootstrap import Container

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("count", [1, 120])
async def test_a_batch_of_every_topic_takes_eight_statements_whatever_its_size(
    container: Container,
    deliver: Callable[..., Awaitable[list[str]]],
    imported: Callable[..., MediaImportedV1],
    published: Callable[..., MediaPublishedV1],
    observed: Callable[..., SignalsCollectedV1],
    count: int,
) -> None:
    events: list[Event] = []
    for number in range(1, count + 1):
        events += [
            imported(number),
            stats_updated(number),
            published(number, f"title-{number}"),
            observed(number, 0, 100, live=5),
        ]

    await container.months.prepare(container.runtime.engine, FixedClock())
    with statements(container.runtime.engine) as sent:
        assert await deliver(*events) == []

    assert [" ".join(statement.split()[:3]) for statement in sent] == [
        "begin",
        "insert into inbox",
        "INSERT INTO titles",
        "INSERT INTO titles",
        "with saved as",
        "insert into hourly_signals",
        "with added as",
        "commit",
    ]
