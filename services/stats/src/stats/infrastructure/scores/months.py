"""The months of the scores: partitions, created by a function of the schema's owner, and their retention."""

from datetime import date, timedelta
from typing import Final

from sqlalchemy import and_, delete, exists, func, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.clock import Clock
from chassis.messaging.transaction import Transactions
from stats.infrastructure.tables import scores

MONTHS_AHEAD: Final = 3
BATCH_ROWS: Final = 5_000

_ENSURE: Final = text("select ensure_month_of_scores(:month)")
_ENSURE_AHEAD: Final = text(
    "select ensure_month_of_scores((date_trunc('month', cast(:today as date)) + make_interval(months => ahead))::date)"
    " from generate_series(0, :months) as ahead"
)
_DROP_EMPTY: Final = text("select drop_empty_months_of_scores(:before)")


class Months:
    """The months that this process knows to exist: an insert ensures only the others."""

    def __init__(self) -> None:
        self._known: set[date] = set()

    async def ensure(self, connection: AsyncConnection, day: date) -> None:
        """Create the month of `day` in the caller's transaction, unless it is known to exist."""
        month = day.replace(day=1)
        if month not in self._known:
            await connection.execute(_ENSURE, {"month": month})

    def add(self, first: date, months: int) -> None:
        """Remember that the month of `first` and the next `months` exist."""
        for ahead in range(months + 1):
            years, month = divmod(first.month - 1 + ahead, 12)
            self._known.add(date(first.year + years, month + 1, 1))


async def prepare_months(transactions: Transactions, months: Months, clock: Clock) -> None:
    """Create the missing partitions of this month and the next three, so that no event has to."""
    today = clock.now().date()
    async with transactions.engine.begin() as connection:
        await connection.execute(_ENSURE_AHEAD, {"today": today, "months": MONTHS_AHEAD})
    months.add(today, MONTHS_AHEAD)


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
