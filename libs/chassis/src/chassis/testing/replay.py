"""The proof that `python -m <service> replay` rebuilds a read model: its tables are the same before and after."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, Protocol, TypeVar

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.messaging.log_consumer import log_consumer
from chassis.messaging.outbox import Message
from chassis.messaging.replay import partitions_of
from chassis.runtime.background import Background, Tasks
from chassis.runtime.periodic import PeriodicTask
from chassis.service_runtime import ServiceRuntime
from chassis.testing.kafka import committed, produce, wait_until

CATCH_UP_SECONDS: Final = 90.0
STOP_SECONDS: Final = 30.0

Positions = Mapping[TopicPartition, int]
Rows = dict[str, list[tuple[object, ...]]]


class ReplayedContainer(Protocol):
    """The container of a service that consumes events."""

    @property
    def runtime(self) -> ServiceRuntime:
        """The runtime of the service."""
        ...

    def backgrounds(self) -> list[Background]:
        """Return the background tasks of the worker role."""
        ...


ContainerT = TypeVar("ContainerT", bound=ReplayedContainer)


async def assert_replay_rebuilds(
    build: Callable[[], ContainerT],
    events: Iterable[Message],
    *,
    topics: Sequence[str],
    read_model: Sequence[Table],
    filled: Sequence[Table] | None = None,
    unchanged: Sequence[Table] = (),
    ignored: Collection[str] = (),
    settle: Callable[[ContainerT], Awaitable[object]] | None = None,
) -> None:
    """Consume `events`, run the replay command, consume them again, and compare all rows; raise AssertionError.

    What other tests have left in the topics is not read.

    Every table of `read_model` (or of `filled`) must have rows, the command must empty the tables of `read_model` and
    leave those in `unchanged`, and all of them must be the same afterwards. `ignored` are columns whose values come
    from the clock. Periodic tasks do not run, as one may be due in one of the two runs only: `settle` does the work of
    those that the read model needs, after the worker has caught up and stopped.
    """
    tables = [*read_model, *unchanged]
    container = build()
    bootstrap, group = container.runtime.settings.kafka_bootstrap, container.runtime.name
    await container.runtime.engine.dispose()
    begin = await _ends(bootstrap, topics)
    await produce(bootstrap, events)
    await _move(bootstrap, group, begin)
    before = await _consume(build, topics, tables, ignored, settle)
    _expect([], [table.name for table in filled or read_model if not before[table.name]], "tables without rows")
    container = build()
    try:
        _expect((0, ""), await _command(container.runtime), "exit code and errors of the replay command")
        emptied = await table_rows(container.runtime.engine, tables, ignored)
    finally:
        await container.runtime.engine.dispose()
    _expect([], [table.name for table in read_model if emptied[table.name]], "tables that the command left filled")
    for table in unchanged:
        _expect(before[table.name], emptied[table.name], f"table {table.name} after the command")
    offsets = await committed(bootstrap, group, *topics)
    _expect(
        {}, {place: offset for place, offset in offsets.items() if offset}, "positions of the group after the command"
    )
    await _move(bootstrap, group, begin)
    after = await _consume(build, topics, tables, ignored, settle)
    for table in tables:
        _expect(before[table.name], after[table.name], f"table {table.name} after the replay")


async def _ends(bootstrap: str, topics: Sequence[str]) -> Positions:
    """Return the end of each partition."""
    partitions = await partitions_of(bootstrap, topics)
    async with log_consumer(bootstrap) as consumer:
        return dict(await consumer.end_offsets(partitions))


async def _move(bootstrap: str, group: str, positions: Positions) -> None:
    """Let a group without members read on from positions."""
    await wait_until(
        lambda: _has_no_members(bootstrap, group),
        seconds=CATCH_UP_SECONDS,
        what=f"the end of the sessions of the group {group}",
    )
    async with log_consumer(bootstrap, group=group) as consumer:
        consumer.assign(list(positions))
        await consumer.commit(positions)


async def _has_no_members(bootstrap: str, group: str) -> bool:
    """Return whether no consumer is in a group; one that was killed stays in it until its session expires."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        (description,) = await admin.describe_consumer_groups([group])
    finally:
        await admin.close()
    ((_, _, state, *_),) = description.groups
    return state in {"Empty", "Dead"}


def _expect(expected: object, actual: object, what: str) -> None:
    if actual != expected:
        raise AssertionError(f"{what}: expected {expected!r}, got {actual!r}")


async def table_rows(engine: AsyncEngine, tables: Sequence[Table], ignored: Collection[str] = ()) -> Rows:
    """Return all rows of tables by name, in the order of their primary keys and without the `ignored` columns."""
    rows: Rows = {}
    async with engine.connect() as connection:
        for table in tables:
            columns = [column for column in table.c if column.name not in ignored]
            result = await connection.execute(select(*columns).order_by(*table.primary_key))
            rows[table.name] = [tuple(row) for row in result]
    return rows


async def has_caught_up(bootstrap: str, group: str, topics: Sequence[str]) -> bool:
    """Return whether a consumer group has committed the end of every partition of `topics`."""
    partitions = await partitions_of(bootstrap, topics)
    async with log_consumer(bootstrap) as consumer:
        ends = await consumer.end_offsets(partitions)
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        committed = await admin.list_consumer_group_offsets(group)
    finally:
        await admin.close()
    offsets = {partition: position.offset for partition, position in committed.items()}
    return all(max(offsets.get(partition, 0), 0) >= end for partition, end in ends.items())


async def _consume(
    build: Callable[[], ContainerT],
    topics: Sequence[str],
    tables: Sequence[Table],
    ignored: Collection[str],
    settle: Callable[[ContainerT], Awaitable[object]] | None,
) -> Rows:
    """Run a worker without periodic tasks until it has caught up, stop it, and return the rows of the tables."""
    container = build()
    runtime = container.runtime
    tasks = Tasks([task for task in container.backgrounds() if not isinstance(task, PeriodicTask)])
    try:
        tasks.start()
        try:
            await wait_until(
                lambda: has_caught_up(runtime.settings.kafka_bootstrap, runtime.name, topics),
                seconds=CATCH_UP_SECONDS,
                what=f"the group {runtime.name} at the end of its topics",
            )
        finally:
            await tasks.stop(STOP_SECONDS)
        if settle is not None:
            await settle(container)
        return await table_rows(runtime.engine, tables, ignored)
    finally:
        await runtime.engine.dispose()


async def _command(runtime: ServiceRuntime) -> tuple[int | None, str]:
    """Run the replay command in a process of its own, and return its exit code and errors."""
    settings, prefix = runtime.settings, runtime.name.upper()
    environment = {
        **os.environ,
        f"{prefix}_DATABASE_URL": settings.database_url.get_secret_value(),
        f"{prefix}_KAFKA_BOOTSTRAP": settings.kafka_bootstrap,
        f"{prefix}_LOG_LEVEL": "WARNING",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", runtime.name, "replay", env=environment, stdout=DEVNULL, stderr=PIPE
    )
    _, errors = await process.communicate()
    return process.returncode, errors.decode()
