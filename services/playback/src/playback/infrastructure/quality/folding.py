"""Folding the shards of closed days, so that reads over many days have fewer rows to add."""

from datetime import timedelta
from typing import Final

from sqlalchemy import Date, bindparam, text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.core.clock import Clock
from playback.application.quality.recording import LONGEST

CLOSED: Final = LONGEST + timedelta(days=1)
"""How long after its day a session, which may begin at the end of it, can have events."""
BATCH: Final = 100
_FOLD: Final = text(
    """
    with closed as (
      select distinct day, asset_id from quality_counts where shard > 0 and day < :first limit :most
    ),
    moved as (
      delete from quality_counts counts using closed
      where counts.asset_id = closed.asset_id and counts.day = closed.day and counts.shard > 0
      returning counts.asset_id, counts.version, counts.day, counts.measure, counts.label, counts.amount
    )
    insert into quality_counts as counts (asset_id, version, day, measure, label, shard, amount)
    select asset_id, version, day, measure, label, 0, cast(sum(amount) as bigint) from moved
    group by asset_id, version, day, measure, label order by asset_id, version, day, measure, label
    on conflict (asset_id, version, day, measure, label, shard)
    do update set amount = counts.amount + excluded.amount
    """
).bindparams(bindparam("first", type_=Date))


class FoldShards:
    """Adds the shards of days on which nothing counts any more into one row per measure and label."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def __call__(self) -> None:
        """Fold in batches of assets, each in a transaction of its own."""
        first = (self._clock.now() - CLOSED).date()
        folded = 1
        while folded:
            async with self._engine.begin() as connection:
                folded = (await connection.execute(_FOLD, {"first": first, "most": BATCH})).rowcount
