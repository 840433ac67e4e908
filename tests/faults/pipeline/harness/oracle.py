"""What projections must be, computed from the log alone: each event once, in the order of the log, without Kafka."""

from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Final

from tests.faults.pipeline.harness.services import Container, Service

from chassis.messaging.consuming.processor import BatchProcessor
from chassis.messaging.records import Record
from chassis.testing.kafka import read_all
from chassis.testing.records import CollectedDeadLetters
from chassis.testing.replay import Rows, table_rows
from devstack.faults.log import Anomaly, FaultLog
from devstack.testing.pytest_plugin import CreateDatabase

NO_KAFKA: Final = "127.0.0.1:1"
_BATCH: Final = 500


async def compare(
    faults: FaultLog, service: Service, database_url: str, events: Sequence[Record], create_database: CreateDatabase
) -> None:
    """Record each table whose rows are not those that follow from the events.

    The service must have read everything and be stopped.
    """
    container = service.container(database_url, NO_KAFKA)
    try:
        await service.settle(container)
        actual = await rows_of(service, container)
    finally:
        await container.runtime.close()
    expected = await expected_rows(service, events, create_database)
    for table, rows in expected.items():
        faults.expect(
            rows == actual[table],
            Anomaly.WRONG_STATE,
            f"{container.runtime.name}.{table}: {len(rows)} rows expected, {len(actual[table])} found; "
            f"{_difference(rows, actual[table])}",
        )


async def log_of(service: Service, bootstrap: str) -> list[Record]:
    """Return the first record of each event that a service reads."""
    return distinct(await read_all(bootstrap, *service.topics))


def distinct(records: Iterable[Record]) -> list[Record]:
    """Return the first record of each event."""
    first: dict[tuple[str, str], Record] = {}
    for record in records:
        first.setdefault((record.headers.get("ce_source", ""), record.headers.get("ce_id", "")), record)
    return list(first.values())


async def expected_rows(service: Service, events: Sequence[Record], create_database: CreateDatabase) -> Rows:
    """Return the rows of a new service that has applied the events."""
    letters = CollectedDeadLetters()
    # Names of services and databases are the same.
    name = service.build.__module__.partition(".")[0]
    container = service.container((await create_database(name)).app, NO_KAFKA)
    try:
        processor = BatchProcessor(container.routes(), container.runtime.transactions, letters)
        for start in range(0, len(events), _BATCH):
            await processor.process(events[start : start + _BATCH])
        if letters.letters:
            raise AssertionError(f"the log has invalid events: {[letter.reason for letter in letters.letters[:3]]}")
        await service.settle(container)
        return await rows_of(service, container)
    finally:
        await container.runtime.close()


async def rows_of(service: Service, container: Container) -> Rows:
    """Return the rows of all tables that follow from the log."""
    return await table_rows(container.runtime.engine, service.read_model, service.ignored)


def _difference(expected: Sequence[object], actual: Sequence[object]) -> str:
    """Return how many rows differ, and the first of them from where they do."""
    pairs = [(repr(one), repr(other)) for one, other in zip(expected, actual, strict=False) if one != other]
    if not pairs:
        return "the rest is the same"
    one, other = pairs[0]
    same = sum(1 for _ in takewhile(lambda characters: characters[0] == characters[1], zip(one, other, strict=False)))
    start = max(0, same - 60)
    return f"{len(pairs)} differ, the first: expected …{one[start:][:200]}, is …{other[start:][:200]}"
