"""How many dead letters are open, read from the index when the process is scraped."""

from typing import Final

from prometheus_client import Gauge
from sqlalchemy import func, select

from auth.domain.dead_letters.letters import HANDLED
from auth.infrastructure.dead_letters.tables import dead_letters
from chassis.messaging.transaction import Transactions
from chassis.runtime.metrics.sources import MetricsSources

OPEN_LETTERS: Final = Gauge(
    "dead_letters_open", "Dead letters of a consumer that were neither redriven nor discarded", ("consumer", "topic")
)
# A topic whose letters were all handled stays, with 0.
_OPEN: Final = select(
    dead_letters.c.service,
    dead_letters.c.topic,
    func.count().filter(dead_letters.c.status.not_in(HANDLED.values())).label("letters"),
).group_by(dead_letters.c.service, dead_letters.c.topic)


class LetterMeasures:
    """Sets the metric of open dead letters."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def register(self, sources: MetricsSources) -> None:
        """Have the metric read when the process is scraped."""
        sources.add("dead letters", self, OPEN_LETTERS)

    async def __call__(self) -> None:
        """Count the letters of the index; those of the last scrape are forgotten."""
        async with self._transactions.read() as connection:
            rows = (await connection.execute(_OPEN)).all()
        OPEN_LETTERS.clear()
        for row in rows:
            OPEN_LETTERS.labels(row.service, row.topic).set(row.letters)
