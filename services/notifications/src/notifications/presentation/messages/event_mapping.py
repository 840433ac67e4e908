"""Mapping from events to occurrences."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from contracts.ingestion import ImportProgressedV1, SourceDegradedV1, SourceRecoveredV1
from contracts.library import LibraryImportEndedV1, SubscriptionTriggeredV1, Trigger
from contracts.sources import MediaSourceDegradedV1, MediaSourceRecoveredV1
from notifications.domain.messages.kinds import KINDS
from notifications.domain.messages.occurrence import Occurrence, Value

Values = dict[str, Value]
WATCHED_FOR: Final = timedelta(minutes=1)
"""How long a user is taken to wait at the screen for a single title, and needs no message."""
ADMINISTRATORS: Final = UUID(int=0)
"""In place of a user, where an occurrence concerns every administrator."""


def triggered(event: SubscriptionTriggeredV1) -> Occurrence:
    """Return the occurrence for a subscriber: the same for every subscription of the user that it triggers."""
    values: Values = {"title": event.title, "slug": event.slug, "media_kind": event.kind}
    return Occurrence(
        kind=KINDS[event.trigger],
        key=f"{event.trigger}:{event.media_id}:{event.occurrence}",
        user_id=event.user_id,
        occurred_at=event.occurred_at,
        values=values | _VALUES[event.trigger](event),
        media_id=event.media_id,
        provider_id=event.payload.provider_id,
    )


def degraded(event: SourceDegradedV1) -> Occurrence:
    """Return the occurrence for administrators: once per outage and state of it."""
    return Occurrence(
        kind=KINDS["source_degraded"],
        key=f"source_degraded:{event.source}:{event.health}:{event.since.isoformat()}",
        user_id=ADMINISTRATORS,
        occurred_at=event.since,
        values={
            "source": event.source,
            "health": event.health,
            "reason": event.reason,
            "reason_code": event.reason_code,
            "until": None if event.until is None else event.until.isoformat(),
        },
    )


def recovered(event: SourceRecoveredV1) -> Occurrence:
    """Return the occurrence for administrators: once per outage."""
    return Occurrence(
        kind=KINDS["source_recovered"],
        key=f"source_recovered:{event.source}:{event.since.isoformat()}",
        user_id=ADMINISTRATORS,
        occurred_at=event.recovered_at,
        values={"source": event.source, "minutes": _minutes(event.since, event.recovered_at)},
    )


def media_source_degraded(event: MediaSourceDegradedV1) -> Occurrence:
    """Return the occurrence for the owner of a media source: once per outage."""
    return Occurrence(
        kind=KINDS["media_source_degraded"],
        key=f"media_source_degraded:{event.source_id}:{event.since.isoformat()}",
        user_id=event.owner_id,
        occurred_at=event.since,
        values={
            "name": event.name,
            "source_id": str(event.source_id),
            "reason": event.reason,
            "reason_code": event.reason_code,
            "until": _text(event.until),
        },
    )


def media_source_recovered(event: MediaSourceRecoveredV1) -> Occurrence:
    """Return the occurrence for the owner of a media source: once per outage."""
    return Occurrence(
        kind=KINDS["media_source_recovered"],
        key=f"media_source_recovered:{event.source_id}:{event.since.isoformat()}",
        user_id=event.owner_id,
        occurred_at=event.recovered_at,
        values={
            "name": event.name,
            "source_id": str(event.source_id),
            "minutes": _minutes(event.since, event.recovered_at),
        },
    )


def import_ended(event: ImportProgressedV1) -> list[Occurrence]:
    """Return the occurrence for each user who waits for an import that has ended.

    There is none for a single title that took less than `WATCHED_FOR`.
    """
    kind = _ENDS.get(event.status)
    duration = None if event.requested_at is None else event.occurred_at - event.requested_at
    if kind is None or (event.tmdb_id is not None and (duration is None or duration < WATCHED_FOR)):
        return []
    values: Values = {"job_kind": event.job_kind, "done": event.done, "total": event.total, "title": event.title}
    if kind == "import_failed":
        values |= {"reason": event.reason, "reason_code": event.reason_code}
    else:
        values["media_kind"] = event.kind
    return [
        Occurrence(KINDS[kind], f"{kind}:{event.job_id}", user_id, event.occurred_at, values, event.media_id)
        for user_id in event.requested_by
    ]


def file_import_ended(event: LibraryImportEndedV1) -> Occurrence:
    """Return the occurrence for the owner of a file: the first end of its import, and its first failure."""
    kind = "file_import_failed" if event.failed else "file_import_finished"
    committed = event.counts.get("committed", 0)
    values: Values = {"source": event.source}
    if event.failed:
        values |= {"error_code": event.error_code}
    else:
        values |= {"committed": committed, "left_out": sum(event.counts.values()) - committed}
    return Occurrence(KINDS[kind], f"{kind}:{event.import_id}", event.user_id, event.ended_at, values)


def _release(event: SubscriptionTriggeredV1) -> Values:
    payload = event.payload
    return {
        "date": _text(payload.date_after),
        "date_before": _text(payload.date_before),
        "date_name": payload.date_name,
        "is_out": event.occurrence.startswith("release:"),
    }


def _season(event: SubscriptionTriggeredV1) -> Values:
    payload = event.payload
    return {
        "season": payload.season,
        "date": _text(payload.air_date),
        "has_begun": event.occurrence.startswith("premiere:"),
    }


def _episode(event: SubscriptionTriggeredV1) -> Values:
    payload = event.payload
    return {
        "season": payload.season,
        "episode": payload.episode,
        "episode_title": payload.episode_title,
        "airs_at": _text(payload.airs_at),
        "date": _text(payload.air_date),
    }


def _streaming(event: SubscriptionTriggeredV1) -> Values:
    return {"provider": event.payload.provider_name, "region": event.payload.region}


def _status(event: SubscriptionTriggeredV1) -> Values:
    return {"status_before": event.payload.status_before, "status_after": event.payload.status_after}


def _rising(event: SubscriptionTriggeredV1) -> Values:
    return {"window_days": event.payload.window_days}


_ENDS: Final[Mapping[str, str]] = {"ready": "import_finished", "failed": "import_failed"}
_VALUES: Final[Mapping[Trigger, Callable[[SubscriptionTriggeredV1], Values]]] = {
    "release": _release,
    "new_season": _season,
    "new_episode": _episode,
    "on_streaming": _streaming,
    "status_changed": _status,
    "rising": _rising,
}


def _minutes(begin: datetime, end: datetime) -> int:
    return max(1, round((end - begin).total_seconds() / 60))


def _text(value: date | None) -> str | None:
    """Return a day, or an instant, in ISO 8601."""
    return None if value is None else value.isoformat()
