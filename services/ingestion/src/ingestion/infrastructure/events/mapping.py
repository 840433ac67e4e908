"""Maps each domain event to its contract."""

import os
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from contracts import identity
from contracts import ingestion as wire
from contracts.event import Event, WireMessage
from contracts.ingestion import SourceRecoveredV1
from ingestion.domain import events
from ingestion.domain.jobs import is_awaited
from ingestion.infrastructure.events import changes as change_mapping
from ingestion.infrastructure.events import external_lists
from ingestion.infrastructure.events.seasons import season_synced
from ingestion.infrastructure.events.size import records_of
from ingestion.infrastructure.events.titles import media_imported, ratings

SOURCE: Final = "ingestion"
_UUID_BYTES: Final = 16


def messages(domain_events: Iterable[events.DomainEvent]) -> list[WireMessage]:
    """Return the records of events, in order; a season that is too large for one record becomes several."""
    listed = list(domain_events)
    return [
        record
        for domain_event, event_id in zip(listed, _random_ids(len(listed)), strict=True)
        for record in records_of(contract_of(domain_event), SOURCE, event_id)
    ]


def _random_ids(count: int) -> list[UUID]:
    """Return random UUIDs of version 4 from one read of the system's random numbers: each read is a system call."""
    numbers = os.urandom(_UUID_BYTES * count)
    return [
        UUID(bytes=numbers[start : start + _UUID_BYTES], version=4) for start in range(0, len(numbers), _UUID_BYTES)
    ]


def contract_of(domain_event: events.DomainEvent) -> Event:
    """Return the contract of an event; raise TypeError for a class without one."""
    match domain_event:
        case events.TitleImported(record):
            return media_imported(record)
        case events.SeasonSynced(record):
            return season_synced(record)
        case events.SignalsCollected():
            return _signals(domain_event)
        case events.ListRefreshed():
            return _list(domain_event)
        case events.TitleChanged():
            return change_mapping.title_changed(domain_event)
        case events.OffersChanged():
            return change_mapping.offers_changed(domain_event)
        case events.SourceDegraded(source, outage):
            return change_mapping.source_degraded(source, outage)
        case events.SourceRecovered(source, since, at):
            return SourceRecoveredV1(source=source, since=since, recovered_at=at)
        case events.JobStateChanged():
            return _progress(domain_event)
        case _:
            return external_lists.contract_of(domain_event)


def _signals(signals: events.SignalsCollected) -> wire.SignalsCollectedV1:
    return wire.SignalsCollectedV1(
        media_id=identity.media_id(signals.title.kind, signals.title.tmdb_id),
        kind=signals.title.kind,
        tmdb_id=signals.title.tmdb_id,
        observed_at=signals.observed_at,
        day=signals.day,
        origin=signals.origin,
        live_watchers=signals.live_watchers,
        total_watchers=signals.total_watchers,
        total_plays=signals.total_plays,
        popularity=signals.popularity,
        ratings=ratings(signals.ratings),
    )


def _list(event: events.ListRefreshed) -> wire.ListRefreshedV1:
    ranked = event.ranked
    return wire.ListRefreshedV1(
        version=event.version,
        list_id=ranked.list_id,
        kind=ranked.kind,
        region=ranked.region,
        taken_at=ranked.taken_at,
        items=tuple(
            wire.ListItem(
                media_id=identity.media_id(item.title.kind, item.title.tmdb_id),
                kind=item.title.kind,
                tmdb_id=item.title.tmdb_id,
                rank=item.rank,
                score=item.score,
            )
            for item in ranked.items
        ),
    )


def _progress(event: events.JobStateChanged) -> wire.ImportProgressedV1:
    job = event.job
    return wire.ImportProgressedV1(
        job_id=job.id,
        job_kind=job.kind.value,
        status=job.phase.value,
        media_id=identity.media_id(job.title.kind, job.title.tmdb_id) if job.title else None,
        kind=job.title.kind if job.title else None,
        tmdb_id=job.title.tmdb_id if job.title else None,
        title=event.title,
        attempts=job.attempts,
        done=job.done,
        total=job.total,
        reason=job.reason,
        reason_code=job.reason_code,
        missing=job.missing,
        requested_by=job.requested_by if is_awaited(job) else (),
        requested_at=job.created_at,
        occurred_at=job.updated_at,
    )
