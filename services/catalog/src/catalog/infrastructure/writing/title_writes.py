"""The marks of transactions that wrote titles (`title_epoch`), which are deleted when no check reads them any more."""

from typing import Final

from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncEngine

from catalog.infrastructure.tables import title_writes

_RUNNING: Final = text("select cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint)")


class TitleWrites:
    """Deletes marks."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._ended: int | None = None

    async def forget(self) -> None:
        """Delete the marks of the transactions that had ended at the previous run; the first run deletes none.

        The age of a mark does not count: a transaction that ran for long commits an old mark.
        """
        async with self._engine.begin() as connection:
            running = (await connection.execute(_RUNNING)).scalar_one()
            if self._ended is not None:
                await connection.execute(delete(title_writes).where(title_writes.c.transaction_id < self._ended))
        self._ended = running
