"""The retention of the scores."""

from datetime import timedelta
from typing import Final

from sqlalchemy import and_, delete, exists, func, select, text, tuple_

from chassis.core.clock import Clock
from chassis.messaging.transaction import Transactions
from stats.infrastructure.tables import scores

BATCH_ROWS: Final = 5_000

_DROP_EMPTY: Final = text("select drop_empty_months_of_scores(:before)")


async def forget_scores(transactions: Transactions, clock: Clock, days: int) -> int:
    """Delete scores that are older than `days` days, and return their number; months without any are dropped.

    The last score of each title and formula before that time is kept: it is the score of the first day that is left.
    """
    first = clock.now().date() - timedelta(days=days)
    newer = scores.alias("newer")
    superseded = exists().where(
        newer.c.media_id == scores.c.media_id,
        newer.c.formula == scores.c.formula,
        newer.c.day > scores.c.day,
        newer.c.day <= first,
    )
    key = (scores.c.media_id, scores.c.formula, scores.c.day)
    batch = delete(scores).where(
        scores.c.day < first,
        tuple_(*key).in_(select(*key).where(and_(scores.c.day < first, superseded)).limit(BATCH_ROWS)),
    )
    deleted = 0
    while True:
        async with transactions.engine.begin() as connection:
            rows = (await connection.execute(batch)).rowcount
        deleted += rows
        if rows < BATCH_ROWS:
            break
    async with transactions.engine.begin() as connection:
        await connection.execute(select(func.set_config("lock_timeout", "1s", True)))
        await connection.execute(_DROP_EMPTY, {"before": first})
    return deleted
