"""Pruning a backlog of any size: many small transactions, each of which stays."""

import asyncio

import pytest
from sqlalchemy import event, func

from chassis.messaging.inbox import forget_older
from chassis.storage.pruning import prune
from chassis.testing import sample_service as notes
from chassis.testing.harness import NotesDatabase

pytestmark = pytest.mark.integration

CLAIMS = (
    "insert into notes.inbox (event_id, received_at) "
    "select gen_random_uuid(), now() - make_interval(days => $1) from generate_series(1, $2::int)"
)


async def test_a_backlog_is_pruned_in_batches_and_younger_claims_stay(database: NotesDatabase) -> None:
    await database.as_superuser(CLAIMS, 40, 12_345)
    await database.as_superuser(CLAIMS, 30, 100)
    deleted: list[int] = []
    event.listen(
        database.engine.sync_engine, "after_cursor_execute", lambda *arguments: deleted.append(arguments[1].rowcount)
    )
    assert await forget_older(database.engine, notes.inbox, 35) == 12_345
    assert deleted == [5_000, 5_000, 2_345]
    assert await database.count("inbox") == 100
    assert await forget_older(database.engine, notes.inbox, 35) == 0


async def test_batches_that_are_done_stay_done_when_the_rest_is_cancelled(database: NotesDatabase) -> None:
    await database.as_superuser(CLAIMS, 40, 500)
    first = asyncio.Event()
    event.listen(database.engine.sync_engine, "commit", lambda _: first.set())
    pruning = asyncio.create_task(prune(database.engine, notes.inbox, notes.inbox.c.received_at < func.now(), rows=10))
    await asyncio.wait_for(first.wait(), 30)
    pruning.cancel()
    await asyncio.wait([pruning])
    left = await database.count("inbox")
    assert 0 <= left < 500
    assert left % 10 == 0
