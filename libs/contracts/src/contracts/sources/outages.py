"""Outages of media sources: libraries of media that users connect."""

from uuid import UUID

from pydantic import AwareDatetime

from contracts.event import Event, event


@event("media.source.degraded.v1", publisher="sources", consumers=("notifications",), keep_days=30, partitions=1)
class MediaSourceDegradedV1(Event):
    """A media source cannot be read; its files stay as they were."""

    source_id: UUID
    kind: str
    """How it is read, for example `webdav`."""
    name: str
    owner_id: UUID
    since: AwareDatetime
    reason_code: str
    """A stable name of the cause, for example `credentials_refused`."""
    reason: str
    until: AwareDatetime | None = None
    """When it is tried again, if known."""

    def key(self) -> str:
        """Keyed by source."""
        return str(self.source_id)


@event("media.source.recovered.v1", publisher="sources", consumers=("notifications",), keep_days=30, partitions=1)
class MediaSourceRecoveredV1(Event):
    """A media source can be read again."""

    source_id: UUID
    kind: str
    name: str
    owner_id: UUID
    since: AwareDatetime
    """Start of the outage: `since` of the `media.source.degraded` that it ends."""
    recovered_at: AwareDatetime

    def key(self) -> str:
        """Keyed by source."""
        return str(self.source_id)
