"""The beginning and the end of outages of sources, with their events."""

from dataclasses import replace
from datetime import datetime

from chassis.core.outgoing.intervals import Intervals
from sources.application.unit_of_work import UnitOfWork
from sources.domain.media_sources.errors import SourceFailed
from sources.domain.media_sources.source import MediaSource, Outage


async def degraded(
    work: UnitOfWork, source: MediaSource, failure: SourceFailed, now: datetime, intervals: Intervals
) -> MediaSource:
    """Save that a source cannot be read, and when it is tried again; publish the beginning of an outage once.

    The source is one that this transaction has locked.
    """
    since = source.outage.since if source.outage is not None else now
    pause = intervals.after_failure(now - since)
    retry_at = max(failure.retry_at or now, now + pause)
    outage = Outage(since, failure.code, failure.detail, failure.retry_at or retry_at)
    saved = replace(source, outage=outage, next_scan_at=retry_at)
    await work.media_sources.save(saved)
    if source.outage is None:
        await work.events.degraded(saved)
    return saved


async def recovered(work: UnitOfWork, source: MediaSource, now: datetime) -> MediaSource:
    """Return a source without its outage, to be saved by the caller; publish the end of an outage."""
    if source.outage is None:
        return source
    await work.events.recovered(source, now)
    return replace(source, outage=None)
