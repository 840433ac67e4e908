"""What the worker does now and then: it deletes old rows, and measures how long deliveries wait."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ARRAY, DateTime, Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.core.clock import Clock
from chassis.runtime.health import CheckResult
from chassis.storage.pruning import prune
from notifications.infrastructure.deliveries.metrics import OLDEST
from notifications.infrastructure.deliveries.tables import deliveries, delivery_rates
from notifications.infrastructure.messages.tables import notifications
from notifications.infrastructure.upcoming.tables import upcoming_episodes

LATE: Final = timedelta(minutes=5)
"""Deliveries that have waited for longer mean that nothing delivers, or that a channel cannot keep up."""
_UNUSED: Final = timedelta(hours=1)
# The oldest of each priority is found by the index, so a queue of any length costs the same.
_OLDEST: Final = text(
    """
    select channel, min(first.due_at) as due_at
    from unnest(:channels) as item (channel)
    cross join generate_series(0, 3) as level (priority)
    cross join lateral (
      select due_at from deliveries
      where state = 'pending' and deliveries.channel = item.channel and deliveries.priority = level.priority
        and due_at <= :now
      order by due_at limit 1
    ) as first
    group by channel
    """
).bindparams(bindparam("channels", type_=ARRAY(Text)), bindparam("now", type_=DateTime(timezone=True)))


class Housekeeping:
    """Keeps the tables small, and knows how late deliveries are."""

    def __init__(self, engine: AsyncEngine, clock: Clock, channels: Sequence[str], retention: timedelta) -> None:
        self._engine = engine
        self._clock = clock
        self._channels = list(channels)
        self._retention = retention

    async def forget(self) -> None:
        """Delete notifications and ended deliveries that are older than the retention, and rates not used any more."""
        now = self._clock.now()
        old = now - self._retention
        await prune(self._engine, deliveries, (deliveries.c.created_at < old) & deliveries.c.ended_at.is_not(None))
        await prune(self._engine, notifications, notifications.c.created_at < old)
        await prune(self._engine, upcoming_episodes, upcoming_episodes.c.stored_at < old)
        await prune(self._engine, delivery_rates, delivery_rates.c.free_at < now - _UNUSED)

    async def measure(self) -> None:
        """Set the age of the oldest due delivery of each channel."""
        for channel, age in (await self._ages()).items():
            OLDEST.labels(channel).set(age)

    async def check(self) -> CheckResult:
        """Return whether deliveries are on time."""
        age = max((await self._ages()).values())
        return CheckResult("degraded" if age > LATE.total_seconds() else "up", {"oldestSeconds": round(age, 3)})

    async def _ages(self) -> Mapping[str, float]:
        now = self._clock.now()
        async with self._engine.connect() as connection:
            rows = await connection.execute(_OLDEST, {"channels": self._channels, "now": now})
            due: dict[str, datetime] = {row.channel: row.due_at for row in rows}
        return {channel: (now - due.get(channel, now)).total_seconds() for channel in self._channels}
