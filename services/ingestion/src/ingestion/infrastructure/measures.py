"""When a title was last imported, read from the table when the process is scraped."""

from typing import Final

from sqlalchemy import func, select

from chassis.messaging.transaction import Transactions
from chassis.runtime.metrics.sources import MetricsSources
from ingestion.infrastructure.metrics import LAST_IMPORT
from ingestion.infrastructure.tables import titles

_LAST: Final = select(func.max(titles.c.imported_at))


class ImportMeasures:
    """Sets the metric of the last import."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def register(self, sources: MetricsSources) -> None:
        """Have the metric read when the process is scraped."""
        sources.add("imports", self, LAST_IMPORT)

    async def __call__(self) -> None:
        """Read the end of the index of times; without a title the metric has no value."""
        async with self._transactions.read() as connection:
            last = (await connection.execute(_LAST)).scalar()
        LAST_IMPORT.set(float("nan") if last is None else last.timestamp())
