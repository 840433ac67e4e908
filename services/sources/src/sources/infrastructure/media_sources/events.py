"""Events about media sources, as other services receive them."""

from datetime import datetime

from chassis.messaging.transaction import Transaction
from contracts.event import encode
from contracts.sources import MediaSourceDegradedV1, MediaSourceRecoveredV1
from sources.domain.media_sources.source import MediaSource

SOURCE = "sources"


class SqlSourceEvents:
    """Writes events into the outbox, in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def degraded(self, source: MediaSource) -> None:
        """Publish the outage of a source."""
        outage = source.outage
        if outage is None:
            raise ValueError(f"the source {source.id} has no outage")
        event = MediaSourceDegradedV1(
            source_id=source.id,
            kind=source.kind,
            name=source.name,
            owner_id=source.owner_id,
            since=outage.since,
            reason_code=outage.code,
            reason=outage.reason,
            until=outage.until,
        )
        await self._transaction.publish(encode(event, SOURCE))

    async def recovered(self, source: MediaSource, now: datetime) -> None:
        """Publish the end of the outage of a source."""
        if source.outage is None:
            raise ValueError(f"the source {source.id} has no outage")
        event = MediaSourceRecoveredV1(
            source_id=source.id,
            kind=source.kind,
            name=source.name,
            owner_id=source.owner_id,
            since=source.outage.since,
            recovered_at=now,
        )
        await self._transaction.publish(encode(event, SOURCE))
