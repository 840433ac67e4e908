"""Events that sources publishes."""

from contracts.sources.outages import MediaSourceDegradedV1, MediaSourceRecoveredV1

__all__ = ["MediaSourceDegradedV1", "MediaSourceRecoveredV1"]
