"""Outages of providers."""

from typing import Literal

from pydantic import AwareDatetime

from contracts.event import Event, event
from contracts.ingestion.facts import Source


@event("source.degraded.v1", publisher="ingestion", consumers=("insights", "notifications"), keep_days=30, partitions=1)
class SourceDegradedV1(Event):
    """A provider fails or its quota is exhausted; titles keep its earlier values."""

    source: Source
    health: Literal["degraded", "unavailable"]
    """`degraded`: it rejects requests for a while (quota); `unavailable`: the circuit breaker is open."""
    reason: str
    reason_code: str | None = None
    """A stable name of the reason, for example `quota` or `timeout`."""
    since: AwareDatetime
    until: AwareDatetime | None = None
    """When requests resume, if known."""

    def key(self) -> str:
        """Keyed by source."""
        return self.source


@event(
    "source.recovered.v1", publisher="ingestion", consumers=("insights", "notifications"), keep_days=30, partitions=1
)
class SourceRecoveredV1(Event):
    """A provider is available again."""

    source: Source
    since: AwareDatetime
    """Start of the outage: `since` of the `source.degraded` that it ends."""
    recovered_at: AwareDatetime

    def key(self) -> str:
        """Keyed by source."""
        return self.source
