"""Dated facts and outages within one transaction."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from chassis.messaging.transaction import Transaction
from chassis.storage.rows import arrays_of, insert_arrays, is_newer, upsert_arrays
from chassis.storage.statements import Statement
from insights.application.change_keys import KEYS
from insights.domain.reasons.facts import Arrival, StatedFacts
from insights.domain.reasons.outage import LEAST_OUTAGE, Outage
from insights.domain.signals.signal import Source
from insights.infrastructure.reasons.tables import arrivals as arrival_table
from insights.infrastructure.reasons.tables import source_outages, title_facts

_FACT: Final = [column.name for column in title_facts.c]
_ARRIVAL: Final = [column.name for column in arrival_table.c]
_OUTAGE: Final = [column.name for column in source_outages.c]
_SAVE_FACTS: Final = Statement(upsert_arrays(title_facts, _FACT, where=is_newer(title_facts, "version")))
_SAVE_ARRIVALS: Final = Statement(insert_arrays(arrival_table, _ARRIVAL).on_conflict_do_nothing())
_END: Final = insert(source_outages).excluded.ended_at
_SAVE_OUTAGES: Final = (
    insert_arrays(source_outages, _OUTAGE)
    .on_conflict_do_update(
        index_elements=["source", "since"],
        set_={"ended_at": _END},
        where=_END.is_not(None) & source_outages.c.ended_at.is_distinct_from(_END),
    )
    .returning(source_outages.c.source, source_outages.c.since, source_outages.c.ended_at)
)
# Outages are rare, and their days are in one or two partitions.
_MARK: Final = text("""
insert into stale_changes (media_id)
select distinct s.media_id from daily_signals s
where s.source = :source and s.day between :first and :last
order by s.media_id
on conflict do nothing
""")
_SOURCES: Final = frozenset(source.label for source in Source)


class SqlReasonWork:
    """Records facts in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def save_facts(self, stated: Sequence[StatedFacts]) -> None:
        """Write all rows in one statement; they are sorted by key."""
        rows = [
            {
                "media_id": item.media_id,
                "code": item.code,
                "subject": item.subject,
                "version": item.version,
                "days": [fact.day.isoformat() for fact in item.facts],
                "labels": [fact.label for fact in item.facts],
                "regions": [fact.region for fact in item.facts],
            }
            for item in stated
        ]
        await _SAVE_FACTS(self._connection, arrays_of(title_facts, _FACT, rows))
        self._changed()

    async def save_arrivals(self, arrivals: Sequence[Arrival]) -> None:
        """Write all rows in one statement."""
        rows = [
            {"media_id": item.media_id, "day": item.day, "region": item.region, "service": item.service}
            for item in arrivals
        ]
        await _SAVE_ARRIVALS(self._connection, arrays_of(arrival_table, _ARRIVAL, rows))
        self._changed()

    async def save_outages(self, outages: Sequence[Outage]) -> None:
        """Write all rows in one statement, and mark titles per outage that has ended now."""
        rows = [{"source": item.source, "since": item.since, "ended_at": item.ended_at} for item in outages]
        saved = (await self._connection.execute(_SAVE_OUTAGES, arrays_of(source_outages, _OUTAGE, rows))).all()
        for source, since, ended_at in saved:
            if source in _SOURCES and ended_at is not None and ended_at - since >= LEAST_OUTAGE:
                days = {"source": Source.of(source), "first": since.date(), "last": ended_at.date()}
                await self._connection.execute(_MARK, days)

    def _changed(self) -> None:
        """State that the reasons of changes are others."""
        self._transaction.changed(KEYS.subject("changes"))
