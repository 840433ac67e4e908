"""What waits and what differs, for Prometheus."""

from typing import Final

from prometheus_client import Gauge
from sqlalchemy import text

from billing.infrastructure.webhooks.repository import SqlWebhooks
from chassis.core.clock import Clock
from chassis.messaging.transaction import Transactions
from chassis.runtime.metrics.sources import MetricsSources

OLDEST: Final = Gauge(
    "payment_webhooks_oldest_seconds",
    "How long the oldest message of a provider of payments waits to be settled; every replica reads the same table",
)
RECONCILED: Final = Gauge(
    "payment_reconciliation_age_seconds",
    "How long ago the last reconciliation with the providers of payments began that has ended; -1 before the first",
)
DIFFERENCES: Final = Gauge(
    "payment_reconciliation_differences", "Differences that the last reconciliation that has ended has found"
)
_LAST: Final = text(
    """
    select started_at, (select count(*) from reconciliation_differences where reconciliation_id = reconciliations.id)
    from reconciliations where progress = 'done' order by started_at desc limit 1
    """
)


class PaymentMeasures:
    """Reads the tables when metrics are requested."""

    def __init__(self, transactions: Transactions, clock: Clock) -> None:
        self._transactions = transactions
        self._clock = clock

    def register(self, sources: MetricsSources) -> None:
        """Add the gauges to the sources that are read when metrics are requested."""
        sources.add("payments", self._measure, OLDEST, RECONCILED, DIFFERENCES)

    async def _measure(self) -> None:
        now = self._clock.now()
        async with self._transactions.read() as connection:
            age = await SqlWebhooks(connection).oldest_waiting(now)
            last = (await connection.execute(_LAST)).one_or_none()
        OLDEST.set(age.total_seconds())
        RECONCILED.set(-1 if last is None else (now - last[0]).total_seconds())
        DIFFERENCES.set(0 if last is None else last[1])
