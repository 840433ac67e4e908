"""Reading the changes of titles by primary key."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, SmallInteger, bindparam, text
from sqlalchemy import Uuid as UuidType

from chassis.storage.reads import CompiledRead, ReadPool
from insights.domain.movements.robust import Change
from insights.domain.signals.signal import Signal

_CHANGES: Final = CompiledRead(
    text("""
    select c.media_id, c.window_days, c.day, c."current", c.expected, c.strength, c.days_observed
    from unnest(:media_ids) as requested (media_id)
    join signal_changes c on c.media_id = requested.media_id and c.signal = :signal and c.window_days = :window_days
    join titles t on t.media_id = c.media_id and t.gone_at is null
    """).bindparams(
        bindparam("media_ids", type_=ARRAY(UuidType), required=True),
        bindparam("signal", type_=SmallInteger, required=True),
        bindparam("window_days", type_=SmallInteger, required=True),
    )
)


class SqlBadgeReader:
    """Changes of titles in Postgres."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def changes_of(self, media_ids: Sequence[UUID], signal: Signal, window_days: int) -> dict[UUID, Change]:
        """Read one row of the primary key per title, in one statement."""
        values = {"media_ids": list(media_ids), "signal": signal, "window_days": window_days}
        return {row["media_id"]: Change(*row[1:]) for row in await self._reads.fetch(_CHANGES, values)}
